/** What a statement says of what: the few patterns of English that a question can be turned out of without breaking it. */
import type { Token } from './grammar.ts';
import type { Statement } from './statement.ts';
import { isPlural, nounPhrases } from './terms.ts';

export interface Subject {
  /** Without its article, as within a sentence. */
  subject: string;
  article: string;
  /** From the verb on, without the full stop. */
  predicate: string;
  plural: boolean;
  /** Where the subject stands in the statement, without the article. */
  start: number;
  end: number;
  verb: Token;
}

const phraseTags = new Set(['DET', 'ADJ', 'NOUN', 'PROPN', 'NUM', 'PART']);
const finiteAux = /^(?:is|are|was|were|has|have|had|can|may|must|will|should|does|do|did)$/;
const pluralVerb = /^(?:are|were|have|do)$/;
const singularVerb = /^(?:is|was|has|does)$/;
const mostSubjectTokens = 5;

const withoutStop = (text: string): string => text.replace(/[.]["”]?$/, '');

/** The subject at the beginning, if it is one plain noun phrase that a verb follows. */
export function subjectOf({ text, tokens }: Statement): Subject | undefined {
  let at = 0;
  while (at < tokens.length && phraseTags.has(tokens[at]!.tag)) at += 1;
  const verb = tokens[at];
  const last = tokens[at - 1];
  if (!verb || !last || !['NOUN', 'PROPN'].includes(last.tag) || at > mostSubjectTokens + 1) return undefined;
  const auxiliary = verb.tag === 'AUX' && finiteAux.test(verb.text);
  const third = verb.tag === 'VERB' && /[^s]s$/.test(verb.text) && verb.text !== verb.lemma;
  const base = verb.tag === 'VERB' && verb.text === verb.lemma;
  const past =
    verb.tag === 'VERB' &&
    /(?:ed|ght|ook|ave|ame|ose|ew|ound|egan|ept|elt|ent)$/.test(verb.text) &&
    verb.text !== verb.lemma;
  const nounPlural = /s$/.test(last.text) && last.text.toLowerCase() !== last.lemma;
  const plural =
    pluralVerb.test(verb.text) || base || (!singularVerb.test(verb.text) && !third && nounPlural);
  // A verb that does not agree was none, or the noun was not its subject.
  if (!(auxiliary || past || third || (base && nounPlural)) || (third && nounPlural)) return undefined;
  // `The average taken over a surface is …`: a participle, whose verb comes later.
  const later = tokens
    .slice(at + 1)
    .findIndex(
      ({ tag, text: word }) =>
        (tag === 'AUX' && finiteAux.test(word)) ||
        /^(?:,|;|that|which|who|and|but|because|when|if)$/.test(word),
    );
  const next = tokens[at + 1 + later];
  if (past && later >= 0 && next?.tag === 'AUX') return undefined;
  const first = tokens[0]!;
  const article = first.tag === 'DET' ? first.text.toLowerCase() : '';
  if (article !== '' && !/^(?:the|an?)$/.test(article)) return undefined;
  const begin = article === '' ? first : tokens[1];
  if (!begin || begin.start >= last.end || begin.tag === 'NUM') return undefined;
  const predicate = withoutStop(text.slice(verb.start));
  return {
    subject: text.slice(begin.start, last.end),
    article,
    predicate,
    plural,
    start: begin.start,
    end: last.end,
    verb,
  };
}

export interface Definition {
  /** What is defined, without its article, and what it is said to be, with its article. */
  term: string;
  article: string;
  definition: string;
  plural: boolean;
  statement: Statement;
}

const definitionVerb =
  /^(is|are)\s+((?:an?|the|one of the)\s.+|(?:\p{L}+\s){0,2}\p{L}+s\s(?:that|which|who|of|in|for|with|by)\s.+)$/u;
/** What follows `is a` without saying what the thing is. */
const noDefinition =
  /^(?:an?|the)\s(?:\w+\s)?(?:way|problem|result|example|case|reason|key|part|matter|function|number|lot|question|consequence|challenge|advantage|step|form of the|kind of the|member|potential|interesting|important|essential|useful|crucial|good|common|natural|major|significant|popular|difference|sign|cause|source)\b|^the\s(?:same|only|first|last|most|best|main|following)\b/i;

/** `X is a Y that …`: a term and what it is. */
export function definitionOf(statement: Statement): Definition | undefined {
  const found = subjectOf(statement);
  if (!found) return undefined;
  const match = definitionVerb.exec(found.predicate);
  if (!match || noDefinition.test(match[2]!)) return undefined;
  const definition = match[2]!;
  const words = definition.split(' ').length;
  // A kind with nothing that tells it from others defines nothing.
  if (
    words < 5 ||
    words > 28 ||
    /[:;]/.test(definition) ||
    !/\s(?:that|which|who|whose|where|of|in|for|with|by|from|on|to|used|\w+ed|\w+ing)\s/.test(definition)
  )
    return undefined;
  if (/\b(?:not|no longer|never)\b/.test(definition.split(' ').slice(0, 4).join(' '))) return undefined;
  return { term: found.subject, article: found.article, definition, plural: found.plural, statement };
}

export interface Reason {
  /** Without the full stop, in the form that stands after `Explain why`. */
  fact: string;
  reason: string;
}

/** `Fact because reason`, `Because reason, fact`, `Reason, so that fact`, `Reason, which is why fact`. */
export function reasonOf(inner: string): Reason | undefined {
  const plain = withoutStop(inner);
  const whole = (fact: string, reason: string): Reason | undefined => {
    const [a, b] = [fact.trim(), reason.trim()];
    if (
      a.split(' ').length < 4 ||
      b.split(' ').length < 4 ||
      /\b(?:it|they|he|she|them)\b/i.test(a.split(' ').slice(0, 6).join(' '))
    )
      return undefined;
    return { fact: a, reason: b.charAt(0).toUpperCase() + b.slice(1) };
  };
  const because =
    /^(.+?)(?<!\b(?:in part|partly|mainly|simply|example|just))(?<!,),?\s+because\s+(?!of\b)(.+)$/.exec(
      plain,
    );
  if (because && !/[;:]/.test(because[1]!)) return whole(because[1]!, because[2]!);
  const opened = /^(?:because|since)\s+(?!of\b)([^,]+),\s+([^,;]+.*)$/.exec(plain);
  if (opened) return whole(opened[2]!, opened[1]!);
  const why = /^(.+?),?\s+(?:which is why|so that|and that is why)\s+(.+)$/.exec(plain);
  return why && !/[;:]/.test(why[1]!) ? whole(why[2]!, why[1]!) : undefined;
}

export interface Condition {
  /** With its conjunction in small letters, as it stands after `What happens`. */
  condition: string;
  outcome: string;
}

/** `When X, Y`: what happens when X? */
export function conditionOf({ text }: Statement): Condition | undefined {
  const match = /^(When|If|Once|Whenever|After|Without)\s+([^,;:]{12,120}),\s+([^;:]+)$/.exec(
    withoutStop(text),
  );
  if (!match) return undefined;
  const [, conjunction, condition, outcome] = match as unknown as [string, string, string, string];
  if (/\b(?:it|they|he|she|its|their)\b/.test(condition) || outcome.split(' ').length < 5) return undefined;
  // A list goes on after the comma: `When A, B and C …`.
  if (
    /^(?:and|or|\w+ing|\w+ed|(?:\w+ )?(?:which|who|whom))\b/.test(outcome) ||
    /^\S+(?:\s\S+)?,/.test(outcome)
  )
    return undefined;
  return {
    condition: `${conjunction.toLowerCase()} ${condition}`,
    outcome: outcome.charAt(0).toUpperCase() + outcome.slice(1),
  };
}

export interface Listing {
  /** What they are examples or parts of, as a question. */
  question: string;
  members: string[];
}

const introduces = /^,?\s(?:such as|including)\s/;
const listEnd =
  /[.;:]|\s(?:is|are|was|were|have|has|can|may|that|which|to|in|by|for|from|with|on|at|into)\s|,\s(?:which|that|while|although|but|so)\s/;
const notMember = /^(?:to|not|\p{L}+ing)\b|\b(?:etc|others?|more|is|are|was|which|that|it|them)\b/u;

/** `Ys such as A, B and C`: A, B and C are Ys. */
export function listingOf({ text, tokens }: Statement): Listing | undefined {
  for (const phrase of nounPhrases(tokens)) {
    const head = phrase.tokens.at(-1)!;
    const opened = introduces.exec(text.slice(head.end));
    if (!opened || !isPlural(head.text, head.lemma)) continue;
    const rest = text.slice(head.end + opened[0].length);
    const list = rest.slice(0, listEnd.exec(rest)?.index ?? rest.length);
    const members = list
      .split(/,\s(?:and\s|or\s)?|\s(?:and|or)\s/)
      .map((member) => member.trim().replace(/^(?:the|an?)\s|,$/g, ''));
    const odd = members.some(
      (member) => member.length < 2 || member.split(' ').length > 4 || notMember.test(member),
    );
    if (members.length < 2 || odd) continue;
    const kind = text.slice(phrase.tokens[0]!.start, head.end);
    const opening = phrase.token === 0 && /^\p{Lu}\p{Ll}/u.test(kind);
    const lowered = opening ? kind.charAt(0).toLowerCase() + kind.slice(1) : kind;
    return { question: `Which of the following are ${lowered}?`, members: [...new Set(members)] };
  }
  return undefined;
}
