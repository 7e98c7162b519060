/**
 * Handing an attempt in: what can be marked by rule is marked, and a job is accepted for the rest, in the transaction that
 * ends the attempt. So it is handed in once, whoever does it: the one who took it, twice, or the clock.
 */
import type { Queries } from '@scory/chassis/database.ts';
import type { Lane } from '@scory/chassis/jobs/jobs.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { gradeCommand } from '@scory/contracts/exams/attempts.ts';
import type { Item } from '@scory/contracts/exams/items.ts';
import type { JobView } from '@scory/contracts/http.ts';
import { answerInWords, likenessOf } from '../domain/marking/answer-in-words.ts';
import { markByRule } from '../domain/marking/mark-by-rule.ts';
import type { Answers, AttemptRow } from '../store/attempt-store.ts';
import { type MarkRow, type NewMark, writeMarks, writtenMark } from '../store/mark-store.ts';

/** What the job of a submission is made with. */
export interface SubmittedBy {
  actor: Actor;
  jobId: string;
  traceparent: string;
  lane?: Lane;
  notBefore?: Date | undefined;
}

export interface Submitted {
  /** The attempt as it is now, and the marks that it has. */
  attempt: AttemptRow;
  marks: MarkRow[];
  /** Null where nothing is left to mark. */
  job: JobView | null;
  /** To be called after the commit. */
  publish(): void;
}

/**
 * The attempt is locked and in progress. `answers`: all that it is handed in with, where that is more than was saved. Nothing is
 * read again for the answer: a hundred questions are marked while somebody waits.
 */
export async function handIn(
  tx: Queries,
  jobs: Pick<Runtime['jobs'], 'acceptWithin'>,
  { row, answers }: { row: AttemptRow; answers?: Answers | undefined },
  items: readonly Item[],
  by: SubmittedBy,
): Promise<Submitted> {
  const startedAt = performance.now();
  const marks = items.flatMap((item) => ruleMark(item, answers ?? row.answers) ?? []);
  const isMarked = marks.length === items.length;
  const accepted = isMarked
    ? undefined
    : await jobs.acceptWithin(tx, {
        contract: gradeCommand,
        id: by.jobId,
        actor: by.actor,
        data: { attempt_id: row.id, exam_id: row.exam_id },
        traceparent: by.traceparent,
        notBefore: by.notBefore,
        ...(by.lane && { lane: by.lane }),
      });
  const status = isMarked ? 'marked' : 'submitted';
  const jobId = accepted?.job.id ?? null;
  const run = {
    id: row.id,
    owner_id: row.owner_id,
    answers: items.length,
    open_answers: 0,
    cached: 0,
    cost_usd: 0,
    duration_ms: Math.round(performance.now() - startedAt),
  };
  const written = await writeMarks(
    tx,
    { id: row.id, status, jobId, answers, ...(isMarked && { run }) },
    marks,
  );
  const { saved_seq, submitted_at, marked_at } = written;
  return {
    attempt: {
      ...row,
      ...{ status, job_id: jobId, saved_seq, submitted_at, marked_at },
      answers: answers ?? row.answers,
      points: marks.reduce((sum, { points }) => sum + points, 0),
      provisional: marks.some(({ provisional }) => provisional),
    },
    marks: marks.map((mark) => writtenMark(mark, written)),
    job: accepted?.job ?? null,
    publish: () => accepted?.publish(),
  };
}

/** Undefined where it takes a reader. */
function ruleMark(item: Item, answers: Answers): NewMark | undefined {
  const answer = answers[item.id];
  const mark = markByRule(item, answer);
  return (
    mark && {
      item_id: item.id,
      points: mark.points,
      points_max: item.marks,
      marked_by: 'rule',
      provisional: mark.provisional,
      confidence: null,
      criteria: [],
      feedback: null,
      likeness: mark.provisional ? likenessOf(answerInWords(item, answer)) : '',
    }
  );
}
