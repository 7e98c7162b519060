import { type CommandHandler, handler } from '@scory/chassis/service.ts';
import { markBatchCommand } from '@scory/contracts/exams/evaluations.ts';
import type { OpenMarker } from '../marking/open-marker.ts';

/** Some answers to one question in one call; those marked before are taken from the cache. */
export const markBatchHandler = (marker: OpenMarker): CommandHandler =>
  handler(markBatchCommand, async ({ data, actor, jobId }, context) => {
    const marked = await marker.markTogether(data.question, data.answers, {
      by: { ownerId: actor.owner_id, jobId, examId: null },
      twice: data.twice,
      signal: context.signal,
    });
    const fresh = marked.filter(({ usage }) => usage.tokens > 0);
    return {
      result: {
        markings: marked.map(({ marking }) => marking),
        ai_model: marked.find(({ usage }) => usage.model !== null)?.usage.model ?? null,
        tokens_used: fresh.reduce((sum, { usage }) => sum + usage.tokens, 0),
        cost_usd: fresh.reduce((sum, { usage }) => sum + usage.costUsd, 0),
        cached: marked.filter(({ cached }) => cached).length,
      },
    };
  });
