import { hash as digest } from 'node:crypto';
import { Problem } from '@scory/chassis/errors.ts';
import { newId } from '@scory/chassis/ids.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { ExamRequest } from '@scory/contracts/exams/exam-request.ts';
import { postExam } from '@scory/contracts/exams/exams.ts';
import { generateCommand } from '@scory/contracts/exams/generate.ts';
import { contradictions } from '../domain/levels.ts';
import { canShare } from '../domain/share-marks.ts';
import type { Gathering } from '../material/gather-material.ts';
import { findByJob, findExam, insertExam, markDeleting } from '../store/exam-store.ts';
import { removeExam } from '../store/remove-exam.ts';

/** What no material could fulfil. */
function assertPossible(request: ExamRequest): void {
  const types = contradictions(request);
  if (types.length > 0) {
    const errors = types.map((type) => ({
      pointer: `/counts/${type}`,
      message: `no question of this type can be on the levels ${request.bloom?.join(', ')}`,
    }));
    throw new Problem(
      422,
      'BLOOM_UNSUITABLE',
      'The levels that were asked for do not suit each type of question',
      {
        errors,
      },
    );
  }
  const count = Object.values(request.counts).reduce((sum, each) => sum + each, 0);
  if (request.marks !== undefined && !canShare(request.marks, count))
    throw new Problem(
      422,
      'MARKS_UNSUITABLE',
      `${count} questions cannot share ${request.marks} marks: each has at least 0.01 and at most 100`,
      { errors: [{ pointer: '/marks', message: 'does not suit the number of questions' }] },
    );
}

const titleMax = 300;
const joined = (names: readonly string[]): string => names.join(', ').slice(0, titleMax).trim();

interface Documents {
  title: string | null;
  sha256: string;
}

/**
 * The same wishes on the same content are planned the same way, whoever has them, and served by what was made before. Whoever wants
 * other questions than last time names a seed, or has recent ones excluded.
 */
function seedOf(request: ExamRequest, documents: readonly Documents[]): number {
  if (request.exclude_recent) return Math.floor(Math.random() * 2 ** 31);
  const { topics, counts, difficulty, bloom, language, marks } = request;
  const contents = documents.map(({ sha256 }) => sha256).sort();
  const asked = [contents, topics, Object.entries(counts).sort(), difficulty, bloom, language, marks];
  return digest('sha256', JSON.stringify(asked), 'buffer').readUInt32LE() >>> 1;
}

/** The same owner's same wish while it is being fulfilled. An API key's job is its own: its webhooks follow the key. */
const coalesceKey = (actor: Actor, request: ExamRequest): string =>
  `exams.generate:${digest('sha256', JSON.stringify([actor.owner_id, actor.api_key_id, request]))}`;

export const postExamRoute = (
  runtime: Pick<Runtime, 'database' | 'objects' | 'jobs'>,
  gathering: Gathering,
): Route =>
  route(postExam, async (request) => {
    const actor = caller(request);
    const { body } = request;
    assertPossible(body);
    const documents = await gathering.documentsOf(actor, body.document_ids ?? [], request.signal);
    const titles = documents.flatMap(({ title }) => title ?? []);
    const exam = {
      id: request.newId,
      owner_id: actor.owner_id,
      title: body.title ?? (joined(body.topics ?? titles) || 'Exam'),
      seed: body.seed ?? seedOf(body, documents),
      request: body,
      job_id: newId(),
    };
    const { database } = runtime;
    // Before the job, which looks for it; an earlier request of the same key may have died between the two.
    const known = (await insertExam(database, exam))
      ? exam
      : await findExam(database, exam.id, actor.owner_id);
    if (!known) throw new Problem(404, 'EXAM_NOT_FOUND', 'The exam was deleted since it was asked for');
    const { job } = await runtime.jobs
      .accept(
        {
          contract: generateCommand,
          id: known.job_id,
          actor,
          data: { exam_id: exam.id },
          reference: body.reference,
          traceparent: request.traceparent,
          lane: request.lane,
          notBefore: request.notBefore,
          coalesceKey: coalesceKey(actor, body),
        },
        request.signal,
      )
      .catch(async (error: unknown) => {
        // Refused: what waits for a job that will not come goes.
        const refused = known === exam && (await markDeleting(database, exam.id, actor.owner_id));
        if (refused) await removeExam(runtime, refused);
        throw error;
      });
    if (job.id === known.job_id) return { job, metadata: { exam_id: exam.id } };
    // It is being made already: the one before is the answer, and this one was none.
    const doubled = await markDeleting(database, exam.id, actor.owner_id);
    if (doubled) await removeExam(runtime, doubled);
    const first = await findByJob(database, job.id, actor.owner_id);
    return { job, metadata: { exam_id: first?.id ?? exam.id } };
  });
