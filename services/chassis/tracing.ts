/**
 * Traces of what is done, as spans that point to each other by W3C traceparents: those travel in requests, job rows and
 * messages, so a trace goes on in other processes and after every retry. Nothing of it is loaded unless it is asked for.
 */
import type { Config } from './config.ts';
import { currentContext, type Logger, withContext } from './log.ts';
import type { Role } from './roles.ts';

export type SpanKind = 'server' | 'client' | 'producer' | 'consumer' | 'internal';
/** Names after OpenTelemetry's conventions where there is one, else `scory.…`. Never text or secrets of callers. */
export type SpanAttributes = Record<string, string | number | boolean>;

export interface Span {
  /** What work inside of this span continues. */
  traceparent: string;
  set(attributes: SpanAttributes): void;
  /** Marks it as failed without an error that was thrown. */
  fail(reason: string): void;
  end(): void;
}

export interface SpanOptions {
  kind: SpanKind;
  /** The span that caused this one; null: a trace begins here. */
  parent: string | null;
  attributes?: SpanAttributes;
}

export interface Tracing {
  begin(name: string, options: SpanOptions): Span;
  /** Sends what is left within a few seconds; never rejects. */
  close(): Promise<void>;
}

/** What traces, or nothing where no collector is configured. */
export async function loadTracing(
  config: Config,
  program: { version: string; roles: readonly Role[] },
  log: Logger,
): Promise<Tracing | undefined> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: sampled } = config;
  if (endpoint === undefined) return undefined;
  const { createTracing } = await import('./tracing/otlp.ts');
  const roles = program.roles.map(({ service, part }) => `${service.name}.${part}`).join(' ');
  return createTracing({ endpoint, sampled, version: program.version, roles, log });
}

/** Does the work in a span whose failure is that of the work; what the work begins continues it. */
export async function inSpan<T>(
  tracing: Tracing | undefined,
  name: string,
  options: Omit<SpanOptions, 'parent'> & { parent?: string | null | undefined },
  work: (span: Span | undefined) => Promise<T>,
): Promise<T> {
  if (!tracing) return work(undefined);
  const context = currentContext();
  const span = tracing.begin(name, { ...options, parent: options.parent ?? context.traceparent ?? null });
  try {
    return await withContext({ ...context, traceparent: span.traceparent }, () => work(span));
  } catch (error) {
    span.fail(error instanceof Error ? codeOf(error) : 'unknown');
    throw error;
  } finally {
    span.end();
  }
}

/** The code of an error of ours; of others the class: a message may quote what a caller sent. */
const codeOf = (error: Error & { code?: unknown }): string =>
  typeof error.code === 'string' ? error.code : error.name;
