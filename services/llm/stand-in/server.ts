/**
 * A model server without a model, on loopback: OpenAI chat completions and embeddings, Anthropic messages, over real
 * HTTP. Its behaviour can be scripted call by call, so that every way a provider fails can be met on purpose.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerFor } from './answers.ts';

export interface StandInRequest {
  protocol: 'openai' | 'anthropic';
  route: string;
  key: string;
  body: Record<string, unknown>;
  system: string;
  user: string;
  schema: Record<string, unknown> | undefined;
  /** The client closed the connection before the answer was out. */
  aborted: boolean;
}

export type Behaviour =
  | { kind: 'status'; status: number; retryAfterSeconds?: number; message?: string }
  | { kind: 'hang' }
  | { kind: 'cut' }
  | { kind: 'malformed' }
  | { kind: 'answer'; value: unknown }
  | { kind: 'refusal' };

export interface StandInOptions {
  port?: number;
  latencyMs?: number;
  /** Requests per minute and key; more get 429 with Retry-After. */
  requestsPerMinute?: number;
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

const bodyMaxBytes = 64 * 1024 * 1024;
const vectorSize = 64;
const tokensOf = (text: string): number => Math.ceil(text.length / 4);

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
      : behaviours.shift();
    if (options.latencyMs) await sleep(options.latencyMs);
    if (behaviour?.kind === 'hang') return;
    if (behaviour?.kind === 'status') return fail(response, request, behaviour);
    if (route === '/v1/embeddings') return json(response, 200, embeddings(body));
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
    if (behaviour?.kind === 'cut') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100_000 });
      response.write(JSON.stringify(answer).slice(0, 40), () => response.destroy());
    } else if (body.stream === true) stream(response, request, text);
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

async function read(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message) {
    bytes += (chunk as Buffer).length;
    if (bytes > bodyMaxBytes) throw new Error('the body is too large');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

interface Turn {
  role: string;
  content: string | { type: string; text?: string }[];
}

const textOf = (content: Turn['content']): string =>
  typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('\n');

function requestOf(route: string, message: IncomingMessage, body: Record<string, unknown>): StandInRequest {
  const protocol = route === '/v1/messages' ? 'anthropic' : 'openai';
  const turns = (body.messages ?? []) as Turn[];
  const system =
    protocol === 'anthropic'
      ? String(body.system ?? '')
      : turns
          .filter((turn) => turn.role === 'system')
          .map((turn) => textOf(turn.content))
          .join('\n');
  const format = body.response_format as { json_schema?: { schema?: Record<string, unknown> } } | undefined;
  const output = body.output_config as { format?: { schema?: Record<string, unknown> } } | undefined;
  const tools = body.tools as { input_schema?: Record<string, unknown> }[] | undefined;
  return {
    protocol,
    route,
    key: String(message.headers['x-api-key'] ?? message.headers.authorization?.replace(/^Bearer /, '') ?? ''),
    body,
    system,
    // The first user turn holds the material; later ones ask for a correction.
    user: textOf(turns.find((turn) => turn.role === 'user')?.content ?? ''),
    schema: format?.json_schema?.schema ?? output?.format?.schema ?? tools?.[0]?.input_schema,
    aborted: false,
  };
}

function json(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

function fail(
  response: ServerResponse,
  request: StandInRequest,
  behaviour: Extract<Behaviour, { kind: 'status' }>,
): void {
  const message = behaviour.message ?? `scripted ${behaviour.status}`;
  const error =
    request.protocol === 'openai'
      ? { error: { message, type: 'error', code: null } }
      : { type: 'error', error: { type: 'api_error', message } };
  json(
    response,
    behaviour.status,
    error,
    behaviour.retryAfterSeconds === undefined ? {} : { 'retry-after': String(behaviour.retryAfterSeconds) },
  );
}

function completion(request: StandInRequest, text: string, behaviour: Behaviour | undefined): unknown {
  const refused = behaviour?.kind === 'refusal';
  const prompt = tokensOf(request.system + request.user);
  return {
    id: `chatcmpl-${randomUUID()}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1_000),
    model: request.body.model,
    choices: [
      {
        index: 0,
        finish_reason: 'stop',
        logprobs: null,
        message: { role: 'assistant', content: refused ? null : text, refusal: refused ? 'No.' : null },
      },
    ],
    usage: {
      prompt_tokens: prompt,
      completion_tokens: tokensOf(text),
      total_tokens: prompt + tokensOf(text),
    },
  };
}

function anthropicMessage(
  request: StandInRequest,
  text: string,
  value: unknown,
  behaviour: Behaviour | undefined,
): unknown {
  const tools = request.body.tools as { name: string }[] | undefined;
  const content = tools?.[0]
    ? [{ type: 'tool_use', id: `toolu_${randomUUID()}`, name: tools[0].name, input: value }]
    : [{ type: 'text', text }];
  return {
    id: `msg_${randomUUID()}`,
    type: 'message',
    role: 'assistant',
    model: request.body.model,
    content,
    stop_reason: behaviour?.kind === 'refusal' ? 'refusal' : tools ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: tokensOf(request.system + request.user), output_tokens: tokensOf(text) },
  };
}

function stream(response: ServerResponse, request: StandInRequest, text: string): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (event: string | undefined, data: unknown): void =>
    void response.write(
      `${event ? `event: ${event}\n` : ''}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`,
    );
  const pieces = text.match(/.{1,40}/gs) ?? [];
  if (request.protocol === 'openai') {
    const base = {
      id: `chatcmpl-${randomUUID()}`,
      object: 'chat.completion.chunk',
      created: 0,
      model: request.body.model,
    };
    for (const content of pieces)
      send(undefined, { ...base, choices: [{ index: 0, delta: { content }, finish_reason: null }] });
    send(undefined, { ...base, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
    send(undefined, '[DONE]');
  } else {
    const usage = { input_tokens: tokensOf(request.system + request.user), output_tokens: 0 };
    send('message_start', {
      type: 'message_start',
      message: {
        id: `msg_${randomUUID()}`,
        type: 'message',
        role: 'assistant',
        model: request.body.model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage,
      },
    });
    send('content_block_start', {
      type: 'content_block_start',
      index: 0,
      content_block: { type: 'text', text: '' },
    });
    for (const piece of pieces)
      send('content_block_delta', {
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'text_delta', text: piece },
      });
    send('content_block_stop', { type: 'content_block_stop', index: 0 });
    send('message_delta', {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: tokensOf(text) },
    });
    send('message_stop', { type: 'message_stop' });
  }
  response.end();
}

/** Bags of hashed words: the same text has the same vector, similar texts similar ones. */
function embeddings(body: Record<string, unknown>): unknown {
  const inputs = ([] as string[]).concat(body.input as string | string[]);
  const data = inputs.map((text, index) => {
    const vector = new Array<number>(vectorSize).fill(0);
    for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
      const slot = (createHash('sha256').update(word).digest()[0] as number) % vectorSize;
      vector[slot] = (vector[slot] as number) + 1;
    }
    const length = Math.hypot(...vector) || 1;
    return { object: 'embedding', index, embedding: vector.map((value) => value / length) };
  });
  const tokens = tokensOf(inputs.join(''));
  return { object: 'list', data, model: body.model, usage: { prompt_tokens: tokens, total_tokens: tokens } };
}
