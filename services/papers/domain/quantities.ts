/** Numbers of a sentence with their units, in digits or words. */
import { ordinals, parts, scales, spelledNumber, spelledValue } from './number-words.ts';
import { unitAfter, unitForms } from './units.ts';
import { stem, wordsOf } from './words.ts';

/** What the number is bound to by words such as `about`, `more than`, `<`. */
type Bound = 'none' | 'about' | 'above' | 'below';

export interface Quantity {
  value: number;
  /** `%`, a physical unit in its base (`s`, `g`, `m`, …), `people`, `studies`, or '' where nothing is known. */
  unit: string;
  bound: Bound;
  /** As written, without the unit. */
  text: string;
  /** Decimals as written: the precision it claims. */
  decimals: number;
  /** Written as a word or a fraction of words. */
  spelled: boolean;
  /** Where in the sentence, in characters. */
  start: number;
  end: number;
  /** Stems of the content words near it, nearest first, with the side they stand on. */
  context: readonly string[];
}

const digits =
  /(?<![\p{L}\d_@#.])(?:(?<![\p{L}\d])[-−–]\s?(?=\d))?(?<![\p{L}\p{M}][-‐])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\p{L}\d_@#]|\p{L}[-‐]|\d\.)(?:(?<![\p{L}\d)\]%])[-−](?=\d))?(?:\d+(?:[.·]\d+)?|\.\d+)/gu;
const words = new RegExp(
  `(?<![\\p{L}-])(?:(?:(?<count>${spelledNumber}|a|\\d+)[- ](?<part>${ordinals})(?= of\\b)|(?<half>half)|(?<twice>twice|doubled?|doubling)|(?<thrice>tripled?)|(?<number>${spelledNumber})))(?![\\p{L}])(?!-(?!fold|year|month|week|day|hour)\\p{L})`,
  'giu',
);
const ratio = new RegExp(
  `(?<![\\p{L}\\d.,])(?<part>${spelledNumber}|\\d+) (?:in|out of(?: every)?) (?:every )?(?<whole>${spelledNumber}|\\d+)(?![\\p{L}\\d.,]*\\d)(?! (?:${unitForms
    .slice(1, 16)
    .map(([forms]) => forms)
    .join('|')}|trials?|studies|countries)\\b)`,
  'giu',
);

const about =
  /(?:\babout|\baround|\broughly|\bapproximately|\bapprox\.?|\bsome|~|≈|\bcirca|\bclose to|\bnearly|\balmost|\bca\.?)\s*(?:an?\s|the\s)?$/i;
const above =
  /(?:\bmore than|\bover|\babove|\bat least|\bgreater than|\bexceed(?:s|ed|ing)?|\bhigher than|\bno fewer than|\bminimum of|[>≥])\s*$/i;
const below =
  /(?:\bless than|\bfewer than|\bunder|\bbelow|\bup to|\bat most|\blower than|\bno more than|\bwithin|\bmaximum of|[<≤])\s*$/i;
/** Numbers that point into the paper and state nothing: `Table 2`, `Section 3.1`, `[12]`, `Type 2`. */
const pointer =
  /(?:\b(?:tables?|figs?\.?|figures?|sections?|sec\.|eqs?\.|equations?|refs?\.|references?|chapters?|appendix|algorithms?|lines?|steps?|types?|phase|stage|grade|level|version|step|part)\s?(?:\d+(?:\.\d+)*(?:\s?(?:,|and|to|–|-)\s?))?$)|\[[\d,\s–-]*$/i;

function boundOf(before: string): Bound {
  if (above.test(before)) return 'above';
  if (below.test(before)) return 'below';
  return about.test(before) ? 'about' : 'none';
}

type Found = Omit<Quantity, 'context'>;

function ofDigits(sentence: string): Found[] {
  const found: Found[] = [];
  for (const match of sentence.matchAll(digits)) {
    const start = match.index;
    let end = start + match[0].length;
    const before = sentence.slice(Math.max(0, start - 32), start);
    if (pointer.test(before)) continue;
    const plain = match[0]
      .replace(/,/g, '')
      .replace(/[−–]\s?/, '-')
      .replace('·', '.');
    let value = Number(plain);
    const scale = /^(?:\s(hundred|thousand|million|billion|trillion)|([kMB]))(?![\p{L}\d])/u.exec(
      sentence.slice(end),
    );
    if (scale) {
      value *= scale[1] ? scales[scale[1]]! : scale[2] === 'k' ? 1e3 : scale[2] === 'M' ? 1e6 : 1e9;
      end += scale[0].length;
    }
    const { unit, factor, length } = unitAfter(sentence.slice(end, end + 60));
    // Letters that follow at once and are no unit make it a name: `3D7`, `2nd`.
    if (length === 0 && !scale && /^\p{L}/u.test(sentence.slice(end))) continue;
    const money = /([$€£])\s?$/.exec(before)?.[1];
    const decimals = /\.(\d+)$/.exec(plain)?.[1]?.length ?? 0;
    found.push({
      value: value * factor,
      unit: money ?? unit,
      bound: boundOf(before),
      text: match[0],
      decimals,
      spelled: false,
      start,
      end: end + length,
    });
  }
  return found;
}

function ofWords(sentence: string): Found[] {
  const found: Found[] = [];
  for (const match of sentence.matchAll(words)) {
    const { count, part, half, twice, thrice, number } = match.groups!;
    const start = match.index;
    const end = start + match[0].length;
    if (pointer.test(sentence.slice(Math.max(0, start - 32), start))) continue;
    const bound = boundOf(sentence.slice(Math.max(0, start - 32), start));
    const base = { bound, text: match[0], decimals: 0, spelled: true, start, end };
    if (half) {
      if (!/^ (?:of|the|as)\b/.test(sentence.slice(end))) continue;
      found.push({ ...base, value: 50, unit: '%' });
    } else if (part) {
      found.push({
        ...base,
        value: ((/^a$/i.test(count!) ? 1 : spelledValue(count!)) / parts[part.toLowerCase()]!) * 100,
        unit: '%',
      });
    } else if (twice || thrice) {
      found.push({ ...base, value: twice ? 2 : 3, unit: 'times' });
    } else if (number) {
      const { unit, factor, length } = unitAfter(sentence.slice(end, end + 60));
      // `the two groups` counts nothing that a source would have to count.
      if (
        /^two$/i.test(number) &&
        /^ (?:\p{L}+ )?(?:groups|arms|kinds|sides|things)\b/u.test(sentence.slice(end))
      )
        continue;
      // `one` and `zero` are numbers only before what they count.
      if (/^(?:one|zero)$/i.test(number) && unit === '') continue;
      found.push({ ...base, value: spelledValue(number) * factor, unit, end: end + length });
    }
  }
  return found;
}

/** `1 in 5`, `three out of ten`: a share. */
function ofRatios(sentence: string): Found[] {
  return [...sentence.matchAll(ratio)].flatMap((match) => {
    const whole = spelledValue(match.groups!.whole!);
    const part = spelledValue(match.groups!.part!);
    if (whole < 2 || part > whole) return [];
    const start = match.index;
    const bound = boundOf(sentence.slice(Math.max(0, start - 32), start));
    return [
      {
        value: (part / whole) * 100,
        unit: '%',
        bound,
        text: match[0],
        decimals: 0,
        spelled: true,
        start,
        end: start + match[0].length,
      },
    ];
  });
}

/** Content stems around a number, nearest first; numbers and brackets' borders end the reach. */
function contextOf(sentence: string, start: number, end: number): string[] {
  const left = wordsOf(sentence.slice(Math.max(0, start - 60), start))
    .slice(-5)
    .reverse();
  const right = wordsOf(sentence.slice(end, end + 60)).slice(0, 5);
  const context: string[] = [];
  for (let position = 0; position < 5; position += 1) {
    for (const word of [left[position], right[position]]) {
      if (word && word.length > 1) context.push(stem(word));
    }
  }
  return context;
}

/** All quantities of a sentence in order. Pointers (`Table 2`) and names (`FEV1`, `GPT-4`) are not quantities. */
export function quantitiesOf(sentence: string): Quantity[] {
  if (!/\d|\p{L}/u.test(sentence)) return [];
  const shares = ofRatios(sentence);
  const inShare = (found: Found): boolean =>
    shares.some((share) => found.start >= share.start && found.end <= share.end + 1);
  return [...shares, ...[...ofDigits(sentence), ...ofWords(sentence)].filter((found) => !inShare(found))]
    .sort((a, b) => a.start - b.start)
    .filter((found, at, all) => at === 0 || found.start >= all[at - 1]!.start + all[at - 1]!.text.length)
    .map((found) => ({ ...found, context: contextOf(sentence, found.start, found.end) }));
}
