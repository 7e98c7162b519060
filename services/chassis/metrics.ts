/** Prometheus metrics of one process. Names begin with `scory_`; durations are in seconds. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  httpRequest(route: string, status: number, durationMs: number): void;
  jobAccepted(kind: string): void;
  /** `waitedMs`: acceptance to first start, null where the job never started. */
  jobEnded(kind: string, outcome: string, times: { waitedMs: number | null; totalMs: number }): void;
  /** A grouped statement: how many entries shared it and how long it took. */
  batch(statement: string, size: number, durationMs: number): void;
  outboxPublished(count: number): void;
  modelCall(call: {
    provider: string;
    model: string;
    outcome: string;
    durationMs: number;
    tokens: number;
    costUsd: number;
  }): void;
  webhookDelivery(outcome: string, durationMs: number): void;
  /** Jobs that PostgreSQL holds until it is their owner's turn. */
  jobsWaiting(kind: string, count: number): void;
  contentType: string;
  text(): Promise<string>;
}

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const histogram = (name: string, help: string, labelNames: string[], buckets = seconds): Histogram =>
    new Histogram({ name, help, labelNames, buckets, registers });
  const counter = (name: string, help: string, labelNames: string[] = []): Counter =>
    new Counter({ name, help, labelNames, registers });
  const http = histogram('scory_http_request_seconds', 'Time to answer', ['route', 'status']);
  const accepted = counter('scory_jobs_accepted_total', 'Jobs accepted', ['kind']);
  const ended = counter('scory_jobs_ended_total', 'Jobs ended', ['kind', 'outcome']);
  const waited = histogram('scory_job_wait_seconds', 'Acceptance to first start', ['kind']);
  const waiting = new Gauge({
    name: 'scory_jobs_waiting',
    help: 'Jobs that wait in PostgreSQL for the turn of their owner',
    labelNames: ['kind'],
    registers,
  });
  const took = histogram('scory_job_total_seconds', 'Acceptance to end', ['kind', 'outcome']);
  const batchSize = histogram(
    'scory_batch_entries',
    'Entries that shared a statement',
    ['statement'],
    [1, 2, 5, 10, 20, 50, 100, 200, 500],
  );
  const batchTime = histogram('scory_batch_seconds', 'Time of a grouped statement', ['statement']);
  const published = counter('scory_outbox_published_total', 'Events published from the outbox');
  const modelTime = histogram('scory_model_call_seconds', 'Time of a model call', [
    'provider',
    'model',
    'outcome',
  ]);
  const modelTokens = counter('scory_model_tokens_total', 'Tokens in and out', ['provider', 'model']);
  const modelCost = counter('scory_model_cost_usd_total', 'Cost of model calls', ['provider', 'model']);
  const webhooks = histogram('scory_webhook_delivery_seconds', 'Time of a webhook delivery', ['outcome']);
  /** Looking a label set up by its values is most of what an observation costs. */
  const answersOf = new Map<string, Histogram.Internal<string>>();
  return {
    httpRequest(route, status, durationMs) {
      const name = `${route} ${status}`;
      let answers = answersOf.get(name);
      if (!answers) {
        answers = http.labels({ route, status: String(status) });
        answersOf.set(name, answers);
      }
      answers.observe(durationMs / 1_000);
    },
    jobAccepted: (kind) => accepted.inc({ kind }),
    jobEnded(kind, outcome, { waitedMs, totalMs }) {
      ended.inc({ kind, outcome });
      if (waitedMs !== null) waited.observe({ kind }, waitedMs / 1_000);
      took.observe({ kind, outcome }, totalMs / 1_000);
    },
    batch(statement, size, durationMs) {
      batchSize.observe({ statement }, size);
      batchTime.observe({ statement }, durationMs / 1_000);
    },
    outboxPublished: (count) => published.inc(count),
    modelCall({ provider, model, outcome, durationMs, tokens, costUsd }) {
      modelTime.observe({ provider, model, outcome }, durationMs / 1_000);
      modelTokens.inc({ provider, model }, tokens);
      modelCost.inc({ provider, model }, costUsd);
    },
    jobsWaiting: (kind, count) => waiting.set({ kind }, count),
    webhookDelivery: (outcome, durationMs) => webhooks.observe({ outcome }, durationMs / 1_000),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
