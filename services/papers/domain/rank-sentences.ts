/**
 * Which sentences of a paper say most of what it says: centrality (LexRank: Erkan & Radev, 2004,
 * doi:10.1613/jair.1523) times position, then maximal marginal relevance (Carbonell & Goldstein, 1998,
 * doi:10.1145/290941.291025) against saying things twice.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PaperText, SourceSentence } from './paper-text.ts';
import type { SectionKind } from './sections.ts';
import { contentStems } from './words.ts';

export interface RankedSentence {
  index: number;
  text: string;
  /** 0 to 1. */
  score: number;
  vector: ReadonlyMap<string, number>;
}

/** Central sentences are found among so many: the cost of comparing grows with the square. */
const mostCompared = 160;
const perTurn = 200;

const sectionWeight: Readonly<Record<SectionKind, number>> = {
  abstract: 1.6,
  conclusion: 1.5,
  discussion: 1.1,
  results: 1.1,
  introduction: 1,
  body: 0.8,
  methods: 0.7,
  appendix: 0.3,
  references: 0,
  acknowledgements: 0,
  keywords: 0,
  front: 0,
};

const findings =
  /\b(?:we (?:found|show|showed|conclude|demonstrate|present|propose|introduce|report|identified|included)|results? (?:show|suggest|indicate)s?|(?:this|the) (?:review|study|paper|evidence|work|analysis|result) (?:shows?|finds?|found|suggests?|presents?|describes?|indicates?)|no (?:significant |clear |statistically significant )?(?:difference|evidence|effect)|significantly|effective|associated with|compared (?:with|to)|outperform|in conclusion|overall|safe|important|main|evidence)\b/i;
const aboutThePaper =
  /\b(?:section \d|the (?:rest|remainder) of (?:this|the) paper|is organi[sz]ed as follows|copyright|permission|all rights reserved|e-?mail|doi:|https?:|www\.|corresponding author|et al\.$|as follows:?$|see (?:table|fig|section|appendix)|shown in (?:fig|table)|(?:table|figure|fig\.) \d)/i;
/** Openings that lean on the sentence before. */
const leansBack =
  /^(?:this|these|it|they|that|those|such|he|she|both|here|then|however|but|also|therefore|thus|hence|as a result|in contrast|for example|for instance|similarly|one of them|another|the (?:former|latter)|its|their|in (?:this|these|that) (?:case|way|cases)|because of this)\b/i;

export function leansOnTheOneBefore(sentence: string): boolean {
  return (
    leansBack.test(sentence) &&
    !/^(?:this|the present|our) (?:paper|review|study|article|work|cochrane|systematic|trial|analysis|evidence)\b/i.test(
      sentence,
    )
  );
}

/** Prose with a beginning and an end; no formulas, table rows, captions, code. */
function isReadable(text: string): boolean {
  if (text.length < 30 || text.length > 900) return false;
  if (!/^[\p{Lu}\p{Lo}\d"“'‘(]/u.test(text) || !/[.!?。！？]["”’)\]]*$/.test(text)) return false;
  if (/^(?:table|fig(?:ure|\.)|algorithm|listing|theorem|lemma|proof|equation|note)\s?\.?\s?\d/i.test(text))
    return false;
  // What begins or ends inside a bracket is a piece of another sentence.
  if (/^\p{Lu}[,.;]/u.test(text) || text.split('(').length !== text.split(')').length) return false;
  // Statistics in parentheses are no formula, and they go.
  const bare = text.replace(/\([^()]*(?:\([^()]*\)[^()]*)*\)/g, '');
  const letters = bare.match(/\p{L}/gu)?.length ?? 0;
  const words = text.match(/\p{L}{2,}/gu)?.length ?? 0;
  if (/[{}\\]|[=∑∫∂√∈∀∃≡]{1}.*[=∑∫∂√∈∀∃≡]/u.test(bare) || letters / bare.length < 0.6) return false;
  const single = text.match(/(?<![\p{L}\d'’.-])(?![aAI]\b)\p{L}(?![\p{L}\d'’.-])/gu)?.length ?? 0;
  return (words >= 5 || /[\u3040-\u30FF\u4E00-\u9FFF\uAC00-\uD7AF]/.test(text)) && single <= words * 0.12;
}

/** Words of languages without spaces are pairs of characters. */
function unitsOf(text: string): string[] {
  const stems = contentStems(text);
  const scripted = text.match(/[\u3040-\u30FF\u4E00-\u9FFF]/g);
  if (scripted)
    for (let at = 0; at + 1 < scripted.length; at += 1) stems.push(scripted[at]! + scripted[at + 1]!);
  return stems;
}

function vectorOf(units: readonly string[], rarity: ReadonlyMap<string, number>): Map<string, number> {
  const vector = new Map<string, number>();
  for (const unit of units) vector.set(unit, (vector.get(unit) ?? 0) + (rarity.get(unit) ?? 1));
  let length = 0;
  for (const weight of vector.values()) length += weight * weight;
  length = Math.sqrt(length) || 1;
  for (const [unit, weight] of vector) vector.set(unit, weight / length);
  return vector;
}

function cosine(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [unit, weight] of small) sum += weight * (large.get(unit) ?? 0);
  return sum;
}

function positionWeight(sentence: SourceSentence, paper: PaperText): number {
  const section = paper.sections[sentence.section]!;
  const length = section.end - section.first;
  const at = sentence.index - section.first;
  let weight = sectionWeight[section.kind];
  if (at === 0) weight *= 1.15;
  else if (at === length - 1) weight *= 1.1;
  // An abstract alone ends with what the authors conclude.
  if (paper.sections.length <= 2 && length > 4 && at >= length * 0.75) weight *= 1.45;
  return weight;
}

function wordingWeight(text: string): number {
  let weight = findings.test(text) ? 1.3 : 1;
  if (aboutThePaper.test(text)) weight *= 0.25;
  if (leansOnTheOneBefore(text)) weight *= 0.75;
  // A citation as part of the sentence cannot be taken out of it.
  if (/\b(?:in|by|of|from|see|and) \[\d/.test(text)) weight *= 0.6;
  // Asides go when the sentence is rewritten; what they hold is not its length.
  const words = text.replace(/\([^()]*(?:\([^()]*\)[^()]*)*\)/g, '').split(' ').length;
  if (words > 55) weight *= 0.55;
  else if (words > 40) weight *= 0.8;
  else if (words < 7) weight *= 0.75;
  return weight;
}

/** Power iteration over the similarities of the compared sentences. */
function centrality(vectors: readonly ReadonlyMap<string, number>[]): number[] {
  const count = vectors.length;
  const weights: Float64Array[] = vectors.map(() => new Float64Array(count));
  const totals = new Float64Array(count);
  for (let a = 0; a < count; a += 1) {
    for (let b = a + 1; b < count; b += 1) {
      const like = cosine(vectors[a]!, vectors[b]!);
      if (like < 0.06) continue;
      weights[a]![b] = like;
      weights[b]![a] = like;
      totals[a]! += like;
      totals[b]! += like;
    }
  }
  let scores = new Float64Array(count).fill(1 / count);
  for (let round = 0; round < 20; round += 1) {
    const next = new Float64Array(count).fill(0.15 / count);
    for (let a = 0; a < count; a += 1) {
      if (totals[a] === 0) continue;
      const share = (0.85 * scores[a]!) / totals[a]!;
      for (let b = 0; b < count; b += 1) next[b]! += share * weights[a]![b]!;
    }
    scores = next;
  }
  const most = Math.max(...scores, Number.MIN_VALUE);
  return [...scores].map((score) => score / most);
}

/** All sentences that may stand in a summary with their score, best first. Yields to other work between chunks. */
export async function rankSentences(paper: PaperText, signal?: AbortSignal): Promise<RankedSentence[]> {
  const usable = paper.sentences.filter(
    (sentence) => sentence.kept && sentence.role === 'prose' && isReadable(sentence.text),
  );
  const units: string[][] = [];
  const seen = new Map<string, number>();
  for (const [at, sentence] of usable.entries()) {
    if (at % perTurn === perTurn - 1) await nextTurn();
    signal?.throwIfAborted();
    const own = unitsOf(sentence.text);
    units.push(own);
    for (const unit of new Set(own)) seen.set(unit, (seen.get(unit) ?? 0) + 1);
  }
  const rarity = new Map([...seen].map(([unit, count]) => [unit, Math.log(1 + usable.length / count)]));
  const title = vectorOf(unitsOf(paper.title), rarity);
  const whole = vectorOf(units.flat(), rarity);
  const scored = usable.map((sentence, at) => {
    const vector = vectorOf(units[at]!, rarity);
    const prior = positionWeight(sentence, paper) * wordingWeight(sentence.text);
    return {
      index: sentence.index,
      text: sentence.text,
      vector,
      prior,
      score: prior * (0.3 + cosine(vector, whole) + 0.3 * cosine(vector, title)),
    };
  });
  scored.sort((a, b) => b.score - a.score || a.index - b.index);
  const compared = scored.slice(0, mostCompared);
  if (usable.length > perTurn) await nextTurn();
  signal?.throwIfAborted();
  const central = centrality(compared.map(({ vector }) => vector));
  const ranked = compared.map(({ index, text, vector, prior, score }, at) => ({
    index,
    text,
    vector,
    score: score * 0.5 + prior * central[at]! * 0.5,
  }));
  ranked.sort((a, b) => b.score - a.score || a.index - b.index);
  const most = ranked[0]?.score || 1;
  return ranked.map((sentence) => ({ ...sentence, score: sentence.score / most }));
}

/** The best `count` that do not repeat each other, in the order of the paper. */
export function selectDiverse(ranked: readonly RankedSentence[], count: number): RankedSentence[] {
  const left = [...ranked.slice(0, Math.max(40, count * 4))];
  const chosen: RankedSentence[] = [];
  const closest = new Map<RankedSentence, number>();
  while (chosen.length < count && left.length > 0) {
    let best = -1;
    let bestValue = Number.NEGATIVE_INFINITY;
    for (const [at, sentence] of left.entries()) {
      const like = closest.get(sentence) ?? 0;
      if (like > 0.62) continue;
      const value = 0.6 * sentence.score - 0.4 * like;
      if (value > bestValue) [best, bestValue] = [at, value];
    }
    if (best < 0) break;
    const [sentence] = left.splice(best, 1);
    chosen.push(sentence!);
    for (const other of left)
      closest.set(other, Math.max(closest.get(other) ?? 0, cosine(other.vector, sentence!.vector)));
  }
  return chosen.sort((a, b) => a.index - b.index);
}
