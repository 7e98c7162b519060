/** Does an output sentence deny what its source affirms, or say more where the source says less? */
import { type ClaimToken, claimsOf } from './claims.ts';
import type { Violation } from './faithfulness.ts';
import { stem } from './words.ts';

/** Weighted stems around a token: what the claim is about. */
type Surroundings = ReadonlyMap<string, number>;

const reach = 6;

function surroundings(tokens: readonly ClaimToken[], at: number): Surroundings {
  const around = new Map<string, number>();
  for (let offset = -reach; offset <= reach; offset += 1) {
    const token = tokens[at + offset];
    if (!token || offset === 0 || token.stem === tokens[at]!.stem) continue;
    // What follows a comparison word is what it compares.
    const near = 1 / Math.abs(offset) ** 0.8 + (offset === 1 ? 0.3 : 0);
    const weight = token.clause === tokens[at]!.clause ? near : near * 0.35;
    around.set(token.stem, Math.max(around.get(token.stem) ?? 0, weight));
  }
  return around;
}

function likeness(output: Surroundings, source: Surroundings): number {
  let [shared, total] = [0, 0];
  for (const [each, weight] of output) {
    total += weight;
    const other = source.get(each);
    if (other !== undefined) shared += Math.min(weight, other + 0.3);
  }
  return total === 0 ? 0 : shared / total;
}

interface Match {
  agree: number;
  oppose: number;
  opposite: string;
  sentence: readonly ClaimToken[];
  at: number;
}

const beforeNoun =
  /^(?:more|less|fewer|higher|lower|greater|larger|smaller|high|low|better|worse|longer|shorter)$/;

/** `more pesticide` and `fewer bees` in one sentence are two comparisons: what each stands before tells. */
function sameNoun(
  output: readonly ClaimToken[],
  at: number,
  source: readonly ClaimToken[],
  sourceAt: number,
): boolean {
  if (!beforeNoun.test(output[at]!.word) || !beforeNoun.test(source[sourceAt]!.word)) return true;
  const following = (tokens: readonly ClaimToken[], from: number): string[] =>
    tokens
      .slice(from + 1, from + 3)
      .filter((token) => token.clause === tokens[from]!.clause && !token.stem.startsWith('#'))
      .map((token) => token.stem);
  const [own, other] = [following(output, at), following(source, sourceAt)];
  return own.length === 0 || other.length === 0 || own.some((each) => other.includes(each));
}

/** The best fitting places in the sources that agree with, and that oppose, the token at `at`. */
function bestMatches(
  tokens: readonly ClaimToken[],
  at: number,
  sources: readonly (readonly ClaimToken[])[],
  relation: (output: ClaimToken, source: ClaimToken) => 1 | -1 | 0,
): Match {
  const own = surroundings(tokens, at);
  const match: Match = { agree: -1, oppose: -1, opposite: '', sentence: [], at: 0 };
  for (const sentence of sources) {
    for (const [position, token] of sentence.entries()) {
      const related = relation(tokens[at]!, token);
      if (related === 0) continue;
      const alike = likeness(own, surroundings(sentence, position));
      const like = sameNoun(tokens, at, sentence, position) ? alike : alike * 0.3;
      if (related === 1) match.agree = Math.max(match.agree, like);
      else if (like > match.oppose)
        Object.assign(match, { oppose: like, opposite: token.word, sentence, at: position });
    }
  }
  return match;
}

/** `A is lower than B` and `B is higher than A` say the same: the compared things have changed sides. */
function sidesSwapped(
  output: readonly ClaimToken[],
  at: number,
  source: readonly ClaimToken[],
  sourceAt: number,
): boolean {
  const inClause = (tokens: readonly ClaimToken[], clause: number): Set<string> =>
    new Set(tokens.filter((token) => token.clause === clause && !token.direction).map((token) => token.stem));
  const [first, second] = [inClause(output, output[at]!.clause), inClause(output, output[at]!.clause + 1)];
  const clause = source[sourceAt]!.clause;
  const [sourceFirst, sourceSecond] = [inClause(source, clause), inClause(source, clause + 1)];
  const only = (a: Set<string>, b: Set<string>): Set<string> =>
    new Set([...a].filter((each) => !b.has(each)));
  const shared = (a: Set<string>, b: Set<string>): number => [...a].filter((each) => b.has(each)).length;
  const crossed =
    shared(only(first, second), only(sourceSecond, sourceFirst)) +
    shared(only(second, first), only(sourceFirst, sourceSecond));
  const straight =
    shared(only(first, second), only(sourceFirst, sourceSecond)) +
    shared(only(second, first), only(sourceSecond, sourceFirst));
  return crossed > straight;
}

const comparing = /\b(?:than|compared|versus|vs|relative to)\b/i;

export function compareDirections(text: string, sources: readonly (readonly ClaimToken[])[]): Violation[] {
  const tokens = claimsOf(text);
  for (const [at, token] of tokens.entries()) {
    if (!token.direction) continue;
    const match = bestMatches(tokens, at, sources, (output, source) => {
      if (!source.direction || source.direction.axis !== output.direction!.axis) return 0;
      return source.direction.sign === output.direction!.sign ? 1 : -1;
    });
    if (match.oppose < 0.3 || match.oppose - match.agree < 0.15) continue;
    if (comparing.test(text) && sidesSwapped(tokens, at, match.sentence, match.at)) continue;
    return [
      {
        code: 'DIRECTION_REVERSED',
        message: `The source says “${match.opposite}” where this says “${token.word}”.`,
        excerpt: token.word,
      },
    ];
  }
  return [];
}

/** Words that every paper uses of everything: only a close fit says that the same thing is meant. */
const unspecific: ReadonlySet<string> = new Set(
  'evidence data studies trials reported found included shows randomised people participants patients women children groups review results identified assessed'
    .split(' ')
    .map(stem),
);

/**
 * A negation counts as changed when a word that one side denies stands undenied on the other, at the place that
 * fits it best. Only the first words after a negator are judged: further out its reach is a guess.
 */
export function comparePolarity(text: string, sources: readonly (readonly ClaimToken[])[]): Violation[] {
  const tokens = claimsOf(text);
  const deniedInSources = new Set(
    sources.flatMap((sentence) => sentence.filter((token) => token.denied).map((token) => token.stem)),
  );
  for (const [at, token] of tokens.entries()) {
    if (token.weak || (!token.denied && !deniedInSources.has(token.stem))) continue;
    const match = bestMatches(tokens, at, sources, (output, source) => {
      if (source.stem !== output.stem) return 0;
      if (source.weak || source.negated === output.negated) return 1;
      return output.denied || source.denied ? -1 : 0;
    });
    if (match.oppose < (unspecific.has(token.stem) ? 0.5 : 0.25) || match.oppose - match.agree < 0.12)
      continue;
    if (deniesAnyway(tokens, match, token)) continue;
    const message = token.negated
      ? `The source does not deny “${match.opposite}”.`
      : `The source denies “${match.opposite}”, this does not.`;
    return [{ code: 'POLARITY_CHANGED', message, excerpt: token.word }];
  }
  return [];
}

/**
 * The same denial in other words: `no study reported X` and `the studies did not report X` deny different words
 * of one statement. So something within the clause is denied on both sides.
 */
function deniesAnyway(tokens: readonly ClaimToken[], match: Match, token: ClaimToken): boolean {
  const clauseOf = (all: readonly ClaimToken[], at: number): ClaimToken[] =>
    all.slice(Math.max(0, at - 4), at + 5).filter((each) => each.clause === all[at]!.clause);
  const there = clauseOf(match.sentence, match.at);
  const here = clauseOf(tokens, tokens.indexOf(token));
  return here.some((each) => each.negated) && there.some((each) => each.negated);
}
