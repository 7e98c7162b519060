/** Structured logging: one JSON line an event, secrets never in it, ids of the current work always in it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';

export type Logger = PinoLogger;

export interface WorkContext {
  request_id?: string;
  trace_id?: string;
  traceparent?: string;
  job_id?: string;
  owner_id?: string;
  /** The job that is run, for what is counted of it; no part of log lines. */
  work?: { kind: string; modelCalls: number };
}

const store = new AsyncLocalStorage<WorkContext>();

/** Runs `work` so that every line it logs carries the ids in `context`. */
export const withContext = <T>(context: WorkContext, work: () => T): T => store.run(context, work);

export const currentContext = (): WorkContext => store.getStore() ?? {};

const secretNames = [
  'password',
  'access_token',
  'refresh_token',
  'secret',
  'authorization',
  'cookie',
  'api_key',
  'apiKey',
  'token',
];
const redactedPaths = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

const causesMax = 5;

/**
 * An error in a line: what it says and where it came from. Its other properties stay out: a failed statement carries
 * its parameters, and those are what callers sent.
 */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, code, cause } = error as Error & { code?: unknown };
  // PostgreSQL quotes what it refuses (SQLSTATE classes 22 and 23), and that is what callers sent.
  const quotes = typeof code === 'string' && /^2[23][0-9A-Z]{3}$/.test(code);
  return {
    type: name,
    message: quotes ? `PostgreSQL refused a value (${code})` : message,
    ...(typeof code === 'string' ? { code } : {}),
    stack: quotes ? stack?.slice(stack.indexOf('\n    at ') + 1) : stack,
    ...(cause !== undefined && depth < causesMax ? { cause: describeError(cause, depth + 1) } : {}),
  };
}

/** A log line of level `level` and above, to stdout unless a destination is given (tests). */
export function createLogger(
  options: { level: string; format: 'json' | 'pretty' },
  destination?: DestinationStream,
): Logger {
  const settings = {
    level: options.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
    redact: {
      paths: [...redactedPaths, 'headers["x-api-key"]', '*.headers["x-api-key"]'],
      censor: '[redacted]',
    },
    mixin: () => {
      const { traceparent, work: _work, ...ids } = currentContext();
      // A worker's lines carry the trace of the request that the job came from.
      return traceparent ? { trace_id: traceparent.split('-')[1], ...ids } : ids;
    },
  };
  if (destination) return pino(settings, destination);
  if (options.format === 'pretty') return pino(settings, prettyStream());
  return pino(settings, pino.destination({ fd: 1, sync: false }));
}

/** `12:03:04 info message key=value`: for a person at a terminal. */
function prettyStream(): DestinationStream {
  return {
    write(line: string): void {
      const { time, level, msg, ...rest } = JSON.parse(line) as Record<string, unknown>;
      const fields = Object.entries(rest)
        .filter(([name]) => name !== 'trace_id')
        .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
      process.stdout.write(
        `${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${String(msg ?? '')} ${fields.join(' ')}\n`,
      );
    },
  };
}
