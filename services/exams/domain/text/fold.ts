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

const hyphen = '\u0000';

/** Collects folded characters, which may change their mind about the last one. */
class Folding {
  text = '';
  readonly origin: number[] = [];

  add(characters: string, at: number): void {
    for (let index = 0; index < characters.length; index += 1) this.origin.push(at);
    this.text += characters;
  }

  drop(): number {
    this.text = this.text.slice(0, -1);
    return this.origin.pop()!;
  }

  /** A hyphen is held back until it is known what follows: `well-known`, `well- known` and `wellknown` fold to one. */
  settle(next: string): void {
    if (!this.text.endsWith(hyphen)) return;
    const at = this.drop();
    if (!letter.test(next)) this.add('-', at);
  }

  space(at: number): void {
    if (this.text !== '' && !this.text.endsWith(' ') && !this.text.endsWith(hyphen)) this.add(' ', at);
  }

  shown(shown: string, at: number): void {
    if (this.text.endsWith(' ') && /^[,.;:!?)\]}]/.test(shown)) this.drop();
    if (shown === '-' && letter.test(this.text.at(-1) ?? '')) {
      this.add(hyphen, at);
      return;
    }
    this.settle(shown);
    this.add(shown, at);
  }
}

function foldAll(text: string): Folded {
  const folding = new Folding();
  let at = 0;
  for (const character of text) {
    // Most of all text, and nothing can happen to it.
    if (/[a-z0-9]/.test(character)) {
      folding.settle(character);
      folding.add(character, at);
    } else if (/\s/.test(character)) folding.space(at);
    else if (!invisible.test(character))
      folding.shown((plain[character] ?? character.normalize('NFKC')).toLowerCase(), at);
    at += character.length;
  }
  while (/[ \u0000]$/.test(folding.text)) folding.drop();
  return folding;
}

/** Passages are folded for each of their questions, and for each option of these. */
const recent = new Map<string, Folded>();
const mostRecent = 128;
const worthKeeping = 200;

export function fold(text: string): Folded {
  if (text.length < worthKeeping) return foldAll(text);
  const known = recent.get(text);
  if (known) return known;
  const made = foldAll(text);
  if (recent.size >= mostRecent) recent.clear();
  recent.set(text, made);
  return made;
}

/** The folded text alone, for comparing. */
export const folded = (text: string): string => fold(text).text;
