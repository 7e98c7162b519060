/** Prometheus metrics of one process. Names begin with `scory_`; durations are in seconds. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { currentContext } from './log.ts';
import { type GaugeSources, sampledGauges } from './sampled-gauges.ts';

export interface Metrics {
  httpRequest(route: string, status: number, durationMs: number): void;
  jobAccepted(kind: string, lane: string): void;
  /** `waitedMs`: acceptance to first start, null where this is a later one. */
  jobStarted(kind: string, lane: string, waitedMs: number | null): void;
  /** One run, however it ended. */
  jobRan(kind: string, durationMs: number): void;
  jobRetried(kind: string, code: string): void;
  jobEnded(kind: string, outcome: string, of: { lane: string; totalMs: number }): void;
  /** The work at hand ended its job; nothing is counted where it asked no model. */
  jobServed(): void;
  messageParked(queue: string): void;
  /** A grouped statement: how many entries shared it and how long it took. */
  batch(statement: string, size: number, durationMs: number): void;
  outboxPublished(count: number): void;
  /** How long the first event of the relay's last batch had been due. */
  relayLag(lateMs: number): void;
  modelCall(call: {
    provider: string;
    model: string;
    outcome: string;
    durationMs: number;
    tokens: number;
    costUsd: number;
  }): void;
  /** Questions that were made, and those that were turned away, by gate. */
  examItems(made: number, rejected: Readonly<Record<string, number>>): void;
  webhookDelivery(outcome: string, durationMs: number): void;
  /** A client began to watch (1) or left (-1). */
  liveClients(transport: string, change: 1 | -1): void;
  /** A client was cut off that read too slowly. */
  liveDropped(transport: string): void;
  /** Jobs that PostgreSQL holds until it is their owner's turn. */
  jobsWaiting(kind: string, count: number): void;
  kindPaused(kind: string, paused: boolean): void;
  /** A schedule was due: its job was made, skipped or refused. */
  scheduleTicked(kind: string, outcome: string): void;
  /** Where the gauges are read from that nobody reports. */
  readFrom(sources: GaugeSources): void;
  /** What there is to see, with and without values. */
  described(): { name: string; type: string; labels: readonly string[] }[];
  contentType: string;
  text(): Promise<string>;
}

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** What prom-client knows of a metric beside its values. */
interface Described {
  name: string;
  type: string;
  labelNames?: readonly string[];
}

type Parts = ReturnType<typeof partsOf>;

/** Makes metrics of one registry. */
function partsOf(registry: Registry) {
  const registers = [registry];
  return {
    histogram: (name: string, help: string, labelNames: string[], buckets = seconds): Histogram =>
      new Histogram({ name, help, labelNames, buckets, registers }),
    counter: (name: string, help: string, labelNames: string[] = []): Counter =>
      new Counter({ name, help, labelNames, registers }),
    gauge: (name: string, help: string, labelNames: string[] = []): Gauge =>
      new Gauge({ name, help, labelNames, registers }),
  };
}

type JobMetrics = Pick<
  Metrics,
  | 'jobAccepted'
  | 'jobStarted'
  | 'jobRan'
  | 'jobRetried'
  | 'jobEnded'
  | 'jobsWaiting'
  | 'kindPaused'
  | 'scheduleTicked'
  | 'messageParked'
>;

function jobMetrics({ histogram, counter, gauge }: Parts): JobMetrics {
  const accepted = counter('scory_jobs_accepted_total', 'Jobs accepted', ['kind', 'lane']);
  const started = counter('scory_jobs_started_total', 'Runs of jobs begun', ['kind', 'lane']);
  const ended = counter('scory_jobs_ended_total', 'Jobs ended', ['kind', 'outcome', 'lane']);
  const retried = counter('scory_job_retries_total', 'Failed tries that are tried again', ['kind', 'code']);
  const ticked = counter('scory_schedule_ticks_total', 'Schedules that were due', ['kind', 'outcome']);
  const parked = counter('scory_messages_parked_total', 'Messages put into dead-letters', ['queue']);
  const waited = histogram('scory_job_wait_seconds', 'Acceptance to first start', ['kind']);
  const ran = histogram('scory_job_run_seconds', 'Time of a run', ['kind']);
  const took = histogram('scory_job_total_seconds', 'Acceptance to end', ['kind', 'outcome']);
  const paused = gauge('scory_kind_paused', 'Whether jobs of the kind are paused by an operator', ['kind']);
  const waiting = gauge('scory_jobs_waiting', 'Jobs that wait in PostgreSQL for the turn of their owner', [
    'kind',
  ]);
  return {
    jobAccepted: (kind, lane) => accepted.inc({ kind, lane }),
    jobStarted(kind, lane, waitedMs) {
      started.inc({ kind, lane });
      if (waitedMs !== null) waited.observe({ kind }, waitedMs / 1_000);
    },
    jobRan: (kind, durationMs) => ran.observe({ kind }, durationMs / 1_000),
    jobRetried: (kind, code) => retried.inc({ kind, code }),
    jobEnded(kind, outcome, { lane, totalMs }) {
      ended.inc({ kind, outcome, lane });
      took.observe({ kind, outcome }, totalMs / 1_000);
    },
    jobsWaiting: (kind, count) => waiting.set({ kind }, count),
    scheduleTicked: (kind, outcome) => ticked.inc({ kind, outcome }),
    kindPaused: (kind, is) => paused.set({ kind }, Number(is)),
    messageParked: (queue) => parked.inc({ queue }),
  };
}

function modelMetrics({ histogram, counter, gauge }: Parts): Pick<Metrics, 'modelCall' | 'jobServed'> {
  const time = histogram('scory_model_call_seconds', 'Time of a model call', [
    'provider',
    'model',
    'outcome',
  ]);
  const tokensOf = counter('scory_model_tokens_total', 'Tokens in and out', ['provider', 'model']);
  const cost = counter('scory_model_cost_usd_total', 'Cost of model calls', ['provider', 'model']);
  const callsOf = counter('scory_job_model_calls_total', 'Model calls of jobs', ['kind']);
  const servedBy = counter('scory_jobs_served_by_model_total', 'Jobs ended by a run that called a model', [
    'kind',
  ]);
  const perJob = gauge('scory_model_calls_per_job', 'Model calls by jobs that were served by one', ['kind']);
  const counts = new Map<string, { calls: number; jobs: number }>();

  /** Calls count when they are made, jobs when they end: a call that is made again shows. */
  function count(kind: string, what: 'calls' | 'jobs'): void {
    const entry = counts.get(kind) ?? { calls: 0, jobs: 0 };
    counts.set(kind, entry);
    entry[what] += 1;
    if (entry.jobs > 0) perJob.set({ kind }, entry.calls / entry.jobs);
  }

  return {
    modelCall({ provider, model, outcome, durationMs, tokens, costUsd }) {
      time.observe({ provider, model, outcome }, durationMs / 1_000);
      tokensOf.inc({ provider, model }, tokens);
      cost.inc({ provider, model }, costUsd);
      const { work } = currentContext();
      if (!work) return;
      work.modelCalls += 1;
      callsOf.inc({ kind: work.kind });
      count(work.kind, 'calls');
    },
    jobServed() {
      const { work } = currentContext();
      if (!work?.modelCalls) return;
      servedBy.inc({ kind: work.kind });
      count(work.kind, 'jobs');
    },
  };
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const parts = partsOf(registry);
  const { histogram, counter, gauge } = parts;
  const http = histogram('scory_http_request_seconds', 'Time to answer', ['route', 'status']);
  const batchSize = histogram(
    'scory_batch_entries',
    'Entries that shared a statement',
    ['statement'],
    [1, 2, 5, 10, 20, 50, 100, 200, 500],
  );
  const batchTime = histogram('scory_batch_seconds', 'Time of a grouped statement', ['statement']);
  const published = counter('scory_outbox_published_total', 'Events published from the outbox');
  const lag = gauge('scory_relay_lag_seconds', 'How long what the relay last sent had been due');
  const webhooks = histogram('scory_webhook_delivery_seconds', 'Time of a webhook delivery', ['outcome']);
  const itemsMade = counter('scory_exam_items_made_total', 'Questions of exams that came through the checks');
  const itemsRejected = counter(
    'scory_exam_items_rejected_total',
    'Questions of exams that a gate turned away',
    ['gate'],
  );
  const watching = gauge('scory_live_clients', 'Clients that watch jobs', ['transport']);
  const dropped = counter('scory_live_dropped_total', 'Watching clients cut off for reading too slowly', [
    'transport',
  ]);
  const sampled = sampledGauges(gauge);
  /** Looking a label set up by its values is most of what an observation costs. */
  const answersOf = new Map<string, Histogram.Internal<string>>();
  return {
    ...jobMetrics(parts),
    ...modelMetrics(parts),
    httpRequest(route, status, durationMs) {
      const name = `${route} ${status}`;
      let answers = answersOf.get(name);
      if (!answers) {
        answers = http.labels({ route, status: String(status) });
        answersOf.set(name, answers);
      }
      answers.observe(durationMs / 1_000);
    },
    batch(statement, size, durationMs) {
      batchSize.observe({ statement }, size);
      batchTime.observe({ statement }, durationMs / 1_000);
    },
    outboxPublished: (count) => published.inc(count),
    relayLag: (lateMs) => lag.set(lateMs / 1_000),
    examItems(made, rejected) {
      itemsMade.inc(made);
      for (const [gate, count] of Object.entries(rejected)) itemsRejected.inc({ gate }, count);
    },
    webhookDelivery: (outcome, durationMs) => webhooks.observe({ outcome }, durationMs / 1_000),
    liveClients: (transport, change) => watching.inc({ transport }, change),
    liveDropped: (transport) => dropped.inc({ transport }),
    readFrom: sampled.readFrom,
    described: () =>
      registry.getMetricsAsArray().map((metric) => {
        const { name, type, labelNames = [] } = metric as unknown as Described;
        return { name, type, labels: labelNames };
      }),
    contentType: registry.contentType,
    async text() {
      await sampled.refresh();
      return registry.metrics();
    },
  };
}
