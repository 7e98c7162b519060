/**
 * How near marks that were made without a model come to marks by hand, against the share of the expected answer's words that
 * an answer has. Shares of the points are compared in fifths of their range: 0, ¼, ½, ¾, 1.
 */
import { tokensOf } from '../../services/exams/domain/marking/content-words.ts';
import { markOffline } from '../../services/exams/domain/marking/mark-offline.ts';
import { shareOf } from '../../services/exams/domain/marking/open-marking.ts';
import { heldOutQuestions } from './data/held-out-answers.ts';
import { markedQuestions } from './data/marked-answers.ts';
import type { MarkedAnswer, MarkedQuestion } from './data/marked-question.ts';
import type { EvalRow } from './simplify.ts';

interface Compared {
  /** By hand, by the marker, by the baseline: levels 0 to 4. */
  hand: number;
  ours: number;
  baseline: number;
  kind: MarkedAnswer['kind'];
  confidence: number;
  shareOurs: number;
  shareBaseline: number;
}

const levels = 5;
const levelOf = (share: number): number => Math.round(share * (levels - 1));
function compare(question: MarkedQuestion): Compared[] {
  const marks = question.rubric.reduce((sum, { points }) => sum + points, 0);
  const expected = new Set(tokensOf(question.model_answer));
  const { stem, rubric, model_answer } = question;
  return question.answers.map(({ text, points, kind }) => {
    const marking = markOffline({ stem, rubric, model_answer, marks, language: 'en' }, text);
    const said = new Set(tokensOf(text));
    const shareOurs = shareOf(rubric, marking);
    const shareBaseline = [...expected].filter((word) => said.has(word)).length / expected.size;
    return {
      hand: levelOf(points / marks),
      ours: levelOf(shareOurs),
      baseline: levelOf(shareBaseline),
      kind,
      confidence: marking.confidence ?? 0,
      shareOurs,
      shareBaseline,
    };
  });
}

/** Cohen 1968, with squared distances: 1 for the same marks everywhere, 0 for what chance would give. */
export function quadraticKappa(pairs: readonly (readonly [number, number])[]): number {
  const weight = (a: number, b: number): number => (a - b) ** 2;
  const observed = pairs.reduce((sum, [a, b]) => sum + weight(a, b), 0) / pairs.length;
  let expected = 0;
  for (const [a] of pairs) for (const [, b] of pairs) expected += weight(a, b);
  expected /= pairs.length ** 2;
  return expected === 0 ? 1 : 1 - observed / expected;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const round = (value: number): number => Math.round(value * 1_000) / 1_000;

export function evaluateMarking(): EvalRow[] {
  const heldOut = heldOutQuestions.flatMap(compare);
  const all = [...markedQuestions.flatMap(compare), ...heldOut];
  const row = (
    metric: string,
    of: readonly Compared[],
    figure: (side: 'ours' | 'baseline') => number,
  ): EvalRow => ({
    eval: 'exams',
    metric,
    value: round(figure('ours')),
    baseline: round(figure('baseline')),
    n: of.length,
  });
  const kappa = (of: readonly Compared[]) => (side: 'ours' | 'baseline') =>
    quadraticKappa(of.map((one) => [one.hand, one[side]]));
  const within = (of: readonly Compared[], most: number) => (side: 'ours' | 'baseline') =>
    mean(of.map((one) => (Math.abs(one.hand - one[side]) <= most ? 1 : 0)));
  const unearned = all.filter(({ kind, hand }) => kind !== 'answer' && hand === 0);
  return [
    row('marking_offline_kappa', all, kappa(all)),
    row('marking_offline_kappa_held_out', heldOut, kappa(heldOut)),
    row('marking_offline_exact', all, within(all, 0)),
    row('marking_offline_adjacent', all, within(all, 1)),
    // What copying the question, talking about something else or asking for marks earns, as a share of the points.
    row('marking_offline_unearned', unearned, (side) =>
      mean(unearned.map((one) => (side === 'ours' ? one.shareOurs : one.shareBaseline))),
    ),
  ];
}
