/**
 * A model server without a model, on loopback: OpenAI chat completions and embeddings, Anthropic messages, over real
 * HTTP. Its behaviour can be scripted call by call, so that every way a provider fails can be met on purpose.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerFor } from './answers.ts';
import { embeddings } from './embeddings.ts';
import { anthropicMessage, type Behaviour, completion, cut, fail, json, stream } from './replies.ts';
import { read, requestOf, type StandInRequest } from './request.ts';

export type { Behaviour, StandInRequest };

export interface StandInOptions {
  port?: number;
  latencyMs?: number;
  /** Requests per minute and key; more get 429 with Retry-After. */
  requestsPerMinute?: number;
  /** Tokens of one call for embeddings; more get 400. */
  embeddingMaxTokens?: number;
  /** What a call meets where nothing is scripted. */
  behave?: (request: StandInRequest) => Behaviour | undefined;
  /** Makes the answer instead of the built-in one. */
  respond?: (request: StandInRequest) => unknown;
}

export interface StandIn {
  /** Anthropic's base URL; OpenAI's is this with `/v1`. */
  url: string;
  requests: StandInRequest[];
  /** What the next calls meet, in order; afterwards everything is answered again. */
  script(...behaviours: Behaviour[]): void;
  close(): Promise<void>;
}

export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const requests: StandInRequest[] = [];
  const behaviours: Behaviour[] = [];
  const calls = new Map<string, number[]>();

  function overLimit(key: string): boolean {
    if (options.requestsPerMinute === undefined) return false;
    const recent = (calls.get(key) ?? []).filter((at) => at > Date.now() - 60_000);
    calls.set(key, [...recent, Date.now()]);
    return recent.length >= options.requestsPerMinute;
  }

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = message.url?.split('?')[0] ?? '';
    const body = JSON.parse((await read(message)) || '{}') as Record<string, unknown>;
    const request = requestOf(route, message, body);
    requests.push(request);
    response.once('close', () => {
      request.aborted = !response.writableFinished;
    });
    const behaviour: Behaviour | undefined = overLimit(request.key)
      ? { kind: 'status', status: 429, retryAfterSeconds: 1 }
      : (behaviours.shift() ?? options.behave?.(request));
    if (options.latencyMs) await sleep(options.latencyMs);
    if (behaviour?.kind === 'hang') return;
    if (behaviour?.kind === 'status') return fail(response, request, behaviour);
    if (route === '/v1/embeddings') {
      const reply = embeddings(body, behaviour, options.embeddingMaxTokens);
      if (reply.kind === 'status') return fail(response, request, reply);
      return behaviour?.kind === 'cut' ? cut(response, reply.answer) : json(response, 200, reply.answer);
    }
    const value =
      behaviour?.kind === 'answer'
        ? behaviour.value
        : (options.respond ?? ((asked) => answerFor(asked.schema, asked.user)))(request);
    const said = typeof value === 'string' ? value : JSON.stringify(value);
    const text = behaviour?.kind === 'malformed' ? said.slice(0, Math.ceil(said.length / 2)) : said;
    const answer =
      request.protocol === 'openai'
        ? completion(request, text, behaviour)
        : anthropicMessage(request, text, value, behaviour);
    if (behaviour?.kind === 'cut') cut(response, answer);
    else if (body.stream === true) stream(response, request, text);
    else json(response, 200, answer);
  }

  const server = createServer((message, response) => {
    serve(message, response).catch((error: unknown) => {
      if (!response.headersSent)
        json(response, 400, { error: { message: String(error), type: 'invalid_request_error' } });
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    script: (...next) => void behaviours.push(...next),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
