/** How the stand-in server answers: as the two protocols say, or as one of their failures. */
import { createHash, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { StandInRequest } from './request.ts';

export type Behaviour =
  | { kind: 'status'; status: number; retryAfterSeconds?: number; message?: string }
  | { kind: 'hang' }
  | { kind: 'cut' }
  | { kind: 'malformed' }
  | { kind: 'answer'; value: unknown }
  | { kind: 'refusal' };

const vectorSize = 64;
const tokensOf = (text: string): number => Math.ceil(text.length / 4);

export function json(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

export function fail(
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

export function completion(request: StandInRequest, text: string, behaviour: Behaviour | undefined): unknown {
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

export function anthropicMessage(
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

export function stream(response: ServerResponse, request: StandInRequest, text: string): void {
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
export function embeddings(body: Record<string, unknown>): unknown {
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
