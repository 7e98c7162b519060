/**
 * Text without what typesetting does to it: white space, hyphenation, ligatures, curly quotes and kinds of dashes. What is
 * equal after folding reads the same; `origin` leads back to the exact characters.
 */

export interface Folded {
  text: string;
  /** By character of `text` (UTF-16): where the character that it came from begins. */
  origin: number[];
}

const plain: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '‛': "'",
  '′': "'",
  '´': "'",
  '`': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '‟': '"',
  '«': '"',
  '»': '"',
  '″': '"',
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '–': '-',
  '—': '-',
  '―': '-',
  '−': '-',
  '…': '...',
};
/** Soft hyphen, zero-width characters, and the mark that some readers of PDFs leave where a line was divided. */
const invisible = /[\u0000\u00ad\u200b-\u200d\u2060\ufeff\ufffe]/;
const letter = /\p{L}/u;

export function fold(text: string): Folded {
  let folded = '';
  const origin: number[] = [];
  const add = (characters: string, at: number): void => {
    for (let index = 0; index < characters.length; index += 1) origin.push(at);
    folded += characters;
  };
  const dropLast = (): void => {
    folded = folded.slice(0, -1);
    origin.pop();
  };
  let at = 0;
  for (const character of text) {
    const begin = at;
    at += character.length;
    if (invisible.test(character)) continue;
    if (/\s/.test(character)) {
      // A hyphen at the end of a line, or in front of white space that a reader of PDFs made of it.
      if (folded !== '' && !folded.endsWith(' ') && !folded.endsWith('\u0000')) add(' ', begin);
      continue;
    }
    const shown = (plain[character] ?? character.normalize('NFKC')).toLowerCase();
    if (/^[,.;:!?)\]}]/.test(shown) && folded.endsWith(' ')) dropLast();
    if (shown === '-' && letter.test(folded.at(-1) ?? '')) {
      // Held back until it is known what follows: `well-known`, `well- known` and `wellknown` fold to one.
      add('\u0000', begin);
      continue;
    }
    if (folded.endsWith('\u0000') && !letter.test(shown)) {
      const hyphenAt = origin.at(-1)!;
      dropLast();
      add('-', hyphenAt);
    } else if (folded.endsWith('\u0000')) dropLast();
    add(shown, begin);
  }
  while (/[ \u0000]$/.test(folded)) dropLast();
  return { text: folded, origin };
}

/** The folded text alone, for comparing. */
export const folded = (text: string): string => fold(text).text;
