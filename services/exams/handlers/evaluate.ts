/** A batch of answers: several of one question in each part, the parts beside each other, joined in the order of the answers. */
import { PermanentError, Problem } from '@scory/chassis/errors.ts';
import { type CommandHandler, fanOutHandler } from '@scory/chassis/service.ts';
import {
  type EvaluationRequest,
  evaluateCommand,
  evaluationRequest,
  markBatchCommand,
} from '@scory/contracts/exams/evaluations.ts';
import { markOffline } from '../domain/marking/mark-offline.ts';
import type { Marking } from '../domain/marking/open-marking.ts';
import { twiceOf } from '../domain/marking/sampling.ts';
import { type EvaluationPlan, planEvaluation, readEvaluation } from '../marking/evaluating.ts';
import { markingRunRows } from '../store/marking-runs.ts';

type Part = typeof markBatchCommand.result._output;

function planOf(request: EvaluationRequest): EvaluationPlan {
  try {
    return planEvaluation(request, readEvaluation(request));
  } catch (error) {
    // The route has let it through: a newer version of this program is stricter.
    if (error instanceof Problem) throw new PermanentError(error.code, error.message);
    throw error;
  }
}

export function evaluateHandler(): CommandHandler {
  return fanOutHandler(evaluateCommand, {
    handle: async ({ data, jobId }, context) => {
      const { batches, openQuestion } = planOf(data.request);
      const twice = twiceOf(batches.length, jobId);
      return context.fanOut(
        batches.map(({ question, texts }, at) => ({
          contract: markBatchCommand,
          data: { question: openQuestion(question), answers: texts, twice: twice.has(at) },
          weight: texts.length,
        })),
        { phase: 'marking' },
      );
    },
    join: async ({ data, children, actor, jobId, createdAt }) => {
      const request = evaluationRequest.parse(data.request);
      const plan = planOf(request);
      const parts = children.map(({ status, result }) =>
        status === 'succeeded' ? (result as Part) : undefined,
      );
      const markings = plan.batches.map(({ question, texts }, at) => {
        const part = parts[at];
        if (part) return part.markings as Marking[];
        // What no model would mark is marked all the same, and says so.
        return texts.map((text) => markOffline(plan.openQuestion(question), text));
      });
      const failed = plan.batches.filter((_, at) => !parts[at]);
      const unmarked = failed.reduce((sum, { texts }) => sum + texts.length, 0);
      const told = parts.flatMap((part) => part ?? []);
      const costUsd = told.reduce((sum, part) => sum + part.cost_usd, 0);
      const durationMs = Date.now() - createdAt.getTime();
      return {
        result: plan.join(markings),
        metadata: {
          ai_model: told.find(({ ai_model }) => ai_model !== null)?.ai_model ?? null,
          tokens_used: told.reduce((sum, part) => sum + part.tokens_used, 0),
          cost_usd: costUsd,
          processing_time_ms: durationMs,
        },
        ...(unmarked > 0 && {
          warnings: [
            {
              code: 'MARKED_OFFLINE',
              message: 'Some answers could not be marked by a model; their marks are provisional',
              answers: unmarked,
            },
          ],
        }),
        rows: [
          {
            table: markingRunRows,
            row: {
              id: jobId,
              owner_id: actor.owner_id,
              answers: request.answers.length,
              // Equal ones are read once.
              open_answers: plan.batches.reduce((sum, { texts }) => sum + texts.length, 0),
              cached: told.reduce((sum, part) => sum + part.cached, 0),
              cost_usd: costUsd,
              duration_ms: durationMs,
            },
          },
        ],
      };
    },
  });
}
