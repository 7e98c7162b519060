/** What is posted to an endpoint: thin, so that who wants more asks for it with their own rights. */
import type { CompletionData, EventEnvelope } from '@scory/contracts/envelope.ts';
import type { WebhookBody } from '@scory/contracts/notifier/webhooks.ts';

/** Keeps the whole body far below the promised 20 kB. */
const maxErrorMessage = 2_000;

/** @param publicUrl base that a resource's path is put behind. */
export function webhookBody(
  event: Pick<EventEnvelope, 'type' | 'occurred_at'>,
  data: CompletionData,
  publicUrl: string,
): WebhookBody {
  const { job_id, kind, status, reference, resource, error } = data;
  return {
    type: event.type,
    timestamp: event.occurred_at,
    data: {
      job_id,
      kind,
      status,
      reference,
      resource: resource && { ...resource, url: absolute(resource.url, publicUrl) },
      error: error && { ...error, message: error.message.slice(0, maxErrorMessage).toWellFormed() },
    },
  };
}

const absolute = (url: string, base: string): string =>
  url.startsWith('/') ? base.replace(/\/+$/, '') + url : new URL(url, base).href;

export function testBody(now: Date): { type: 'webhook.test'; timestamp: string; data: { message: string } } {
  return {
    type: 'webhook.test',
    timestamp: now.toISOString(),
    data: { message: 'This endpoint is reachable' },
  };
}
