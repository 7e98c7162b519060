/** Spans by OpenTelemetry's SDK, sent to a collector by OTLP over HTTP. Loaded only where a collector is configured. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ROOT_CONTEXT,
  type SpanContext,
  SpanStatusCode,
  trace,
  SpanKind as WireKind,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { traceparentParts } from '../http/trace-context.ts';
import type { Logger } from '../log.ts';
import { outageOf } from '../outage.ts';
import type { SpanKind, Tracing } from '../tracing.ts';

const kinds: Record<SpanKind, WireKind> = {
  server: WireKind.SERVER,
  client: WireKind.CLIENT,
  producer: WireKind.PRODUCER,
  consumer: WireKind.CONSUMER,
  internal: WireKind.INTERNAL,
};

/** Spans that wait for the collector; further ones are dropped. */
const maxWaiting = 4_096;
const exportTimeoutMs = 5_000;
const closeTimeoutMs = 3_000;

const hex = (flags: number): string => flags.toString(16).padStart(2, '0');
const traceparentOf = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-${hex(traceFlags)}`;

export function createTracing(options: {
  /** Base of the collector; spans go to `/v1/traces` below it. */
  endpoint: string;
  /** Share of the traces begun here that are kept. */
  sampled: number;
  /** What the process is, for those who read its traces. */
  version: string;
  roles: string;
  log: Logger;
}): Tracing {
  const { endpoint, sampled, version, roles, log } = options;
  const outage = outageOf(log, 'tracing');
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  const wire = new OTLPTraceExporter({ url, timeoutMillis: exportTimeoutMs });
  const exporter: SpanExporter = {
    export: (spans, done) =>
      wire.export(spans, (result) => {
        if (result.code === 0) outage.worked();
        else outage.failed(result.error);
        done(result);
      }),
    forceFlush: () => wire.forceFlush(),
    shutdown: () => wire.shutdown(),
  };
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'scory',
      'service.version': version,
      'service.instance.id': randomUUID(),
      'scory.roles': roles,
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampled) }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        maxQueueSize: maxWaiting,
        exportTimeoutMillis: exportTimeoutMs,
        scheduledDelayMillis: 1_000,
      }),
    ],
  });
  const tracer = provider.getTracer('scory');

  return {
    begin(name, { kind, parent, attributes = {} }) {
      const caused = parent === null ? undefined : traceparentParts(parent);
      const context = caused
        ? trace.setSpanContext(ROOT_CONTEXT, {
            traceId: caused.traceId,
            spanId: caused.spanId,
            traceFlags: caused.flags,
            isRemote: true,
          })
        : ROOT_CONTEXT;
      const span = tracer.startSpan(name, { kind: kinds[kind], attributes }, context);
      return {
        traceparent: traceparentOf(span.spanContext()),
        set: (more) => void span.setAttributes(more),
        fail(reason) {
          span.setStatus({ code: SpanStatusCode.ERROR, message: reason });
          span.setAttribute('error.type', reason);
        },
        end: () => span.end(),
      };
    },
    async close() {
      const limit = new AbortController();
      const late = sleep(closeTimeoutMs, undefined, { signal: limit.signal }).catch(() => undefined);
      await Promise.race([provider.shutdown().catch(outage.failed), late]);
      limit.abort();
    },
  };
}
