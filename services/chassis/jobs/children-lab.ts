import { defineCommand, defineSubscription } from '@scory/contracts/define.ts';
import type { EventEnvelope } from '@scory/contracts/envelope.ts';
import type { JobView } from '@scory/contracts/http.ts';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { PermanentError, TransientError } from '../errors.ts';
import type { Running } from '../run.ts';
import { type CommandHandler, fanOutHandler, type Service } from '../service.ts';
import { createTestWorld, type TestWorld } from '../testing/harness.ts';

export interface Node {
  name: string;
  plan?: string;
  weight?: number;
  parts?: Node[];
}

const node: z.ZodType<Node, Node> = z.lazy(() =>
  z.object({
    name: z.string(),
    plan: z.string().optional(),
    weight: z.int().optional(),
    parts: z.array(node).optional(),
  }),
);

/** A job that is done by doing its parts, which are such jobs again. */
const tree = defineCommand({
  kind: 'lab.tree',
  summary: 'Does its parts',
  data: node,
  result: z.object({ name: z.string(), parts: z.array(z.string()), state: z.unknown() }),
  metadata: z.object({}),
  backoffMs: 20,
  attempts: 3,
  deadlineSeconds: 60,
});
const watch = defineSubscription({ name: 'lab.watch', patterns: ['lab.tree.*'], summary: 'Sees every end' });

/** How often the work of each name began; of a join, under `join NAME`. */
const runs = new Map<string, number>();
const gates = new Map<string, PromiseWithResolvers<void>>();

function gate(name: string): PromiseWithResolvers<void> {
  const known = gates.get(name) ?? Promise.withResolvers<void>();
  gates.set(name, known);
  return known;
}

function count(name: string): number {
  runs.set(name, (runs.get(name) ?? 0) + 1);
  return runs.get(name) as number;
}

const partOf = (part: Node) => ({ contract: tree, data: part, weight: part.weight });

const doTree: CommandHandler = fanOutHandler(tree, {
  concurrency: 8,
  async handle({ data }, { signal, progress, fanOut }) {
    const tries = count(data.name);
    if (data.plan === 'fails') throw new PermanentError('NOT_DOABLE', 'This part cannot be done');
    if (data.plan === 'fails once' && tries === 1) throw new PermanentError('NOT_DOABLE', 'Not this time');
    if (data.plan === 'half way') progress({ phase: 'doing', completed: 5, total: 10 });
    if (data.plan === 'half way' || data.plan === 'gate') {
      const aborted = new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
      );
      await Promise.race([gate(data.name).promise, aborted]);
    }
    if (data.parts) return fanOut(data.parts.map(partOf), { state: { round: 1 }, phase: 'doing parts' });
    return { result: { name: data.name, parts: [], state: null } };
  },
  async join({ data, children, state }, { fanOut }) {
    const tries = count(`join ${data.name}`);
    if (data.plan === 'join fails twice' && tries < 3) throw new TransientError('BUSY', 'Later');
    if (data.plan === 'strict' && children.some(({ status }) => status !== 'succeeded'))
      throw new PermanentError('PART_FAILED', 'A part failed');
    if (data.plan === 'two rounds' && (state as { round: number }).round === 1)
      return fanOut([partOf({ name: `${data.name} again` })], { state: { round: 2 } });
    const parts = children.map(({ result, error }) =>
      result === null ? `${error?.code}` : (result as { name: string }).name,
    );
    return { result: { name: data.name, parts, state } };
  },
});

const owner = uuidv7();
const actor = {
  owner_id: owner,
  role: 'student' as const,
  faculty_id: null,
  semester_id: null,
  api_key_id: null,
};

/** Two processes that do trees, and what one owner sees of them. */
export interface TreeWorld extends Pick<TestWorld, 'query' | 'close'> {
  runs: ReadonlyMap<string, number>;
  /** Events of ends so far. */
  events: readonly EventEnvelope[];
  gate: typeof gate;
  jobs: Running['runtime']['jobs'];
  live: Running['runtime']['live'];
  owner: string;
  /** The process beside the one that accepts. */
  other: Running;
  accept(data: Node): Promise<string>;
  read(id: string): Promise<JobView>;
  /** Waits for the end. */
  ended(id: string): Promise<JobView>;
  childrenOf(id: string): Promise<{ id: string; status: string; name: string }[]>;
}

export async function openTreeWorld(): Promise<TreeWorld> {
  const events: EventEnvelope[] = [];
  const lab: Service = {
    name: 'lab',
    worker: () => ({
      commands: [doTree],
      events: [{ contract: watch, handle: async (event) => void events.push(event) }],
    }),
  };
  const world = await createTestWorld({
    services: [lab],
    commands: [tree],
    subscriptions: [watch],
    environment: { JOB_GRACE_MS: '300', JOB_LEASE_MS: '1500', WORKER_PREFETCH: '8' },
  });
  const running = await world.start();
  const { jobs, live } = running.runtime;
  return {
    ...{ runs, events, gate, jobs, live, owner },
    other: await world.start(),
    query: world.query,
    close: world.close,
    async accept(data) {
      return (await jobs.accept({ contract: tree, id: uuidv7(), actor, data, traceparent: '' })).job.id;
    },
    async read(id) {
      const job = await jobs.read(id, owner);
      if (!job) throw new Error(`there is no job ${id}`);
      return job;
    },
    async ended(id) {
      const job = await jobs.wait(id, owner, 20_000);
      if (!job?.finished_at) throw new Error(`job ${id} did not end: ${JSON.stringify(job)}`);
      return job;
    },
    childrenOf: (id) =>
      world.query(
        "SELECT id, status, input->>'name' AS name FROM jobs.job WHERE parent_id = $1 ORDER BY input->>'name'",
        [id],
      ),
  };
}
