/** What marking an open answer comes to, before it is points. */
import type { Criterion, ItemKey } from '@scory/contracts/exams/items.ts';
import { roundPoints } from './round-points.ts';

/** A question that takes a reader, and by what it is marked. */
export interface OpenQuestion {
  stem: string;
  marks: number;
  rubric: Criterion[];
  model_answer: string;
  /** ISO 639-1 of the feedback; null: that of the question. */
  language: string | null;
}

export function openQuestionOf(
  item: { stem: string; marks: number; key: ItemKey<'short_answer' | 'essay'> },
  language: string | null,
): OpenQuestion {
  const { rubric, model_answer } = item.key;
  return { stem: item.stem, marks: item.marks, rubric, model_answer, language };
}

/** Why a person should look at a marking. */
export type Doubt =
  /** A criterion was granted for words that do not stand in the answer, or only repeat the question. */
  | 'unproven'
  /** Two gradings of it lie far apart. */
  | 'disagreement'
  /** The answer speaks to whoever marks it. */
  | 'addresses_marker'
  /** The model says yes to an answer that has no word in common with the rubric. */
  | 'no_overlap'
  /** The model left a criterion out. */
  | 'incomplete'
  /** No model has read it. */
  | 'offline';

/** Serialisable: kept by the hash of question and answer, so it names neither. */
export interface Marking {
  marked_by: 'model' | 'offline';
  criteria: {
    id: string;
    /** Of the criterion's points, 0 to 1. */
    share: number;
    quote: string | null;
    comment: string | null;
  }[];
  feedback: string | null;
  doubts: Doubt[];
  confidence: number | null;
  /** How far the second grading was from the first, as a share of all points; null where there was none. */
  difference: number | null;
}

export interface OpenMark {
  points: number;
  points_max: number;
  marked_by: 'model' | 'offline';
  provisional: boolean;
  confidence: number | null;
  criteria: {
    id: string;
    points: number;
    points_max: number;
    quote: string | null;
    comment: string | null;
  }[];
  feedback: string | null;
}

/** Of all points of the rubric, the share that was earned. */
export function shareOf(rubric: readonly Criterion[], marking: Pick<Marking, 'criteria'>): number {
  const shares = new Map(marking.criteria.map(({ id, share }) => [id, share]));
  const all = rubric.reduce((sum, { points }) => sum + points, 0);
  return rubric.reduce((sum, { id, points }) => sum + points * (shares.get(id) ?? 0), 0) / all;
}

/** The sum is made here and by nobody else; a rubric whose points are not the item's marks is scaled to them. */
export function pointsOf(question: OpenQuestion, marking: Marking): OpenMark {
  const { rubric, marks } = question;
  const scale = marks / rubric.reduce((sum, { points }) => sum + points, 0);
  const byId = new Map(marking.criteria.map((criterion) => [criterion.id, criterion]));
  return {
    points: roundPoints(marks * shareOf(rubric, marking)),
    points_max: marks,
    marked_by: marking.marked_by,
    provisional: marking.doubts.length > 0,
    confidence: marking.confidence,
    criteria: rubric.map(({ id, points }) => {
      const found = byId.get(id);
      return {
        id,
        points: roundPoints(points * scale * (found?.share ?? 0)),
        points_max: roundPoints(points * scale),
        quote: found?.quote ?? null,
        comment: found?.comment ?? null,
      };
    }),
    feedback: marking.feedback,
  };
}
