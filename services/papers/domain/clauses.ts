/** What makes words a clause: does it have a subject and a finite verb of its own? Cautious: in doubt, no. */
import type { TaggedWord } from './grammar.ts';

export const finiteAux =
  /^(?:is|are|was|were|has|have|had|does|do|did|can|could|may|might|will|would|shall|should|must|cannot|remains?|remained|appears?|seems?)$/i;
const subordinator =
  /^(?:that|whether|if|when|because|which|who|whose|whom|where|while|although|though|unless|since|until|as|than|whereas|once|before|after|how|what)$/i;
const nominal = /^(?:DET|ADJ|NOUN|PROPN|NUM|PRON|ADP|PART|SYM|ADV|X)$/;
const subjectPronoun =
  /^(?:we|they|it|he|she|i|there|this|these|those|that|both|most|some|none|all|others|one|neither)$/i;

export function textOf(words: readonly TaggedWord[]): string {
  return words.map(({ word, space }, at) => (at === 0 ? word : space + word)).join('');
}

/** Past forms that are no participle as well, and forms that only present can be. */
const surelyFinite =
  /^(?:showed|gave|took|became|saw|began|rose|fell|grew|went|did|chose|wrote|knew|drew|occurs?|suggests?|shows?|indicates?|requires?|provides?|includes?|seems?|appears?|remains?|depends?|exists?|contains?|allows?|leads?|makes?|gives?|uses?|needs?|increases?|decreases?|reduces?|improves?|means?|consists?|becomes?|reported|found|had|occurred|remained|seemed|appeared|participated|died|received|suggested|indicated|included|required|provided|led|contained|resulted|outperforms?|outperformed|achieves?|achieved)$/i;

export function isFiniteAt(words: readonly TaggedWord[], at: number): boolean {
  const { word, tag } = words[at]!;
  if (finiteAux.test(word)) return true;
  if (tag !== 'VERB' || /ing$/i.test(word)) return false;
  if (surelyFinite.test(word)) return true;
  // `native calls`: after an adjective it is a noun, whatever the tagger says.
  return (
    /[^s]s$/.test(word) &&
    !/^analyses$/i.test(word) &&
    /^(?:NOUN|PROPN|PRON|ADV)$/.test(words[at - 1]?.tag ?? 'NOUN')
  );
}

/** Where the finite verb of a clause stands that begins with its subject; −1 when it does not look like one. */
function finiteVerb(words: readonly TaggedWord[], lenient = false): number {
  let [nouns, at] = [0, 0];
  if (/^(?:also|however|therefore|thus|then|so|yet)$/i.test(words[0]?.word ?? '')) at = 1;
  if (words[at]?.word === ',') at += 1;
  if (words[at]?.tag === 'ADP') return -1;
  for (; at < words.length; at += 1) {
    const { word, tag } = words[at]!;
    if (isFiniteAt(words, at)) return nouns > 0 ? at : -1;
    if (/^(?:NOUN|PROPN|PRON|NUM)$/.test(tag) || subjectPronoun.test(word)) nouns += 1;
    if (subordinator.test(word) && !(at === 0 && /^that$/i.test(word))) return -1;
    // `we used`, `they examined`: after a subject pronoun a past form is finite.
    if (tag === 'VERB' && at > 0 && /^(?:we|they|it|he|she|i|there)$/i.test(words[at - 1]!.word)) return at;
    // `this difference disappeared`: no other verb follows that could be the finite one.
    const alone = (): boolean => {
      const comma = words.findIndex((each, later) => later > at && each.word === ',');
      return !words
        .slice(at + 1, comma < 0 ? undefined : comma)
        .some((_, later) => isFiniteAt(words, at + 1 + later));
    };
    if (lenient && tag === 'VERB' && /ed$/.test(word) && words[at - 1]?.tag === 'NOUN' && alone()) return at;
    if (tag === 'AUX' || (tag === 'VERB' && !(at === 0 && /ing$/i.test(word)))) return -1;
    if (tag === 'VERB') continue;
    if (
      word !== '-' &&
      word !== '%' &&
      word !== '/' &&
      word !== "'" &&
      word !== '’' &&
      !nominal.test(tag) &&
      !(tag === 'CCONJ' && /^(?:and|or)$/i.test(word))
    )
      return -1;
    if (at > 14) return -1;
  }
  return -1;
}

/** A clause that can stand alone: subject, finite verb, something after it. */
export function standsAlone(words: readonly TaggedWord[], lenient = false): boolean {
  const at = finiteVerb(words, lenient);
  return at > 0 && words.length >= 4 && at < words.length - 1;
}

/** Whether the words before a split are a whole sentence already and hold nothing that governs what follows. */
export function isMainClause(words: readonly TaggedWord[], beforeBut = false): boolean {
  if (words.length < 4) return false;
  if (subordinator.test(words[0]!.word) && !/^that$/i.test(words[0]!.word)) return false;
  if (
    words.some(({ word }) => /^(?:either|neither|both|between|not)$/i.test(word)) &&
    !words.some((_, at) => isFiniteAt(words, at))
  )
    return false;
  return (
    words.some((_, at) => at > 0 && isFiniteAt(words, at)) ||
    words.some(({ tag }, at) => tag === 'VERB' && at > 0 && subjectPronoun.test(words[at - 1]!.word)) ||
    // `the adults enrolled, but …`: before a contrast stands a whole clause, so the form is its verb.
    (beforeBut &&
      words.some(({ tag, word }, at) => tag === 'VERB' && /ed$/.test(word) && words[at - 1]?.tag === 'NOUN'))
  );
}

export const governs = (words: readonly TaggedWord[]): boolean =>
  words.some(
    ({ word }, at) =>
      at > 0 && subordinator.test(word) && !/^(?:as|than|after|before|since|until|once)$/i.test(word),
  );

/** Whether the clause’s verb is finite for sure, not by its ending alone. */
export function beyondDoubt(clause: readonly TaggedWord[]): boolean {
  const { word } = clause[finiteVerb(clause)] ?? { word: '' };
  return finiteAux.test(word) || surelyFinite.test(word);
}
