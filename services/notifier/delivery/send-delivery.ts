/** One attempt: signs the stored body afresh, posts it, and says what follows from the answer. */
import type { Runtime } from '@scory/chassis/runtime.ts';
import { type ResolveHost, type SafeReply, SafeRequestError, safePost } from '@scory/chassis/safe-request.ts';
import { nextDelayMs, retryAfterMs } from '../domain/retry-schedule.ts';
import { signatureHeaders } from '../domain/signature.ts';
import { validSecrets } from '../secrets.ts';
import type { AttemptOutcome, TakenDelivery } from '../store/delivery-queue.ts';

export interface SendOptions {
  timeoutMs: number;
  resolve?: ResolveHost;
  /** Milliseconds until the attempt after `tried` failed ones (see `nextDelayMs`). */
  nextDelay?: typeof nextDelayMs;
}

const maxReplyBytes = 500;

/** Printable beginning of the answer: PostgreSQL's text cannot hold NUL, and half a character becomes none. */
function excerpt(reply: SafeReply): string | null {
  const text = reply.body.subarray(0, maxReplyBytes).toString('utf8').replaceAll('\u0000', '');
  // Each invalid byte became a replacement character of three bytes.
  let short = text;
  while (Buffer.byteLength(short) > maxReplyBytes) short = short.slice(0, -1).toWellFormed();
  return short === '' ? null : short;
}

type Answer = { reply: SafeReply } | { error: string };

async function post(
  runtime: Runtime,
  delivery: TakenDelivery,
  options: SendOptions,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const { secretBox, config, version } = runtime;
  try {
    const secrets = validSecrets(secretBox, delivery.endpoint_id, delivery);
    const timestamp = Math.floor(Date.now() / 1_000);
    const reply = await safePost(delivery.url, {
      headers: {
        ...signatureHeaders({ id: delivery.id, timestamp, body: delivery.body }, secrets),
        'Content-Type': 'application/json',
        'User-Agent': `Scory-Webhooks/${version}`,
      },
      body: delivery.body,
      timeoutMs: options.timeoutMs,
      resolve: options.resolve,
      allowLoopback: config.WEBHOOK_ALLOW_LOOPBACK,
      signal,
    });
    return { reply };
  } catch (error) {
    if (!(error instanceof SafeRequestError)) {
      // A secret that cannot be opened, for one: counted as an attempt, else the row would come back for ever.
      runtime.log.error({ err: error, delivery_id: delivery.id }, 'a webhook delivery could not be made');
      return { error: 'INTERNAL: Something went wrong on our side' };
    }
    return error.code === 'ABORTED' ? undefined : { error: `${error.code}: ${error.message}` };
  }
}

/** The outcome, or undefined where the signal fired before the answer came. */
export async function sendDelivery(
  runtime: Runtime,
  delivery: TakenDelivery,
  options: SendOptions,
  signal: AbortSignal,
): Promise<AttemptOutcome | undefined> {
  const startedAt = Date.now();
  const started = performance.now();
  const answer = await post(runtime, delivery, options, signal);
  if (!answer) return undefined;
  const durationMs = Math.round(performance.now() - started);
  const reply = 'reply' in answer ? answer.reply : undefined;
  const status = reply?.status ?? null;
  const delivered = status !== null && status >= 200 && status < 300;
  const gone = status === 410;
  const delayMs =
    delivered || gone
      ? undefined
      : (options.nextDelay ?? nextDelayMs)(delivery.step + 1, retryAfterMs(reply?.headers['retry-after']));
  const failed = 'error' in answer ? answer.error : `The endpoint answered ${status}`;
  runtime.metrics.webhookDelivery(
    delivered ? 'delivered' : reply ? `${status}`.replace(/..$/, 'xx') : 'no_answer',
    durationMs,
  );
  return {
    id: delivery.id,
    lease: delivery.lease,
    status: delivered ? 'delivered' : delayMs === undefined ? 'failed' : 'pending',
    delay_ms: delayMs ?? null,
    at: new Date(startedAt).toISOString(),
    http_status: status,
    duration_ms: durationMs,
    error: delivered ? null : failed,
    reply: reply ? excerpt(reply) : null,
    gone,
  };
}
