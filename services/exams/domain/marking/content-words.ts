/** Words that carry content, in a form in which their endings matter little. No dictionary: it works alike in several languages. */
import { evenText } from './normal-text.ts';

const small: ReadonlySet<string> = new Set(
  `a about above after again against all also although am an and any are as at be because been before being below
  between both but by can could did do does doing down during each either else for from further had has have having
  he her here hers him his how however i if in into is it its itself just may me might more most must my of off on
  once one only onto or other our out over own per rather same she should since so some such than that the their them
  then there therefore these they this those though through thus to too under until up upon us use used using very
  was we well were what when where whether which while who whom whose why will with within would yet you your
  der die das den dem des ein eine einer eines einem einen und oder aber ist sind war waren wird werden wurde zu zur
  zum mit auf für von im in am an als auch es er sie wir man dass weil wenn durch bei nach über aus um so wie sich
  le la les un une des du de et ou est sont était être dans par pour sur avec que qui ce cette ces il elle on en au aux
  el los las una unos del al y o es son fue ser por para con que se su sus lo como más`
    .trim()
    .split(/\s+/),
);

const negations: ReadonlySet<string> = new Set(
  'no not never none nor neither without cannot nicht kein keine keinen nie ohne ne pas jamais sans sin nunca'.split(
    ' ',
  ),
);

const token = /\p{L}[\p{L}\p{M}]*(?:['-][\p{L}\p{M}]+)*|\p{N}+(?:[.,]\p{N}+)*/gu;
const stemLength = 6;

/** All words and numbers, lower case, in order. */
export const tokensOf = (text: string): string[] => evenText(text).toLowerCase().match(token) ?? [];

/** Without the commonest endings of English, and of a long word its first letters: `reflected`, `reflects` and `reflection` are one. */
function stemOf(word: string): string {
  if (/\p{N}/u.test(word)) return word.replace(',', '.');
  return word.replace(/(?<=\p{L}{3})(?:ing|ed|es|s|e)$/u, '').slice(0, stemLength);
}

export const isNegated = (tokens: readonly string[]): boolean =>
  tokens.some((word) => negations.has(word) || /n't$/.test(word));

/** Stems of the words of a text that say something, numbers among them, each once. */
export function contentStems(text: string): Set<string> {
  const stems = new Set<string>();
  for (const word of tokensOf(text)) {
    for (const part of word.split('-')) {
      if (!small.has(part) && !negations.has(part) && (part.length > 1 || /\p{N}/u.test(part)))
        stems.add(stemOf(part));
    }
  }
  return stems;
}

/** How much of a text is words that carry no content: sentences have a third to a half, lists of key words none. */
export function smallWordShare(text: string): number {
  const tokens = tokensOf(text);
  return tokens.length === 0 ? 0 : tokens.filter((word) => small.has(word)).length / tokens.length;
}
