/** How the stand-in server answers: as the two protocols say, or as one of their failures. */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { StandInRequest } from './request.ts';

export type Behaviour =
  | { kind: 'status'; status: number; retryAfterSeconds?: number; message?: string }
  | { kind: 'hang' }
  | { kind: 'cut' }
  | { kind: 'malformed' }
  | { kind: 'answer'; value: unknown }
  /** Embeddings alone: how many vectors come, how long they are, and a number that takes the place of their first. */
  | { kind: 'vectors'; count?: number; dimensions?: number; first?: number }
  | { kind: 'refusal' };

export const tokensOf = (text: string): number => Math.ceil(text.length / 4);

export function json(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

/** The beginning of an answer, and then the connection's end. */
export function cut(response: ServerResponse, answer: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100_000 });
  response.write(JSON.stringify(answer).slice(0, 40), () => response.destroy());
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
