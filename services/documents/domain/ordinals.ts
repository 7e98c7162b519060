/** Numbers as lists write them. */

const romans: [number, string][] = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
];
/** Beyond it nobody counts in Roman numbers, and a file that pretends to costs time. */
const largestRoman = 3_999;
/** `zz`, twice over; letters beyond it are decimals. */
const largestLetter = 26 * 4;

function roman(number: number): string {
  let left = number;
  let written = '';
  for (const [value, sign] of romans) {
    written += sign.repeat(Math.floor(left / value));
    left %= value;
  }
  return written;
}

/** After `z` the letter is doubled: `aa`, `bb`. */
const letters = (number: number): string =>
  String.fromCharCode(97 + ((number - 1) % 26)).repeat(Math.ceil(number / 26));

export type OrdinalStyle = 'decimal' | 'letter' | 'LETTER' | 'roman' | 'ROMAN';

export function ordinal(number: number, style: OrdinalStyle): string {
  const kind = style.toLowerCase();
  const fits = number >= 1 && number <= (kind === 'roman' ? largestRoman : largestLetter);
  if (kind === 'decimal' || !fits) return String(number);
  const written = kind === 'roman' ? roman(number) : letters(number);
  return style === kind ? written : written.toUpperCase();
}
