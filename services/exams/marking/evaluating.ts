/** An evaluation request as it is marked: checked, by rule where that does, in batches where it takes a reader. */
import { Problem } from '@scory/chassis/errors.ts';
import type { Evaluation, EvaluationMark, EvaluationRequest } from '@scory/contracts/exams/evaluations.ts';
import type { Answer } from '@scory/contracts/exams/items.ts';
import { checkAnswer } from '../domain/marking/check-answer.ts';
import { checkQuestion } from '../domain/marking/check-question.ts';
import { type MarkingBatch, type OpenAnswer, planBatches } from '../domain/marking/evaluation-plan.ts';
import { isOpen, type MarkedItem, markByRule, textOf } from '../domain/marking/mark-by-rule.ts';
import { type Marking, type OpenQuestion, openQuestionOf, pointsOf } from '../domain/marking/open-marking.ts';
import { answersPerCall } from './open-marker.ts';

type Question = EvaluationRequest['questions'][number];
type Wrong = { pointer: string; message: string };

/** Body and key as their type has them: a union may have taken them for another's. */
interface Read {
  questions: MarkedItem[];
  /** By answer, the place of its question. */
  questionOf: number[];
}

/** Throws `Problem` 422 `QUESTION_INVALID`, `QUESTION_UNKNOWN` or `ANSWER_INVALID`. */
export function readEvaluation(request: EvaluationRequest): Read {
  const checked = request.questions.map(checkQuestion);
  refuse('QUESTION_INVALID', 'A question cannot be marked', [
    ...checked.flatMap((one, at) =>
      'problem' in one ? [{ pointer: `/questions/${at}`, message: one.problem }] : [],
    ),
    ...repeated(request.questions).map((at) => ({
      pointer: `/questions/${at}/id`,
      message: 'names a question twice',
    })),
  ]);
  const questions = checked.flatMap((one) => ('question' in one ? [one.question] : []));
  const places = new Map(request.questions.map(({ id }, at) => [id, at]));
  refuse(
    'QUESTION_UNKNOWN',
    'An answer is to a question that is not there',
    request.answers.flatMap(({ question_id }, at) =>
      places.has(question_id)
        ? []
        : [{ pointer: `/answers/${at}/question_id`, message: 'is no question of the request' }],
    ),
  );
  const questionOf = request.answers.map(({ question_id }) => places.get(question_id) as number);
  refuse('ANSWER_INVALID', 'An answer does not fit its question', [
    ...request.answers.flatMap(({ answer }, at) => {
      const message = answer && checkAnswer(questions[questionOf[at]!]!, answer as Answer);
      return message ? [{ pointer: `/answers/${at}/answer`, message }] : [];
    }),
    ...repeated(request.answers).map((at) => ({
      pointer: `/answers/${at}/id`,
      message: 'names an answer twice',
    })),
  ]);
  return { questions, questionOf };
}

function refuse(code: string, detail: string, errors: Wrong[]): void {
  if (errors.length > 0) throw new Problem(422, code, detail, { errors: errors.slice(0, 100) });
}

function repeated(named: readonly { id: string }[]): number[] {
  const seen = new Set<string>();
  return named.flatMap(({ id }, at) => {
    if (seen.has(id)) return [at];
    seen.add(id);
    return [];
  });
}

export interface EvaluationPlan {
  /** By answer; undefined where it takes a reader. */
  byRule: (EvaluationMark | undefined)[];
  batches: MarkingBatch[];
  openQuestion(question: number): OpenQuestion;
  /** The whole, from the markings of each batch. */
  join(markings: readonly (readonly Marking[])[]): Evaluation;
}

/** The same for the same request, whenever it is asked for. */
export function planEvaluation(request: EvaluationRequest, { questions, questionOf }: Read): EvaluationPlan {
  const byRule = request.answers.map((given, at) => {
    const question = questions[questionOf[at]!]!;
    const mark = markByRule(question, given.answer as Answer | null);
    return mark && ruleView(given, question.marks, mark);
  });
  const open: OpenAnswer[] = byRule.flatMap((mark, place) =>
    mark
      ? []
      : [{ place, question: questionOf[place]!, text: textOf(request.answers[place]!.answer as Answer) }],
  );
  const batches = planBatches(open, answersPerCall);
  const openQuestion = (at: number): OpenQuestion => {
    const question = questions[at]!;
    if (!isOpen(question.type)) throw new Error('the question is marked by rule');
    const { stem } = request.questions[at] as Question;
    return openQuestionOf(
      { ...(question as Extract<MarkedItem, { type: 'essay' }>), stem },
      request.language ?? null,
    );
  };
  return {
    byRule,
    batches,
    openQuestion,
    join(markings) {
      const marks = [...byRule];
      for (const [at, { question, places }] of batches.entries()) {
        for (const [text, at2] of places.entries())
          for (const place of at2) {
            const { id: answer_id, question_id } = request.answers[place]!;
            marks[place] = {
              answer_id,
              question_id,
              ...pointsOf(openQuestion(question), markings[at]![text]!),
            };
          }
      }
      return { marks: marks as EvaluationMark[], disagreement: disagreementOf(markings.flat()) };
    },
  };
}

const ruleView = (
  { id, question_id }: { id: string; question_id: string },
  max: number,
  { points, provisional }: { points: number; provisional: boolean },
): EvaluationMark => ({
  answer_id: id,
  question_id,
  points,
  points_max: max,
  marked_by: 'rule',
  provisional,
  confidence: null,
  criteria: [],
  feedback: null,
});

function disagreementOf(markings: readonly Marking[]): Evaluation['disagreement'] {
  const differences = markings.flatMap(({ difference }) => difference ?? []);
  const sum = differences.reduce((all, one) => all + one, 0);
  return {
    graded_twice: differences.length,
    mean_difference: differences.length === 0 ? null : Number((sum / differences.length).toFixed(4)),
  };
}
