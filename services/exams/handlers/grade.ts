/** The open answers of an attempt. What was marked before a crash is in the cache; marks are written once, all together. */
import { PermanentError } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { type CommandHandler, type HandlerContext, handler } from '@scory/chassis/service.ts';
import { gradeCommand } from '@scory/contracts/exams/attempts.ts';
import type { Warning } from '@scory/contracts/http.ts';
import { keepMarks, newMarkOf, type OpenAnswer, openAnswersOf } from '../attempts/grading.ts';
import { markOffline } from '../domain/marking/mark-offline.ts';
import { roundPoints } from '../domain/marking/round-points.ts';
import type { Marked, MarkedFor, OpenMarker } from '../marking/open-marker.ts';
import { findByJob } from '../store/attempt-store.ts';
import type { ExamItems } from '../store/exam-items.ts';
import { markingRunRows } from '../store/marking-runs.ts';

interface Needs extends Pick<Runtime, 'database'> {
  items: ExamItems;
  marker: OpenMarker;
}

/** Waiting runs gather answers to the same question, so there may be many of them; the marker bounds its calls. */
const concurrency = 200;

export function gradeHandler({ database, items, marker }: Needs): CommandHandler {
  return handler(
    gradeCommand,
    async ({ data, jobId, actor, createdAt }, context) => {
      const attempt = await findByJob(database, jobId);
      if (!attempt) throw new PermanentError('ATTEMPT_NOT_FOUND', 'The attempt was deleted');
      const all = await items.of({ id: attempt.exam_id, revision: attempt.exam_revision });
      const answers = attempt.status === 'submitted' ? openAnswersOf(attempt, all) : [];
      const { marked, warnings } = await markAll(
        marker,
        answers,
        { ownerId: actor.owner_id, jobId, examId: attempt.exam_id },
        context,
      );
      context.signal.throwIfAborted();
      if (attempt.status === 'submitted') {
        const marks = answers.map((answer, at) => newMarkOf(answer, marked[at]!.marking));
        await keepMarks(database, attempt, jobId, marks);
      }
      const ended = await findByJob(database, jobId);
      if (!ended) throw new PermanentError('ATTEMPT_NOT_FOUND', 'The attempt was deleted');
      const usages = marked.map(({ usage }) => usage);
      const costUsd = usages.reduce((sum, usage) => sum + usage.costUsd, 0);
      const durationMs = Date.now() - createdAt.getTime();
      return {
        result: {
          attempt_id: data.attempt_id,
          exam_id: data.exam_id,
          points: roundPoints(ended.points ?? 0),
          points_max: roundPoints(ended.points_max),
          provisional: ended.provisional,
        },
        metadata: {
          ai_model: usages.find(({ model }) => model !== null)?.model ?? null,
          tokens_used: usages.reduce((sum, { tokens }) => sum + tokens, 0),
          cost_usd: costUsd,
          processing_time_ms: durationMs,
        },
        warnings,
        rows: [
          {
            table: markingRunRows,
            row: {
              id: attempt.id,
              owner_id: ended.owner_id,
              answers: all.length,
              open_answers: answers.length,
              cached: marked.filter(({ cached }) => cached).length,
              cost_usd: costUsd,
              duration_ms: durationMs,
            },
          },
        ],
      };
    },
    { concurrency },
  );
}

/** All beside each other. A failure that may pass is the job's; what the model refuses is marked without it, and says so. */
async function markAll(
  marker: OpenMarker,
  answers: readonly OpenAnswer[],
  by: MarkedFor,
  context: HandlerContext,
): Promise<{ marked: Marked[]; warnings: Warning[] }> {
  const warnings: Warning[] = [];
  let completed = 0;
  const tell = (): void => context.progress({ phase: 'marking', completed, total: answers.length });
  tell();
  const settled = await Promise.allSettled(
    answers.map(async ({ question, text, item }): Promise<Marked> => {
      try {
        return await marker.mark(question, text, by, context.signal);
      } catch (error) {
        if (!(error instanceof PermanentError)) throw error;
        warnings.push({
          code: 'MARKED_OFFLINE',
          message: 'An answer could not be marked by a model; its marks are provisional',
          item_id: item.id,
        });
        return {
          marking: markOffline(question, text),
          usage: { model: null, tokens: 0, costUsd: 0 },
          cached: false,
        };
      } finally {
        completed += 1;
        tell();
      }
    }),
  );
  const marked = settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
  return { marked, warnings };
}
