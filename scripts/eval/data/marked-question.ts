/** An open question with answers that were marked by hand against its rubric. */
import type { Criterion } from '@scory/contracts/exams/items.ts';

export interface MarkedAnswer {
  text: string;
  /** By hand, of the sum of the rubric. */
  points: number;
  kind: 'answer' | 'off_topic' | 'copied_question' | 'gaming';
}

export interface MarkedQuestion {
  stem: string;
  rubric: Criterion[];
  model_answer: string;
  answers: MarkedAnswer[];
}

type Marked = [points: number, text: string, kind?: MarkedAnswer['kind']];

export function question(
  stem: string,
  criteria: [points: number, text: string][],
  model_answer: string,
  answers: Marked[],
): MarkedQuestion {
  return {
    stem,
    rubric: criteria.map(([points, text], at) => ({ id: `c${at + 1}`, points, text })),
    model_answer,
    answers: answers.map(([points, text, kind = 'answer']) => ({ points, text, kind })),
  };
}
