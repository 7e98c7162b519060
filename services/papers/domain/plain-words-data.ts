/**
 * Plain words for the words of papers: `hard = plain`, written for this project. A plain word must be true
 * wherever the hard one is, and grammatical in its place: verbs keep their object, nouns their number. Words
 * that only sometimes mean the plain one (`control`, `significant`, `subject`) are left alone.
 */

/** For intermediate and beginner readers. */
export const plainVerbs = `
utilise=use utilize=use demonstrate=show commence=start terminate=end discontinue=stop facilitate=help
enhance=improve ameliorate=improve attempt=try necessitate=need possess=have encompass=cover exhibit=show
elucidate=explain exacerbate=worsen alleviate=ease augment=increase elevate=raise ascertain=check
prohibit=ban illustrate=show depict=show leverage=use purchase=buy detect=find alter=change modify=change
optimise=improve optimize=improve anticipate=expect strive=try incorporate=include synthesise=combine
synthesize=combine summarise=sum_up summarize=sum_up accelerate=speed_up administer=give initiate=start
attenuate=weaken impede=slow hinder=hamper investigate=study undergo=have retain=keep cease=stop
`;

export const plainVerbsForBeginners = `
reveal=show identify=find construct=build compute=work_out calculate=work_out quantify=measure select=choose
examine=look_at assess=judge evaluate=test require=need ensure=make_sure maintain=keep permit=allow
generate=make observe=see encounter=meet emphasise=stress emphasize=stress advocate=support
distribute=spread recruit=sign_up accumulate=build_up diminish=shrink
`;

export const plainNouns = `
utilisation=use utilization=use physician=doctor neonate=newborn_baby adolescent=teenager duration=length
analgesic=painkiller hypertension=high_blood_pressure carcinoma=cancer malignancy=cancer pyrexia=fever
dyspnoea=breathlessness dyspnea=breathlessness oedema=swelling edema=swelling haemorrhage=bleeding
hemorrhage=bleeding pruritus=itching emesis=vomiting initiation=start commencement=start termination=end
methodology=method modality=type magnitude=size discrepancy=difference exacerbation=flare-up onset=start
prophylaxis=prevention inception=start recurrence=return latency=delay
`;

export const plainNounsForBeginners = `
participant=person individual=person infant=baby mortality=death morbidity=illness consumption=use
therapy=treatment medication=medicine pharmaceutical=drug proportion=share
objective=aim component=part limitation=weak_point cohort=group
 complication=problem technique=method clinician=doctor practitioner=health_worker
 constraint=limit deficit=shortage requirement=need
fluctuation=change framework=structure
`;

/** Adjectives and adverbs. */
export const plainModifiers = `
subsequent=later subsequently=later previous=earlier previously=earlier numerous=many sufficient=enough
insufficient=not_enough approximately=about predominantly=mainly primarily=mainly solely=only exclusively=only
frequently=often rapidly=quickly rapid=fast beneficial=helpful detrimental=harmful novel=new fundamental=basic
pivotal=very_important feasible=possible readily=easily presently=now renal=kidney hepatic=liver cardiac=heart
pulmonary=lung cerebral=brain gastric=stomach cutaneous=skin ocular=eye analogous=similar erroneous=wrong
discrete=separate intrinsic=built-in inherent=built-in viable=workable pertinent=relevant merely=only
simultaneously=at_the_same_time concurrently=at_the_same_time sequentially=one_after_another
incrementally=step_by_step iteratively=step_by_step elective=planned ophthalmic=eye efficacious=effective
prophylactic=preventive consequently=as_a_result annually=every_year abundant=plentiful concomitant=accompanying
`;

export const plainModifiersForBeginners = `
initial=first additional=more additionally=also furthermore=also moreover=also nevertheless=even_so
nonetheless=even_so initially=at_first multiple=several substantial=large
considerable=large considerably=much substantially=much potentially=possibly potential=possible
optimal=best prevalent=common haematological=blood hematological=blood neonatal=newborn respiratory=breathing
comprehensive=full extensive=wide sophisticated=advanced supplementary=extra adjacent=nearby annual=yearly
chronic=long-lasting distinct=different diverse=varied crucial=very_important
adverse=unwanted gastrointestinal=gut cardiovascular=heart-and-vessel robust=reliable
 precise=exact accurate=exact
 merely=only
`;

/** Fixed phrases, from long to short; taken as they stand, without inflection. */
export const plainPhrases = `
due to the fact that=because
in spite of the fact that=although
with the exception of=except for
in the absence of=without
on the basis of=based on
for the purpose of=for
has the potential to=could
have the potential to=could
in accordance with=following
irrespective of=regardless of
in comparison to=compared with
in comparison with=compared with
in conjunction with=together with
in the vicinity of=near
a large number of=many
a small number of=a few
the majority of=most
prior to=before
in order to=to
so as to=to
with respect to=about
with regard to=about
with regards to=about
is able to=can
are able to=can
was able to=could
were able to=could
as opposed to=unlike
in the course of=during
is capable of=can do
myocardial infarction=heart attack
myocardial infarctions=heart attacks
cerebrovascular accident=stroke
adverse events=unwanted events
adverse event=unwanted event
remains unclear=is still unclear
remains uncertain=is still uncertain
remain unclear=are still unclear
remain uncertain=are still uncertain
as to what=what
associated with=linked to
amongst=among
whilst=while
upon=on
whereby=where
via=through
e.g.=for example
i.e.=that is
`;

export const plainPhrasesForBeginners = `
compared to=compared with
versus=compared with
vs=compared with
mortality rates=death rates
mortality rate=death rate
per cent=percent
a variety of=many kinds of
a number of=several
as well as=and
state-of-the-art=best current
state of the art=best current
regarding=about
concerning=about
`;

/** Openings that say nothing; what follows begins the sentence. */
export const emptyOpenings =
  /^(?:it (?:should|must) be noted that|it is (?:worth noting|important to note|well known|widely accepted|noteworthy) that|note that|notably,|interestingly,|importantly,|of note,|surprisingly,|remarkably,|to the best of our knowledge,|to our knowledge,|as expected,|as mentioned (?:above|before|earlier),|as (?:shown|illustrated|described|discussed|depicted) in (?:fig(?:ure|\.)?|table|section|sec\.) ?[\d.]+\w?,|in (?:this|the present|our) (?:paper|work|article|study),(?= we\b)|in (?:addition|summary|conclusion|particular|general|fact|essence|short),|to (?:summarise|summarize|conclude|this end),|finally,|overall,|on the other hand,|specifically,|more specifically,|as a matter of fact,)\s*/i;
