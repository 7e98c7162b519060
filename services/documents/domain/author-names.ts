/** Reads the names of authors from a line that is nothing but names. */

/** Words of institutions, places and headings: a part that holds one is not a person. */
const notNames =
  /(?:^|[\s-])(?:universit\w*|institut\w*|dep(?:artmen)?t\w*|school|college|laborator\w*|labs?|cent(?:er|re)s?|corporation|corp|inc|ltd|llc|gmbh|ag|research|academy|académie|akademie|faculty|fakultät|faculté|hospital|clinic|group|company|technolog\w*|sciences?|engineering|division|ministry|foundation|council|agency|bank|google|microsoft|openai|meta|usa|uk|germany|france|china|japan|canada|avenue|street|road|city|state|road|box|email|e-mail|correspond\w*|author|authors|equal|contribution|abstract|introduction|contents|keywords|received|accepted|published|copyright|journal|proceedings|conference|workshop|volume|preprint|arxiv|version|draft|technical|report|edition|chapter|lecture|notes|course|summary|the|of|for|with|from|on|in|to|is|are|by|at|an|january|february|march|april|may|june|july|august|september|october|november|december)(?=$|[\s.,-])/i;
const particles = new Set(
  'van von der den de del della di da dos das du la le el al bin ibn ben ter ten zu af av'.split(' '),
);
/** Marks of affiliations; behind a name they part it from the next one. */
const marks = /(?:[\d∗*†‡§¶‖#$+⋆☆✉⁎¹²³⁴-⁹⁰]+(?:\s?,\s?(?=[\d∗*†‡§¶‖#$+¹²³]))?)+/gu;
const separator = /\s*(?:[,;·•|\u0001]|\s(?:and|und|et|y|e|ve|dan)\s|&)+\s*/u;
const suffix = /^(?:jr\.?|sr\.?|ii|iii|iv|phd|md|ph\.d\.|m\.d\.|msc|dr\.?|prof\.?)$/i;

const isInitials = (token: string): boolean => /^(?:\p{Lu}\.?-?){1,3}$/u.test(token);
const isNameWord = (token: string): boolean =>
  /^(?:\p{Lu}|[ODL]['’]\p{Lu}|d['’]\p{Lu})[\p{L}\p{M}'’.-]*$/u.test(token) && !/\p{Lu}{4}/u.test(token);

function isName(part: string): boolean {
  if (notNames.test(part) || part.length > 60) return false;
  const tokens = part.split(/\s+/);
  if (tokens.length < 2 || tokens.length > 6) return false;
  const [first, last] = [tokens[0]!, tokens.at(-1)!];
  if (isInitials(first) && isInitials(last)) return false;
  return (
    isNameWord(first) &&
    isNameWord(last) &&
    tokens.slice(1, -1).every((token) => isNameWord(token) || particles.has(token.toLowerCase()))
  );
}

/** `ADA LOVELACE` is set in capitals, not written so. */
function inUsualCase(text: string): string {
  const shouted = /\p{Lu}{4}/u.test(text) && !/\p{Ll}{2}/u.test(text.replace(/\s(?:and|et|und)\s/g, ' '));
  return shouted
    ? text
        .replace(/ (?:AND|UND|ET) /g, ' and ')
        .replace(/\p{Lu}+/gu, (word) => (word.length > 1 ? word[0]! + word.slice(1).toLowerCase() : word))
    : text;
}

/**
 * The names in a text such as `Ada Lovelace1,2, C. Babbage∗ and Luigi F. Menabrea`; null where any part of it may be
 * something else.
 */
export function authorNames(text: string): string[] | null {
  const plain = inUsualCase(text.replace(/^(?:by|von|par)\s+/i, '').replace(marks, '\u0001'));
  if (plain.length > 3_000) return null;
  const parts = plain
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '' && !suffix.test(part));
  return parts.length > 0 && parts.every(isName) ? parts : null;
}
