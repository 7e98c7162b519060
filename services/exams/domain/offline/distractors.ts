/** Wrong options: things of the same kind that the same material speaks of, and not in the same breath. */
import type { SeededRandom } from '../seeded-random.ts';
import { numbersIn, sameNumber } from '../text/numbers.ts';
import { contentSet, coverage } from '../text/words.ts';
import type { Making } from './made.ts';
import type { Material } from './material.ts';
import type { Statement } from './statement.ts';
import type { Mention, Term } from './terms.ts';

export const wrongOptions = 3;

/** In either number. */
const sameWord = (a: string, b: string): boolean => a === b || `${a}s` === b || `${b}s` === a;

const bare = (text: string): string[] => text.toLowerCase().split(/[\s-]+/);

/** All words of the shorter one are in the other. */
function overlaps(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  return short.every((word) => long.some((other) => sameWord(word, other)));
}

/** How well `other` passes for `key` to somebody who does not know: the higher, the better. */
function likeness(key: Term, other: Term, { terms }: Material): number {
  let score = 0;
  if (key.head === other.head) score += 3;
  if (key.words === other.words) score += 1.5;
  score -= Math.abs(key.text.length - other.text.length) / 12;
  const [a, b] = [terms.count(key), terms.count(other)];
  score += Math.min(a, b) / Math.max(a, b);
  if (b > 1) score += 1.5;
  return score;
}

/** Less like what is right than this, and it is no option that anybody would take. */
const leastLike = 0.8;

/**
 * Terms that could stand where a mention stands, best first: same number, same kind, with an article where it has one, no
 * part of each other, not spoken of in `statement`, and not said to be what is asked in any other.
 */
export function termsLike(
  mention: Mention,
  statement: Statement,
  { material, random }: Making,
  least = leastLike,
): string[] {
  const { term: key } = mention;
  const own = contentSet(key.text, 'en');
  const asked = new Set([...statement.stems].filter((stem) => !own.has(stem)));
  const inStatement = bare(statement.text.replace(/[^\p{L}\p{N}\s-]/gu, ' '));
  const words = bare(key.text);
  const article = statement.tokens[mention.token - 1]?.tag === 'DET';
  const fits = [...material.terms.all.values()].filter((other) => {
    if (!material.terms.sound(other)) return false;
    if (other.key === key.key || other.plural !== key.plural || other.kind !== key.kind) return false;
    if (other.text.length > key.text.length * 2.2 + 4 || other.text.length * 2.2 + 4 < key.text.length)
      return false;
    if (key.kind === 'name' && other.located > 0 !== key.located > 0) return false;
    if (other.determined * 2 >= other.count !== article && !other.plural) return false;
    if (overlaps(words, bare(other.text)) || overlaps(bare(other.text), inStatement)) return false;
    return ![...other.statements].some((elsewhere) => coverage(asked, elsewhere.stems) >= 0.5);
  });
  const ranked = random
    .shuffled(fits)
    .map((other) => ({ other, score: likeness(key, other, material) }))
    .filter(({ score }) => score >= least)
    .toSorted((a, b) => b.score - a.score)
    .map(({ other }) => other.text);
  return apart(ranked);
}

/** Those that are no part of one before them. */
function apart(texts: readonly string[]): string[] {
  const kept: string[] = [];
  for (const text of texts) {
    if (!kept.some((other) => overlaps(bare(other), bare(text)))) kept.push(text);
    if (kept.length >= wrongOptions * 2) break;
  }
  return kept;
}

/** Written like `text`: as many decimals, the same separators. */
function written(value: number, text: string): string {
  const decimals = /\.(\d+)$/.exec(text)?.[1]?.length ?? 0;
  const plain = value.toFixed(decimals);
  return /\d,\d{3}/.test(text) || (value >= 10_000 && /,/.test(text))
    ? plain.replace(/\B(?=(?:\d{3})+(?!\d))(?<!\.\d*)/g, ',')
    : plain;
}

const isYear = (text: string): boolean => /^(?:1[0-9]|20)\d\d$/.test(text);

/** Other numbers of the same size; none that the statement has. */
export function numbersLike(text: string, statement: Statement, random: SeededRandom): string[] {
  const [number] = numbersIn(text, 'en');
  if (!number) return [];
  const { value } = number;
  const taken = numbersIn(statement.text, 'en').map((each) => each.value);
  const factors = [0.5, 0.75, 1.25, 1.5, 2, 0.6, 1.8];
  const steps = isYear(text)
    ? [-21, -12, -7, 9, 15, 24]
    : Number.isInteger(value) && value <= 12
      ? [-2, -1, 1, 2, 3]
      : [];
  const values =
    steps.length > 0
      ? steps.map((step) => value + step)
      : factors.map((factor) => roundLike(value * factor, text));
  const percent = /^\s?%|^\s?percent/.test(statement.text.slice(statement.text.indexOf(text) + text.length));
  return [...new Set(random.shuffled(values))]
    .filter(
      (each) =>
        each > (value > 0 ? 0 : Number.NEGATIVE_INFINITY) && !taken.some((other) => sameNumber(other, each)),
    )
    .filter((each) => !percent || value > 100 || each <= 100)
    .map((each) => written(each, text));
}

/** As many leading digits as the original has that are not zero. */
function roundLike(value: number, text: string): number {
  const significant = Math.max(1, text.replace(/^[0.]+|[.,]/g, '').replace(/0+$/, '').length);
  return Number(value.toPrecision(Math.min(significant, 4)));
}
