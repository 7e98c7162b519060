/** Are the numbers of an output sentence those of its source, with their units, at their places? */
import type { Violation } from './faithfulness.ts';
import { type Quantity, quantitiesOf } from './quantities.ts';
import type { Alignment, SourceIndex } from './source-index.ts';

/** Units that only name what is counted: a paraphrase may leave them open. */
const isCounted = (unit: string): boolean => unit === '' || unit === 'people' || unit === 'studies';

function unitsAgree(output: Quantity, source: Quantity): boolean {
  if (output.unit === source.unit) return true;
  // Where the source's unit stands too far off to be read, nothing contradicts the output's.
  if (source.unit === '') return true;
  return output.unit === '' && isCounted(source.unit);
}

const near = (a: number, b: number, share: number): boolean => Math.abs(a - b) <= Math.abs(b) * share + 1e-9;

/** Whether the output may say `output` where the source says `source`: equal, or honestly rounded. */
function valuesAgree(output: Quantity, source: Quantity): boolean {
  const [said, meant] = [output.value, source.value];
  if (near(said, meant, 1e-6)) return true;
  // The words of the source may have carried the sign: `fell by 5` for `−5`.
  if (said > 0 && near(said, -meant, 1e-6)) return true;
  // 37.78 → 37.8 or 38: fewer decimals, and still two significant digits.
  if (output.decimals < source.decimals && Math.abs(said) >= 10 ** (1 - output.decimals)) {
    const step = 10 ** -output.decimals;
    if (output.unit === source.unit && Math.abs(Math.round(meant / step) * step - said) < step / 1e6)
      return true;
  }
  // Months and years, weeks and months do not divide evenly.
  if (output.unit === 's' && source.unit === 's' && said > 86_400 && near(said, meant, 0.035)) return true;
  if (output.bound === 'about' || output.spelled) {
    if (
      output.unit === '%' &&
      source.unit === '%' &&
      Math.abs(said - meant) <= (output.bound === 'about' ? 2.5 : 0.5)
    )
      return true;
  }
  if (output.bound === 'about') return near(said, meant, 0.06);
  if (output.bound === 'above') return said < meant && near(said, meant, 0.12);
  if (output.bound === 'below') return said > meant && near(said, meant, 0.12);
  return false;
}

/** How alike the surroundings of two numbers are, 0 to 1; the nearest words count most. */
function contextMatch(output: Quantity, source: Quantity): number {
  let [shared, total] = [0, 0];
  for (const [position, each] of output.context.entries()) {
    const weight = 1 / (1 + position / 2);
    total += weight;
    const at = source.context.indexOf(each);
    if (at >= 0) shared += weight * (1 - Math.min(0.6, Math.abs(at - position) * 0.08));
  }
  return total === 0 ? 0 : shared / total;
}

function violation(code: Violation['code'], quantity: Quantity, message: string): Violation {
  return { code, message, excerpt: quantity.text };
}

/** A share that the source gives as two counts: `half` for `206 of 412`, `5%` for `187/3614`. */
function isShareOf(quantity: Quantity, sources: readonly Quantity[]): boolean {
  if (quantity.unit !== '%') return false;
  const tolerance = quantity.bound === 'about' ? 2.5 : 0.6;
  return sources.some((part, at) =>
    (quantity.spelled ? sources.slice(Math.max(0, at - 2), at + 3) : sources.slice(at + 1, at + 2)).some(
      (whole) => {
        if (!isCounted(part.unit) || !isCounted(whole.unit) || part.value >= whole.value || part.value < 1)
          return false;
        return Math.abs((part.value / whole.value) * 100 - quantity.value) <= tolerance;
      },
    ),
  );
}

/** `11 trials` where the source counts four of one kind and seven of another. */
function isSumOf(quantity: Quantity, aligned: readonly Alignment[], index: SourceIndex): boolean {
  if (!isCounted(quantity.unit)) return false;
  return aligned.some((each) => {
    const counts = index
      .quantities(each.index)
      .filter(({ unit, value }) => isCounted(unit) && Number.isInteger(value) && value > 0);
    return counts.some((count, at) => at > 0 && count.value + counts[at - 1]!.value === quantity.value);
  });
}

/** The words between two numbers that follow each other; null when more than a few. */
function link(text: string, first: Quantity, second: Quantity): string | null {
  const between = text.slice(first.end, second.start);
  return between.length > 40 ? null : contentAndFunction(between);
}

const contentAndFunction = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}/]+/gu, ' ')
    .trim();

/** `from 8 to 120` where the source has `from 120 to 8`: the same two numbers, linked alike, the other way round. */
function exchanged(
  text: string,
  output: readonly Quantity[],
  aligned: readonly Alignment[],
  index: SourceIndex,
): Violation[] {
  if (output.length < 2) return [];
  const pairsOf = (
    sentence: string,
    list: readonly Quantity[],
  ): { a: number; b: number; link: string | null; at: Quantity }[] =>
    list.slice(1).map((second, at) => ({
      a: list[at]!.value,
      b: second.value,
      link: link(sentence, list[at]!, second),
      at: list[at]!,
    }));
  const sources = aligned.flatMap((each) => pairsOf(index.text(each.index), index.quantities(each.index)));
  for (const pair of pairsOf(text, output)) {
    if (pair.link === null || pair.a === pair.b) continue;
    const same = (other: { a: number; b: number }, a: number, b: number): boolean =>
      near(other.a, a, 1e-6) && near(other.b, b, 1e-6);
    if (sources.some((other) => same(other, pair.a, pair.b))) continue;
    if (sources.some((other) => same(other, pair.b, pair.a) && other.link === pair.link)) {
      return [violation('NUMBER_UNSUPPORTED', pair.at, 'Two numbers have changed places.')];
    }
  }
  return [];
}

/** How much better the place of another number must fit before this number counts as misplaced. */
const misplacedBy = 0.3;

const digitsOf = (text: string): string => text.toLowerCase().replace(/[,\s−-]/g, '');

/** What is wrong with one number of the output, or null. */
function judge(
  quantity: Quantity,
  sources: readonly Quantity[],
  derived: () => boolean,
  everywhere: () => Quantity[],
): Violation | null {
  const equal = sources.filter((source) => valuesAgree(quantity, source));
  const agreeing = equal.filter((source) => unitsAgree(quantity, source));
  if (agreeing.length === 0) {
    if (equal.length > 0) {
      return violation('UNIT_CHANGED', quantity, `The source has ${equal[0]!.text} with another unit.`);
    }
    const sameDigits = sources.find(
      (source) => digitsOf(source.text) === digitsOf(quantity.text) && source.value !== quantity.value,
    );
    if (sameDigits && !isCounted(sameDigits.unit)) {
      return violation('UNIT_CHANGED', quantity, `The source has ${sameDigits.text} with another unit.`);
    }
    if (isShareOf(quantity, sources) || derived()) return null;
    const elsewhere = everywhere().filter(
      (source) => valuesAgree(quantity, source) && unitsAgree(quantity, source),
    );
    if (elsewhere.some((source) => contextMatch(quantity, source) >= 0.25)) return null;
    return violation('NUMBER_UNSUPPORTED', quantity, `The source does not say ${quantity.text} here.`);
  }
  if (quantity.bound === 'above' && agreeing.every((source) => source.bound === 'below')) {
    return violation('NUMBER_UNSUPPORTED', quantity, `The source says less than ${quantity.text}, not more.`);
  }
  if (quantity.bound === 'below' && agreeing.every((source) => source.bound === 'above')) {
    return violation('NUMBER_UNSUPPORTED', quantity, `The source says more than ${quantity.text}, not less.`);
  }
  const own = Math.max(...agreeing.map((source) => contextMatch(quantity, source)));
  const rival = sources
    .filter((source) => !valuesAgree(quantity, source) && unitsAgree(quantity, source))
    .reduce((best, source) => Math.max(best, contextMatch(quantity, source)), 0);
  if (rival >= 0.5 && own < 0.4 && rival - own >= misplacedBy) {
    return violation(
      'NUMBER_UNSUPPORTED',
      quantity,
      `${quantity.text} stands at the place of another number of the source.`,
    );
  }
  return null;
}

export function compareQuantities(
  text: string,
  aligned: readonly Alignment[],
  index: SourceIndex,
): Violation[] {
  const output = quantitiesOf(text);
  if (output.length === 0) return [];
  const sources = aligned.flatMap((each) => index.quantities(each.index));
  let all: Quantity[] | null = null;
  const everywhere = (): Quantity[] => {
    all ??= [...index.indices()].flatMap((each) => index.quantities(each));
    return all;
  };
  const misplaced = output.flatMap(
    (quantity) => judge(quantity, sources, () => isSumOf(quantity, aligned, index), everywhere) ?? [],
  );
  return misplaced.length > 0 ? misplaced : exchanged(text, output, aligned, index);
}
