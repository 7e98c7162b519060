/** What a model provider does for the gateway: one structured answer, or a failure of a known class. */

export type FailureClass =
  | 'rate_limited'
  | 'unavailable'
  | 'auth'
  | 'context_too_long'
  | 'refused'
  | 'bad_output'
  | 'bad_request';

/** Provider text stays in `cause`, for the log alone. */
export class ModelError extends Error {
  readonly failure: FailureClass;
  readonly provider: string;
  readonly retryAfterMs: number | undefined;
  constructor(
    failure: FailureClass,
    provider: string,
    options: { cause?: unknown; retryAfterMs?: number } = {},
  ) {
    super(`${provider}: ${failure}`, { cause: options.cause });
    this.name = 'ModelError';
    this.failure = failure;
    this.provider = provider;
    this.retryAfterMs = options.retryAfterMs;
  }
}

export interface Completion {
  /** JSON text that should match the schema. */
  text: string;
  model: string;
  inputTokens: number;
  outputTokens: number;
}

/** A picture that a user turn shows before its text. */
export interface Picture {
  mediaType: 'image/png' | 'image/jpeg';
  data: Buffer;
}

export interface Turn {
  role: 'user' | 'assistant';
  text: string;
  /** Of a user turn. */
  pictures?: readonly Picture[];
}

export interface CompletionRequest {
  system: string;
  /** User and assistant turns, oldest first; the last is the user's. */
  turns: Turn[];
  schemaName: string;
  jsonSchema: Record<string, unknown>;
  maxOutputTokens: number;
  signal: AbortSignal;
}

export interface Provider {
  name: string;
  model: string;
  /** Throws `ModelError`; an aborted signal closes the connection and rethrows its reason. */
  complete(request: CompletionRequest): Promise<Completion>;
}

const contextWords = /context.{0,20}(length|window)|too many tokens|prompt is too long|maximum.{0,20}tokens/i;

/** Maps what either SDK throws: both carry `status` and `headers` on API errors and none on broken connections. */
export function modelErrorOf(provider: string, error: unknown): ModelError {
  if (error instanceof ModelError) return error;
  const { status, headers, message } = error as { status?: number; headers?: Headers; message?: string };
  const options = { cause: error, retryAfterMs: retryAfterMs(headers) };
  if (status === 429 || status === 529) return new ModelError('rate_limited', provider, options);
  if (status === 401 || status === 403) return new ModelError('auth', provider, options);
  if (status === 413 || (status === 400 && contextWords.test(message ?? '')))
    return new ModelError('context_too_long', provider, options);
  if (status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 409)
    return new ModelError('bad_request', provider, options);
  return new ModelError('unavailable', provider, options);
}

function retryAfterMs(headers: Headers | undefined): number | undefined {
  const milliseconds = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(milliseconds)) return milliseconds;
  const value = headers?.get('retry-after');
  if (!value) return undefined;
  const seconds = Number(value);
  return Number.isFinite(seconds)
    ? seconds * 1_000
    : Math.max(0, Date.parse(value) - Date.now()) || undefined;
}
