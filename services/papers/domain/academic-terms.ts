/** Academic terms in everyday words, written for this project. A line is `term, other form: explanation`. */
const entries = `
randomised controlled trial, randomized controlled trial, RCT: A study in which chance decides who gets which treatment, so that the groups can be compared fairly.
randomised, randomized, randomisation, randomization: Sorted into groups by chance, like the toss of a coin.
placebo: A harmless pretend treatment that looks like the real one.
placebo-controlled: Compared with a harmless pretend treatment.
double-blind, blinded, blinding: People in the study do not know who gets which treatment, so that hopes cannot colour the results.
control group: The people who do not get the new treatment and are used for comparison.
confidence interval, CI: The range in which the true value probably lies.
credible interval: The range in which the true value probably lies, worked out with Bayesian methods.
statistically significant, significant difference, statistical significance: Unlikely to be due to chance alone.
p-value, p value: How likely a result at least this strong would be if there were really no effect.
systematic review: A study that collects and weighs all research on one question by fixed rules.
meta-analysis, meta-analyses: A calculation that combines the results of several studies.
risk of bias, bias: Something in how a study was done that can push its results away from the truth.
attrition bias: A distortion that arises when people drop out of a study unevenly.
selection bias: A distortion that arises when the people studied are not like those the question is about.
reporting bias, publication bias: A distortion that arises when only some results get published.
heterogeneity: How much the results of several studies differ from each other.
risk ratio, relative risk, RR: How many times as likely something is in one group as in another; 1 means no difference.
odds ratio: Compares the odds of something in two groups; 1 means no difference.
hazard ratio: Compares how fast something happens in two groups; 1 means no difference.
mean difference: The gap between the averages of two groups.
standard deviation: How far values typically lie from their average.
median: The middle value when all are put in order.
effect size: How large the difference is that a treatment or cause makes.
sample size: How many people or things a study looked at.
subgroup analysis, subgroup: A look at only part of the people in a study.
sensitivity analysis: A check whether the result changes when some choices of the study are changed.
primary outcome, primary outcomes: The main result that a study set out to measure.
secondary outcome, secondary outcomes: A further result that a study measured besides the main one.
outcome measure, outcome measures: What a study measures to see whether something works.
follow-up: The time after the start of a study during which people are still observed.
baseline: The state at the start, before anything was changed.
cohort study, cohort: A group of people who are observed over time.
case-control study: A study that compares people who have a condition with people who do not.
cross-sectional study, cross-sectional: A study that looks at many people at one point in time.
observational study, observational studies: A study that watches what happens without giving a treatment.
clinical trial, clinical trials: A study that tests a treatment in people.
crossover trial, cross-over: A study in which each person gets both treatments, one after the other.
intervention, interventions: What is done to bring about a change, such as a treatment or a programme.
adverse events, adverse event, adverse effects, adverse effect, unwanted events, unwanted effects: Harmful things that happen during a treatment, whether or not it caused them.
side effects: Effects of a treatment that are not wanted.
efficacy: How well something works under good conditions.
effectiveness: How well something works in real life.
quality of life: How well a person feels and copes in everyday life.
morbidity: Illness, or how many people have it.
mortality: Deaths, or how many people die.
incidence: How many new cases arise in a given time.
prevalence: How many people have a condition at a given time.
acute: Starting suddenly and lasting a short time.
chronic: Lasting for a long time.
remission: A time in which an illness has got better or gone.
relapse: The return of an illness after it had got better.
prognosis: How an illness is expected to go on.
prophylaxis, prophylactic: Treatment given to prevent an illness.
intravenous: Given into a vein.
intraperitoneal: Given into or inside the belly.
topical: Put on the skin or another surface of the body.
perioperative: Around the time of an operation.
postoperative: After an operation.
preoperative: Before an operation.
anaesthesia, anesthesia, anaesthetic, anesthetic: Medicine that takes away feeling or makes a person sleep for an operation.
analgesic, analgesics: A medicine against pain.
opioid, opioids: Strong painkillers such as morphine.
laparoscopic, laparoscopy: Done through small cuts with a camera, without opening the belly.
cholecystectomy: An operation to take out the gallbladder.
caesarean section, cesarean section: An operation to deliver a baby through a cut in the belly.
hysterectomy: An operation to take out the womb.
biopsy: Taking out a small piece of tissue to examine it.
chemotherapy: Treatment of cancer with medicines that kill cells.
radiotherapy: Treatment with strong rays, mostly against cancer.
metastatic, metastasis, metastases: Cancer that has spread to other parts of the body.
tumour, tumor: A lump of cells that grow when they should not.
benign: Not cancer.
malignant: Cancerous, able to spread.
leukaemia, leukemia: Cancer of the blood cells.
antibiotic, antibiotics: Medicines against bacteria.
antiviral: A medicine against viruses.
antibody, antibodies: Proteins by which the body fights germs.
antigen, antigens: A substance that the body's defences react to.
immune system: The body's defence against germs.
vaccine, vaccines: Something that trains the body to fight a germ before it meets it.
pathogen: A germ that makes ill.
inflammation, inflammatory: The body's reaction to harm: redness, heat, swelling, pain.
infection, infections: Germs in the body that make it ill.
sepsis: A dangerous reaction of the whole body to an infection.
diabetes: An illness in which there is too much sugar in the blood.
insulin: The substance by which the body takes sugar out of the blood.
hypertension: Blood pressure that is too high.
stroke: Sudden harm to the brain when its blood flow stops or a vessel bursts.
myocardial infarction: A heart attack.
cardiovascular: To do with the heart and the blood vessels.
neuropathy: Damage to nerves.
dementia: A lasting loss of memory and thinking.
depression: An illness of low mood that lasts.
schizophrenia: A mental illness in which a person may hear or believe things that are not real.
cognitive: To do with thinking.
cognitive behavioural therapy, cognitive-behavioural, cognitive behavioral therapy: Talking treatment that changes unhelpful thoughts and habits.
psychosocial: To do with a person's mind and life with others.
cholesterol: A fat in the blood; too much of it harms the vessels.
asthma: An illness that makes the airways narrow and breathing hard.
malaria: A tropical illness with fever that mosquitoes pass on.
fracture, fractures: A broken bone.
lesion, lesions: A damaged spot in the body.
haemorrhage, hemorrhage: Heavy bleeding.
transfusion, blood transfusion: Giving a person blood from someone else.
hormone, hormones: Substances by which the body steers itself.
enzyme, enzymes: Proteins that make reactions in the body go faster.
metabolism: How the body turns food into energy and parts of itself.
genome: All the genes of a living thing.
gene, genes: A piece of inherited information in each cell.
mutation, mutations: A change in a gene.
protein, proteins: Large molecules that do most of the work in cells.
molecule, molecules: Atoms joined together.
in vitro: In a glass dish, outside a living body.
in vivo: In a living body.
species: A kind of living thing.
ecosystem: Living things in one place together with what surrounds them.
biodiversity: How many kinds of living things there are.
photosynthesis: How plants make sugar from light.
climate change: Lasting change of the weather of the Earth.
emissions: Gases or other things let out into the air.
hypothesis, hypotheses: An idea that a study puts to the test.
empirical: Found by observing or measuring.
qualitative: About what kind, in words.
quantitative: About how much, in numbers.
correlation, correlated: Two things that go up and down together, which does not mean that one causes the other.
causal, causality: One thing makes another happen.
regression: A calculation that shows how one value depends on others.
confounding, confounder: Something else that could explain a result.
validity: How well a study measures what it should.
reliability: How far repeated measuring gives the same result.
peer review, peer-reviewed: Checking of a study by other experts before it is published.
questionnaire: A list of questions that people answer.
longitudinal: Following the same people over a long time.
methodology: The way in which a study is done.
benchmark, benchmarks: A fixed test by which things are compared.
algorithm, algorithms: A list of exact steps for solving a problem.
compiler, compilers: A program that turns what people write into instructions for the machine.
just-in-time, JIT: Done while the program is running, right when it is needed.
interpreter: A program that carries out another program step by step.
bytecode, bytecodes: Simple instructions that a program is turned into before it runs.
runtime, run-time: The time while a program is running.
virtual machine, virtual machines: A computer that exists only as a program.
dynamic language, dynamic languages, dynamically typed: A programming language that learns only while running which kind a value is.
statically typed: Said of programming languages in which the kind of every value is known before the program runs.
cache: A store for things that will be needed again soon.
latency: The time until an answer comes.
throughput: How much gets done in a given time.
optimisation, optimization, optimizations: Making something as good or fast as possible.
database: A large, ordered store of information.
dataset, datasets: A collection of information used in a study.
open source: With program text that everyone may read and use.
encryption: Making information unreadable for everyone without the key.
machine learning: Programs that learn from examples instead of fixed rules.
deep learning: Machine learning with networks of many layers.
neural network, neural networks: A program that learns, built loosely like nerve cells.
reinforcement learning: Learning by trying and being rewarded.
supervised learning, supervised fine-tuning: Learning from examples with known answers.
training data: The examples from which a program learns.
fine-tuning, fine-tuned: Training a finished program further for one task.
large language model, large language models, LLM, LLMs: A program that has learned from very much text to write and answer.
artificial intelligence, AI: Programs that do what seems to need human thinking.
natural language processing, NLP: Programs that work with human language.
accuracy: How often something is right.
synthetic data, synthetic dataset: Made-up examples that stand in for real ones.
query, queries: A question put to a search or a database.
simulation, simulations: Trying something out in a computer model.
stochastic: Depending on chance.
probability: How likely something is.
exponential, exponentially: Growing faster and faster, by the same factor each time.
optimum: The best possible value.
equation, equations: A statement that two values are equal.
vector: A list of numbers, or an arrow with a length and a direction.
dark energy: Something unknown that makes the Universe grow faster and faster.
supernova, supernovae: The explosion of a star.
redshift: Light of far galaxies turned redder because they move away from us.
galaxy, galaxies: A huge group of stars.
cosmological constant: A number in the equations of gravity that makes space itself grow.
cosmological, cosmology: To do with the Universe as a whole.
inhomogeneous, inhomogeneity, inhomogeneities: Not the same everywhere.
homogeneous: The same everywhere.
isotropic: The same in every direction.
quantum: To do with the smallest parts of nature.
photon, photons: The smallest portion of light.
gravity, gravitational: The force that pulls masses together.
velocity: Speed in a direction.
wavelength: The distance from one peak of a wave to the next.
catalyst: Something that speeds up a reaction without being used up.
polymer, polymers: Long molecules of many equal parts.
semiconductor: A material that conducts electricity only a little, used in chips.
sustainability: Using things so that enough is left for later.
inequality: An uneven share of money, chances or health.
socioeconomic: To do with money, work and place in society.
gross domestic product, GDP: The value of all that a country makes in a year.
demographic: To do with who lives somewhere: age, sex, origin.
stakeholder, stakeholders: Everyone who is affected by something or has a say in it.
pedagogy, pedagogical: The art of teaching.
curriculum: What is to be learned in a course or school.
formative assessment: Checking during learning what is understood.
literacy: Being able to read and write.
ethnography: Studying people by living with them.
discourse: How people talk and write about something.
ideology: A set of ideas about how the world should be.
`;

export interface AcademicTerm {
  /** As a glossary shows it. */
  term: string;
  /** All its written forms, in small letters unless an acronym. */
  forms: readonly string[];
  explanation: string;
}

export const academicTerms: readonly AcademicTerm[] = entries
  .trim()
  .split('\n')
  .map((line) => {
    const at = line.indexOf(': ');
    const forms = line.slice(0, at).split(', ');
    return { term: forms[0]!, forms, explanation: line.slice(at + 2) };
  });
