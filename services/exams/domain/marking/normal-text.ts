/** Text as answers are compared: what a keyboard, a phone or a habit of writing changes is evened out. */

const edges = /^[\p{P}\p{Z}]+|[\p{P}\p{Z}]+$/gu;

/** The same words in one form: compatibility characters, quotes, dashes and white space. Keeps case and accents. */
export function evenText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[‘’‚‛′`´]/g, "'")
    .replace(/[“”„‟″«»]/g, '"')
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/\u00ad/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** For short answers: case does not count, nor does punctuation at either end. Accents do. */
export function normalAnswer(text: string): string {
  const even = evenText(text).toLowerCase();
  return even.replace(edges, '') || even;
}

/** Without accents: `año` and `ano` are alike in it, which is a reason to look again and not to give points. */
export const withoutAccents = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .normalize('NFC');
