/** Numbers in running text, as people write them: `33,551`, `3.5 %`, `1.2e-3`, `−4`, `twelve`, `3,5` where commas are decimal. */

export interface FoundNumber {
  value: number;
  text: string;
  start: number;
  end: number;
  /** Whether it is written in digits. */
  digits: boolean;
  /** Whether `million` or the like belongs to it; `end` lies behind that. */
  scaled: boolean;
}

const small =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty';
const wordValues = new Map<string, number>([
  ...small.split(' ').map((word, value) => [word, value] as const),
  ['thirty', 30],
  ['forty', 40],
  ['fifty', 50],
  ['sixty', 60],
  ['seventy', 70],
  ['eighty', 80],
  ['ninety', 90],
  ['hundred', 100],
  ['thousand', 1_000],
  ['million', 1_000_000],
  ['billion', 1_000_000_000],
  ['half', 0.5],
  ['twice', 2],
  ['double', 2],
  ['twofold', 2],
  ['threefold', 3],
  ['fourfold', 4],
  ['fivefold', 5],
  ['tenfold', 10],
  ['hundredfold', 100],
  ['thousandfold', 1_000],
]);
/** The first numbers in other languages; 1 is left out, which is an article there. */
const foreign = [
  'zwei drei vier fünf sechs sieben acht neun zehn elf zwölf',
  'deux trois quatre cinq six sept huit neuf dix onze douze',
  'dos tres cuatro cinco seis siete ocho nueve diez once doce',
];
for (const words of foreign)
  words.split(' ').forEach((word, at) => {
    if (!wordValues.has(word)) wordValues.set(word, at + 2);
  });

const pattern =
  /(?<![\p{L}\p{N}_]|\p{L}[-–])[-−–]?\d+(?:[.,'’ \u2009\u202f]\d{3}(?!\d))*(?:[.,]\d+)?(?:\s?[×x·*]\s?10\s?\^?\s?[-−]?\d+|[eE][-−+]?\d+)?|(?<![\p{L}\p{N}-])\p{L}+(?![\p{L}\p{N}])/gu;
const scales: Readonly<Record<string, number>> = { thousand: 1e3, million: 1e6, billion: 1e9 };
const decimalComma = new Set(['de', 'fr', 'es', 'it', 'pt', 'nl', 'ru', 'pl', 'sv', 'tr', 'id']);

function readNumber(text: string, language: string): number {
  const [, mantissa = '', power] = /^(.*?)(?:\s?[×x·*]\s?10\s?\^?\s?([-−]?\d+))?$/u.exec(text) ?? [];
  let plain = mantissa.replace(/[−–]/g, '-').replace(/['’ \u2009\u202f]/g, '');
  const comma = decimalComma.has(language);
  if (comma && /,/.test(plain)) plain = plain.replace(/\./g, '').replace(',', '.');
  else if (comma && /^-?\d{1,3}(?:\.\d{3})+$/.test(plain)) plain = plain.replace(/\./g, '');
  else if (/^-?\d{1,3}(?:,\d{3})+(?:\.|$)/.test(plain)) plain = plain.replace(/,/g, '');
  else plain = plain.replace(',', '.');
  return Number(plain) * 10 ** Number((power ?? '0').replace('−', '-'));
}

const scaleAfter = /^[\s-](thousand|million|billion)\b/;

export function numbersIn(text: string, language: string): FoundNumber[] {
  const found: FoundNumber[] = [];
  let behind = 0;
  for (const match of text.matchAll(pattern)) {
    const [written] = match;
    const start = match.index;
    // The scale of the number before.
    if (start < behind) continue;
    const digits = /\d/.test(written);
    const plain = digits ? readNumber(written, language) : wordValues.get(written.toLowerCase());
    if (plain === undefined || !Number.isFinite(plain)) continue;
    const scale = scaleAfter.exec(text.slice(start + written.length, start + written.length + 12));
    behind = start + written.length + (scale?.[0].length ?? 0);
    const value = plain * (scale ? scales[scale[1]!]! : 1);
    found.push({ value, text: written, start, end: behind, digits, scaled: scale !== null });
  }
  return found;
}

/** Equal as far as they were written: floating point, and nothing more, may tell them apart. */
export const sameNumber = (a: number, b: number): boolean =>
  a === b || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
