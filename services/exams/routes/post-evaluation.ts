import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { evaluateCommand, postEvaluation } from '@scory/contracts/exams/evaluations.ts';
import { planEvaluation, readEvaluation } from '../marking/evaluating.ts';
import { noteRun } from '../store/marking-runs.ts';

/** Marks at once where rules do; a job where an answer takes a reader. */
export const postEvaluationRoute = ({ jobs, database }: Pick<Runtime, 'jobs' | 'database'>): Route =>
  route(postEvaluation, async (request) => {
    const startedAt = performance.now();
    const actor = caller(request);
    const { body } = request;
    const plan = planEvaluation(body, readEvaluation(body));
    if (plan.batches.length > 0) {
      const { job } = await jobs.accept(
        {
          contract: evaluateCommand,
          id: request.newId,
          actor,
          data: { request: body },
          reference: body.reference,
          traceparent: request.traceparent,
          lane: request.lane,
          notBefore: request.notBefore,
        },
        request.signal,
      );
      return { job };
    }
    await noteRun(database, {
      id: request.newId,
      owner_id: actor.owner_id,
      answers: body.answers.length,
      open_answers: 0,
      cached: 0,
      cost_usd: 0,
      duration_ms: Math.round(performance.now() - startedAt),
    });
    return { data: plan.join([]) };
  });
