/**
 * Failure classes. A handler throws one of the first two; a route throws a `Problem`.
 * Messages are shown to callers: they never contain provider text, SQL or a stack.
 */

/** The job can never succeed as asked: it ends `failed` with this code. */
export class PermanentError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PermanentError';
    this.code = code;
  }
}

/** Worth another try, not before `retryAfterMs` where the cause said so; bounded by the command's attempts. */
export class TransientError extends Error {
  readonly code: string;
  readonly retryAfterMs: number | undefined;
  constructor(code: string, message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'TransientError';
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }
}

export interface ProblemOptions {
  retryAfterSeconds?: number;
  errors?: { pointer: string; message: string }[];
  headers?: Record<string, string>;
  cause?: unknown;
}

/** An HTTP refusal, written as RFC 9457 problem details by the edge. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly options: ProblemOptions;
  constructor(status: number, code: string, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.options = options;
  }
}

export const notFound = (what: string, code = 'NOT_FOUND'): Problem =>
  new Problem(404, code, `${what} was not found`);
