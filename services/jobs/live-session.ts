/** One client on a WebSocket: what it says, what it is told, and when it has to go. */
import type { Claims } from '@scory/chassis/access.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { type LiveMessage, type LiveRequest, liveRequest } from '@scory/contracts/jobs/live.ts';
import type { RawData, WebSocket } from 'ws';
import { refusalOf } from './audience.ts';
import { createLiveSubscriptions, type LiveSubscriptions } from './live-subscriptions.ts';
import { backlogMaxBytes } from './watch-job.ts';

export interface LiveClient {
  ownerId: string;
  /** The token the socket was opened with: it closes when that ends. */
  claims: Claims | null;
}

/** RFC 6455, section 7.4.1. */
const goingAway = 1001;
const policyViolation = 1008;
/** What one client may say within `spamWindowMs`. */
const messagesMax = 300;
const spamWindowMs = 10_000;
/** A client that does not answer the close is cut off. */
const closeTimeoutMs = 2_000;

/** Resolves when the socket has closed. */
export async function serveLive(
  runtime: Pick<Runtime, 'jobs' | 'live' | 'access' | 'metrics' | 'log'>,
  socket: WebSocket,
  { ownerId, claims }: LiveClient,
  { closing, heartbeatMs }: { closing: AbortSignal; heartbeatMs: number },
): Promise<void> {
  const say = (message: LiveMessage): void => {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(JSON.stringify(message));
    if (socket.bufferedAmount <= backlogMaxBytes) return;
    runtime.metrics.liveDropped('websocket');
    socket.terminate();
  };
  const bye = (code: number, reason: string): void => {
    socket.close(code, reason);
    setTimeout(() => socket.terminate(), closeTimeoutMs).unref();
  };
  const subscriptions = createLiveSubscriptions(runtime, ownerId, say);
  const mayGoOn = createSpamLimit();
  let answered = true;
  const heartbeat = setInterval(async () => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
    const refusal = await refusalOf(runtime.access, claims);
    if (refusal) bye(policyViolation, refusal);
  }, heartbeatMs);
  const drain = (): void => bye(goingAway, 'the server stops');

  socket.on('pong', () => {
    answered = true;
  });
  socket.on('message', (data, isBinary) => {
    const request = isBinary ? undefined : requestOf(data);
    if (!mayGoOn()) bye(policyViolation, 'RATE_LIMITED');
    else if (request) serve(request, subscriptions, say);
    else
      say({ type: 'error', code: 'MESSAGE_INVALID', detail: 'The AsyncAPI document has what may be said' });
  });
  socket.on('error', () => socket.terminate());
  closing.addEventListener('abort', drain);
  if (closing.aborted) drain();
  await new Promise((resolve) => socket.once('close', resolve));
  closing.removeEventListener('abort', drain);
  clearInterval(heartbeat);
  subscriptions.dropAll();
}

function serve(
  request: LiveRequest,
  subscriptions: LiveSubscriptions,
  say: (message: LiveMessage) => void,
): void {
  if (request.type === 'ping') {
    say({ type: 'pong', ...(request.id === undefined ? {} : { id: request.id }) });
    return;
  }
  const jobId = request.job_id.toLowerCase();
  if (request.type === 'subscribe') {
    subscriptions.add(jobId, request.after ?? 0);
    return;
  }
  subscriptions.drop(jobId);
  say({ type: 'unsubscribed', job_id: jobId, reason: 'asked' });
}

function createSpamLimit(): () => boolean {
  let said = 0;
  let windowEndsAt = 0;
  return () => {
    const now = performance.now();
    if (now > windowEndsAt) {
      said = 0;
      windowEndsAt = now + spamWindowMs;
    }
    said += 1;
    return said <= messagesMax;
  };
}

function requestOf(data: RawData): LiveRequest | undefined {
  try {
    return liveRequest.safeParse(JSON.parse(String(data))).data;
  } catch {
    return undefined;
  }
}
