/** The jobs API beside a service whose jobs do what a test tells them, and a client for several owners. */
import type { Running } from '@scory/chassis/run.ts';
import { handler, type Service } from '@scory/chassis/service.ts';
import { createTestWorld, type TestWorld, until } from '@scory/chassis/testing/harness.ts';
import { defineCommand } from '@scory/contracts/define.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { JobView, Progress } from '@scory/contracts/http.ts';
import { cleanCommand } from '@scory/contracts/jobs/clean.ts';
import { jobsOwnerMerged } from '@scory/contracts/jobs/jobs.ts';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { createAudience } from '../audience.ts';
import { jobs } from '../roles.ts';
import { openLiveRoute } from '../routes/open-live.ts';
import { streamJobRoute } from '../routes/stream-job.ts';

export const heldCommand = defineCommand({
  kind: 'lab.held',
  summary: 'Runs until the test lets it go',
  data: z.object({}),
  result: z.object({ done: z.literal(true) }),
  metadata: z.object({}),
});
export const otherCommand = defineCommand({
  kind: 'lab.other',
  summary: 'Another kind, which nobody runs',
  data: z.object({}),
  result: z.object({}),
  metadata: z.object({}),
});

/** A running job in the hands of the test. */
export interface Held {
  progress(progress: Progress): void;
  finish(): void;
  /** Whether its handler was told to stop. */
  aborted(): boolean;
}

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes, asserted field by field
  body: any;
}

export const newOwner = (): Actor => ({
  owner_id: uuidv7(),
  role: 'student',
  faculty_id: null,
  semester_id: null,
  api_key_id: null,
});

export interface JobsWorld {
  world: TestWorld;
  /** The edge, and with it the worker. */
  main: Running & { url: string };
  /** Another process, which serves only the edge. */
  edge: Running & { url: string };
  authorization(as: Actor): Record<string, string>;
  call(method: string, path: string, as: Actor | null, headers?: Record<string, string>): Promise<Answer>;
  /** A job that waits for a place far in the future. */
  queued(as: Actor, contract?: typeof heldCommand | typeof otherCommand): Promise<JobView>;
  /** A job that runs, and what moves it on. */
  running(as: Actor): Promise<{ job: JobView; held: Held }>;
  /** What moves a job on, once it runs. */
  heldOf(id: string): Promise<Held>;
  /** A job that has succeeded. */
  succeeded(as: Actor): Promise<JobView>;
  row(id: string): Promise<Record<string, unknown>>;
  /** Connections of Redis that listen to the job: one for each process that has a watcher. */
  listeners(id: string): Promise<number>;
  close(): Promise<void>;
}

/** Of the edge that stands apart; the product's is too rare for a test. */
const heartbeatMs = 20;

function lab(held: Map<string, Held>): Service {
  const work = handler(heldCommand, async ({ jobId }, { signal, progress }) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    held.set(jobId, { progress, finish: resolve, aborted: () => signal.aborted });
    await promise;
    return { result: { done: true as const } };
  });
  return { name: 'lab', worker: () => ({ commands: [work] }) };
}

/** The same service with a livelier heart, under another name so that one process can be told to run it alone. */
const livelyJobs: Service = {
  name: 'lively',
  api: (runtime) => {
    const closing = new AbortController();
    const { routes } = (jobs.api as NonNullable<Service['api']>)(runtime);
    const audience = createAudience(runtime.metrics);
    const lively = [
      streamJobRoute(runtime, audience, closing.signal, heartbeatMs),
      openLiveRoute(runtime, audience, closing.signal, heartbeatMs),
    ];
    return {
      routes: routes.map((route) => lively.find(({ contract }) => contract === route.contract) ?? route),
      drain: () => closing.abort(),
    };
  },
};

export async function openJobsWorld(environment: Record<string, string> = {}): Promise<JobsWorld> {
  const held = new Map<string, Held>();
  const world = await createTestWorld({
    services: [jobs, lab(held), livelyJobs],
    commands: [heldCommand, otherCommand, cleanCommand],
    subscriptions: [jobsOwnerMerged],
    environment: { RATE_LIMITS: 'false', ...environment },
  });
  const [main, edge] = await Promise.all([world.start(['jobs', 'lab']), world.start(['lively'])]);
  const { access, redis } = main.runtime;
  const authorization = (as: Actor): Record<string, string> => ({
    Authorization: `Bearer ${access.signAccess(as, { sessionId: uuidv7() }).token}`,
  });

  async function accept(as: Actor, contract: typeof heldCommand | typeof otherCommand, notBefore?: Date) {
    const request = { contract, id: uuidv7(), actor: as, data: {}, traceparent: '', notBefore };
    return (await main.runtime.jobs.accept(request)).job;
  }

  async function heldOf(id: string): Promise<Held> {
    await until('the job runs', () => held.has(id));
    return held.get(id) as Held;
  }

  async function running(as: Actor): Promise<{ job: JobView; held: Held }> {
    const { id } = await accept(as, heldCommand);
    const run = await heldOf(id);
    return { job: (await main.runtime.jobs.read(id, as.owner_id)) as JobView, held: run };
  }

  return {
    world,
    main,
    edge,
    authorization,
    running,
    heldOf,
    async call(method, path, as, headers = {}) {
      const url = path.startsWith('http') ? path : main.url + path;
      const response = await fetch(url, { method, headers: { ...(as && authorization(as)), ...headers } });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text && JSON.parse(text) };
    },
    queued: (as, contract = heldCommand) => accept(as, contract, new Date(Date.now() + 600_000)),
    async succeeded(as) {
      const { job, held: run } = await running(as);
      run.finish();
      return (await main.runtime.jobs.wait(job.id, as.owner_id, 10_000)) as JobView;
    },
    async row(id) {
      const [row] = await world.query('SELECT * FROM jobs.job WHERE id = $1', [id]);
      return row as Record<string, unknown>;
    },
    async listeners(id) {
      const channel = redis.key(`live:${id}`);
      const counts = await redis.attempt((client) => client.pubSubNumSub(channel));
      return Number(counts?.[channel] ?? 0);
    },
    async close() {
      for (const run of held.values()) run.finish();
      await world.close();
    },
  };
}
