/** The edge's one error mapper: whatever was thrown becomes problem details (RFC 9457). */
import type { ProblemBody } from '@scory/contracts/http.ts';
import { ZodError } from 'zod';
import { Overloaded } from '../batch.ts';
import { sqlState } from '../database.ts';
import { PermanentError, Problem, TransientError } from '../errors.ts';

const titles: Record<number, string> = {
  400: 'Bad request',
  401: 'Not authenticated',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Too large',
  415: 'Unsupported type',
  422: 'Not processable',
  429: 'Too many requests',
  500: 'Our fault',
  502: 'Bad gateway',
  503: 'Unavailable',
  504: 'Timed out',
};

const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'CONNECTION_CLOSED',
]);

/** PostgreSQL is away, starting, full or read-only: the request may be sent again later. */
function isDatabaseAway(error: unknown): boolean {
  const state = sqlState(error) ?? '';
  // 08P01 is a statement that broke the protocol: it would break it again.
  if (/^(08(?!P01)|53|57P|25006|55P03|57014)/.test(state)) return true;
  const cause = (error as { driverError?: unknown }).driverError ?? error;
  const { code, message } = cause as { code?: unknown; message?: unknown };
  if (typeof code === 'string' && connectionCodes.has(code)) return true;
  return (
    typeof message === 'string' &&
    /(connection (terminated|timeout|ended)|timeout exceeded when trying to connect|client has encountered a connection error)/i.test(
      message,
    )
  );
}

/** JSON pointer (RFC 6901) of a zod path. */
const pointerOf = (path: PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

export function validationProblem(error: ZodError, where: 'body' | 'query' | 'path'): Problem {
  const errors = error.issues.slice(0, 20).map((issue) => ({
    pointer: `${where === 'body' ? '' : `/${where}`}${pointerOf(issue.path)}`,
    message: issue.message,
  }));
  return new Problem(
    where === 'body' ? 422 : 400,
    'VALIDATION_FAILED',
    `The ${where} of the request is not valid`,
    { errors },
  );
}

/** Maps body-parser's failures, ours, the database's, and everything unforeseen (500, without a word of it). */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ZodError)
    return new Problem(500, 'INTERNAL', 'Something went wrong on our side', { cause: error });
  if (error instanceof Overloaded)
    return unavailable('OVERLOADED', 'Too much work waits at the moment', error);
  if (error instanceof PermanentError) return new Problem(422, error.code, error.message, { cause: error });
  if (error instanceof TransientError) {
    return new Problem(503, error.code, error.message, {
      retryAfterSeconds: Math.ceil((error.retryAfterMs ?? 1_000) / 1_000),
      cause: error,
    });
  }
  const parsing = error as { type?: unknown; status?: unknown; expose?: unknown };
  if (typeof parsing.type === 'string') {
    if (parsing.type === 'entity.too.large')
      return new Problem(413, 'TOO_LARGE', 'The body is larger than this route takes', { cause: error });
    if (parsing.type === 'entity.parse.failed')
      return new Problem(400, 'JSON_MALFORMED', 'The body is not valid JSON', { cause: error });
    if (parsing.type.startsWith('encoding') || parsing.type.startsWith('charset'))
      return new Problem(415, 'UNSUPPORTED_TYPE', 'The encoding of the body is not supported', {
        cause: error,
      });
    if (parsing.type.startsWith('request.') || parsing.type.startsWith('stream.'))
      return new Problem(400, 'BODY_INCOMPLETE', 'The body did not arrive whole', { cause: error });
  }
  if (parsing.status === 400 || error instanceof URIError)
    return new Problem(400, 'BAD_REQUEST', 'The request is malformed', { cause: error });
  if (isDatabaseAway(error)) {
    return unavailable(
      'DATABASE_UNAVAILABLE',
      'The database did not answer. Whether the request took effect is not known: send it again with the same Idempotency-Key',
      error,
    );
  }
  return new Problem(500, 'INTERNAL', 'Something went wrong on our side', { cause: error });
}

const unavailable = (code: string, detail: string, cause: unknown): Problem =>
  new Problem(503, code, detail, { retryAfterSeconds: 2, cause });

export function problemBody(problem: Problem, instance: string, traceId: string): ProblemBody {
  return {
    type: `urn:scory:problem:${problem.code.toLowerCase().replaceAll('_', '-')}`,
    title: titles[problem.status] ?? 'Problem',
    status: problem.status,
    detail: problem.message,
    instance,
    success: false,
    code: problem.code,
    retryable: problem.status === 429 || problem.status >= 500 || problem.code === 'REQUEST_IN_PROGRESS',
    trace_id: traceId,
    ...(problem.options.errors ? { errors: problem.options.errors } : {}),
  };
}
