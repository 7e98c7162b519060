import { Problem } from '@scory/chassis/errors.ts';
import type { Jobs } from '@scory/chassis/jobs/jobs.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { aiSimplify } from '@scory/contracts/papers/simplify.ts';
import type { Simplifying } from '../simplifying.ts';

const waitMs = 30_000;
const retryAfterSeconds = 30;

/** For back ends written to the first version of this service: one request, one answer. */
export function postAiSimplifyRoute(simplifying: Simplifying, jobs: Pick<Jobs, 'wait'>): Route {
  return route(aiSimplify, async (request) => {
    const { body, signal } = request;
    const actor = caller(request);
    const startedAt = performance.now();
    const reply = await simplifying.simplify({ actor, body: { ...body, document_id: undefined }, request });
    if (!reply.job) return { data: reply.data, metadata: briefly(reply.metadata ?? {}) };
    const job = (await jobs.wait(reply.job.id, actor.owner_id, waitMs, signal)) ?? reply.job;
    if (job.finished_at === null) return { status: 202, data: job, headers: { Location: job.links.self } };
    if (job.status !== 'succeeded') {
      throw new Problem(
        job.error?.retryable ? 503 : 422,
        job.error?.code ?? 'SIMPLIFICATION_FAILED',
        job.error?.message ?? 'The paper could not be simplified',
        job.error?.retryable ? { retryAfterSeconds } : {},
      );
    }
    const { title, summary, key_points, glossary } = job.result as Record<string, unknown>;
    const metadata = {
      ...briefly(job.metadata),
      processing_time_ms: Math.round(performance.now() - startedAt),
    };
    return { data: { title, summary, key_points, glossary }, metadata };
  });
}

function briefly(metadata: Record<string, unknown>): Record<string, unknown> {
  const { from_cache, ai_model, tokens_used, processing_time_ms, cost_usd } = metadata;
  return { from_cache, ai_model, tokens_used, processing_time_ms, cost_usd };
}
