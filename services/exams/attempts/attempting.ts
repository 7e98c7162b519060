/** Beginning, saving and submitting attempts: what the routes on them do. */
import { randomInt } from 'node:crypto';
import type { Queries } from '@scory/chassis/database.ts';
import { notFound, Problem } from '@scory/chassis/errors.ts';
import { traceparentOf } from '@scory/chassis/http/trace-context.ts';
import { newId } from '@scory/chassis/ids.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { Reply, RouteRequest } from '@scory/chassis/service.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import {
  type AttemptRow,
  countAttempts,
  findAttempt,
  insertAttempt,
  lockInProgress,
  lockOwnAttempt,
  writeAnswers,
} from '../store/attempt-store.ts';
import type { ExamItems } from '../store/exam-items.ts';
import { latestOf, type MarkRow } from '../store/mark-store.ts';
import { findTakeable, type Takeable } from '../store/publication-store.ts';
import { addsNothing, assertAnswers, type GivenAnswers, merged } from './answers.ts';
import { attemptView, attemptWithItems } from './attempt-views.ts';
import { handIn, type Submitted } from './submission.ts';

type Asked = Pick<RouteRequest, 'newId' | 'traceparent' | 'lane' | 'notBefore'>;

export interface Which {
  examId: string;
  attemptId: string;
}

export interface Attempting {
  start(
    actor: Actor,
    examId: string,
    options: { answers?: GivenAnswers | undefined; submit: boolean },
    request: Asked,
  ): Promise<Reply>;
  show(actor: Actor, which: Which): Promise<Reply>;
  save(
    actor: Actor,
    which: Which,
    given: { answers: GivenAnswers; savedSeq: number | undefined },
  ): Promise<Reply>;
  submit(actor: Actor, which: Which, answers: GivenAnswers | undefined, request: Asked): Promise<Reply>;
}

const attemptNotFound = (): Problem => notFound('The attempt', 'ATTEMPT_NOT_FOUND');
const seedMax = 2 ** 31 - 1;

export function createAttempting({
  runtime,
  items,
}: {
  runtime: Pick<Runtime, 'database' | 'jobs'>;
  items: ExamItems;
}): Attempting {
  const { database, jobs } = runtime;
  const itemsOf = (row: AttemptRow, within?: Queries) =>
    items.of({ id: row.exam_id, revision: row.exam_revision }, within);

  async function shown(row: AttemptRow, callerId: string, status = 200, known?: MarkRow[]): Promise<Reply> {
    const marks = known ?? (row.status === 'in_progress' ? [] : await latestOf(database, row.id));
    return { status, data: attemptWithItems(row, await itemsOf(row), marks, callerId) };
  }

  async function show(actor: Actor, { examId, attemptId }: Which, status?: number): Promise<Reply> {
    const row = await findAttempt(database, actor.owner_id, { examId, attemptId });
    if (!row) throw attemptNotFound();
    return shown(row, actor.owner_id, status);
  }

  /** Hands in what is saved together with what came along. The attempt is locked and in progress. */
  async function handInWith(
    tx: Queries,
    row: AttemptRow,
    given: GivenAnswers | undefined,
    by: { actor: Actor } & Asked,
  ): Promise<Submitted> {
    const { actor, newId: jobId, traceparent, lane, notBefore } = by;
    const all = await itemsOf(row, tx);
    if (given) assertAnswers(all, given);
    const answers = given && Object.keys(given).length > 0 ? merged(row.answers, given) : undefined;
    return handIn(tx, jobs, { row, answers }, all, { actor, jobId, traceparent, lane, notBefore });
  }

  async function keep(tx: Queries, row: AttemptRow, given: GivenAnswers): Promise<AttemptRow> {
    assertAnswers(await itemsOf(row, tx), given);
    if (Object.keys(given).length === 0) return row;
    const answers = merged(row.answers, given);
    return { ...row, answers, saved_seq: await writeAnswers(tx, row.id, answers) };
  }

  /** What a submission came to, now that it is committed; `undefined`: it was one before. */
  async function answered(actor: Actor, which: Which, submitted: Submitted | undefined): Promise<Reply> {
    submitted?.publish();
    if (submitted?.job) return { job: submitted.job };
    if (submitted) return shown(submitted.attempt, actor.owner_id, 200, submitted.marks);
    const row = await findAttempt(database, actor.owner_id, which);
    if (!row) throw attemptNotFound();
    const job =
      row.status === 'submitted' && row.job_id ? await jobs.read(row.job_id, actor.owner_id) : undefined;
    return job && job.finished_at === null ? { job } : shown(row, actor.owner_id);
  }

  return {
    show,
    async start(actor, examId, { answers, submit }, request) {
      const begun = await database.transaction(async (tx) => {
        const { row, created } = await beginOrResume(tx, actor, examId, request.newId, jobs, itemsOf);
        const which = { examId, attemptId: row.id };
        if (row.status !== 'in_progress')
          return { which, created: false, submitted: undefined, done: submit };
        if (!submit) {
          if (answers) await keep(tx, row, answers);
          return { which, created, submitted: undefined, done: false };
        }
        // The attempt has the id of the request: the job has one of its own, made from the same.
        const jobId = created ? newId() : request.newId;
        const submitted = await handInWith(tx, row, answers, { ...asked(request), actor, newId: jobId });
        return { which, created, submitted, done: true };
      });
      return begun.done
        ? answered(actor, begun.which, begun.submitted)
        : show(actor, begun.which, begun.created ? 201 : 200);
    },
    async save(actor, which, { answers, savedSeq }) {
      const saved = await database.transaction(async (tx) => {
        const row = await lockOwnAttempt(tx, actor.owner_id, which);
        if (!row) throw attemptNotFound();
        if (row.status !== 'in_progress') throw alreadySubmitted();
        if (row.late) throw timeOver();
        if (savedSeq !== undefined && savedSeq !== row.saved_seq)
          throw new Problem(
            409,
            'ANSWERS_OUTDATED',
            `Answers were saved since: saved_seq is ${row.saved_seq}, not ${savedSeq}`,
          );
        return keep(tx, row, answers);
      });
      return { data: attemptView(saved) };
    },
    async submit(actor, which, answers, request) {
      const submitted = await database.transaction(async (tx) => {
        const row = await lockOwnAttempt(tx, actor.owner_id, which);
        if (!row) throw attemptNotFound();
        if (row.status !== 'in_progress') {
          if (answers && !addsNothing(row.answers, answers)) throw alreadySubmitted();
          return undefined;
        }
        if (row.late) throw timeOver();
        return handInWith(tx, row, answers, { ...asked(request), actor });
      });
      return answered(actor, which, submitted);
    },
  };
}

/** The request's own fields: some are made when they are asked for, so they are not spread. */
const asked = (request: Asked): Asked => ({
  newId: request.newId,
  traceparent: request.traceparent,
  lane: request.lane,
  notBefore: request.notBefore,
});

const alreadySubmitted = (): Problem =>
  new Problem(409, 'ATTEMPT_SUBMITTED', 'The attempt was submitted with other answers');
const timeOver = (): Problem =>
  new Problem(409, 'TIME_OVER', 'The time of the attempt is over; what was saved before counts');

type Jobs = Pick<Runtime['jobs'], 'acceptWithin'>;

async function beginOrResume(
  tx: Queries,
  actor: Actor,
  examId: string,
  id: string,
  jobs: Jobs,
  itemsOf: (row: AttemptRow, within: Queries) => ReturnType<ExamItems['of']>,
): Promise<{ row: AttemptRow; created: boolean }> {
  const exam = await findTakeable(tx, actor, examId);
  if (!exam) throw notFound('The exam', 'EXAM_NOT_FOUND');
  // Its author changes nothing of it while somebody begins.
  await tx.query('SELECT FROM exams.exams WHERE id = $1 FOR SHARE', [examId]);
  const repeated = await findAttempt(tx, actor.owner_id, { examId, attemptId: id });
  if (repeated && repeated.status !== 'in_progress') return { row: repeated, created: false };
  // Looked at before what is in progress: what another request begins after it is found there, or has this number.
  const { made, last } = await countAttempts(tx, actor.owner_id, examId);
  const held = await lockInProgress(tx, actor.owner_id, examId);
  if (held && !held.late) return { row: held, created: held.id === id };
  // Its time was over: what was saved in it is handed in before another begins. The clock sends its job.
  if (held) await handInOverdue(tx, jobs, held, await itemsOf(held, tx));
  if (exam.owner_id !== actor.owner_id) assertMayBegin(exam, made);
  await insertAttempt(tx, {
    ...{ id, examId, ownerId: actor.owner_id, number: last + 1, dueAt: dueAtOf(exam) },
    seed: randomInt(seedMax),
  });
  const row = await lockInProgress(tx, actor.owner_id, examId);
  if (!row) throw new Problem(409, 'ATTEMPT_SUBMITTED', 'Another request submitted the attempt meanwhile');
  return { row, created: row.id === id };
}

/** In the name of whoever took it, with no more rights than anybody has. */
export async function handInOverdue(
  tx: Queries,
  jobs: Jobs,
  row: AttemptRow,
  items: Awaited<ReturnType<ExamItems['of']>>,
): Promise<Submitted> {
  return handIn(tx, jobs, { row }, items, {
    actor: {
      owner_id: row.owner_id,
      role: 'anonymous',
      faculty_id: null,
      semester_id: null,
      api_key_id: null,
    },
    jobId: newId(),
    traceparent: traceparentOf(undefined),
  });
}

function assertMayBegin(exam: Takeable, made: number): void {
  if (exam.state === 'upcoming')
    throw new Problem(409, 'EXAM_NOT_OPEN', `The exam opens at ${exam.opens_at?.toISOString()}`);
  if (exam.state === 'closed')
    throw new Problem(409, 'EXAM_CLOSED', `The exam closed at ${exam.closes_at?.toISOString()}`);
  if (exam.attempts_allowed !== null && made >= exam.attempts_allowed)
    throw new Problem(409, 'ATTEMPTS_USED', `You have made all ${exam.attempts_allowed} attempts`);
}

/** The time that is left when the exam closes is all there is. */
function dueAtOf(exam: Takeable): Date | null {
  const ends = [
    ...(exam.time_limit_seconds === null ? [] : [Date.now() + exam.time_limit_seconds * 1_000]),
    ...(exam.closes_at === null ? [] : [exam.closes_at.getTime()]),
  ].filter((at) => at > Date.now());
  return ends.length === 0 ? null : new Date(Math.min(...ends));
}
