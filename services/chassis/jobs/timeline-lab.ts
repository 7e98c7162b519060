/** Jobs with a story: an edge, a worker that may be replaced, and what an owner is told of a job. */
import { defineCommand } from '@scory/contracts/define.ts';
import type { TimelineEntry } from '@scory/contracts/jobs/timeline.ts';
import { expect } from 'chai';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { PermanentError, TransientError } from '../errors.ts';
import type { Running } from '../run.ts';
import { type CommandHandler, fanOutHandler, type Service } from '../service.ts';
import { createTestWorld, type TestWorld, until } from '../testing/harness.ts';

const work = defineCommand({
  kind: 'lab.told',
  summary: 'Has a story',
  data: z.object({ plan: z.enum(['plain', 'gate', 'busy once', 'impossible', 'parts']) }),
  result: z.object({}),
  metadata: z.object({}),
  backoffMs: 20,
  attempts: 2,
});
type Plan = z.output<typeof work.data>['plan'];
const part = { contract: work, data: { plan: 'plain' as const } };
/** Jobs of an owner that do not wait for a turn. */
const share = 2;

export interface TimelineWorld extends Pick<TestWorld, 'query' | 'close'> {
  jobs: Running['runtime']['jobs'];
  owner(): string;
  beginAsAnotherOwner(): void;
  accept(plan: Plan, notBefore?: Date): Promise<string>;
  /** A job as a process that is gone has left it; columns as SQL. */
  left(columns: Record<string, string>): Promise<string>;
  /** Resolves once a job that has a gate stands before it. */
  runs(id: string): Promise<void>;
  open(id: string): void;
  openAll(): void;
  /** Stops the worker, which gives back what stands before a gate, and starts another. */
  replaceWorker(): Promise<void>;
  timeline(id: string): Promise<TimelineEntry[]>;
  events(id: string): Promise<string[]>;
  /** The timeline after the end. */
  ended(id: string): Promise<TimelineEntry[]>;
  /** What is stored of it. */
  column(id: string): Promise<unknown>;
}

const workOf = (gates: Map<string, () => void>): CommandHandler =>
  fanOutHandler(work, {
    concurrency: 8,
    async handle({ data, jobId, attempt }, { signal, fanOut }) {
      if (data.plan === 'busy once' && attempt === 1) throw new TransientError('BUSY', 'Later, please');
      if (data.plan === 'impossible') throw new PermanentError('NOT_DOABLE', 'This cannot be done');
      if (data.plan === 'parts') return fanOut([part, part, part]);
      if (data.plan === 'gate')
        await new Promise<void>((resolve, reject) => {
          gates.set(jobId, resolve);
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        });
      return { result: {} };
    },
    join: async () => ({ result: {} }),
  });

const actorOf = (owner: string) => ({
  owner_id: owner,
  role: 'student' as const,
  faculty_id: null,
  semester_id: null,
  api_key_id: null,
});

export async function openTimelineWorld(): Promise<TimelineWorld> {
  const gates = new Map<string, () => void>();
  const doWork = workOf(gates);
  const lab: Service = { name: 'lab', api: () => ({ routes: [] }), worker: () => ({ commands: [doWork] }) };
  const world = await createTestWorld({
    services: [lab],
    commands: [work],
    subscriptions: [],
    // A grace that is never over: what is sent late is what a test has left behind.
    environment: { JOB_GRACE_MS: '30000', OWNER_SHARE: String(share), DRAIN_MS: '100' },
  });
  const { jobs } = (await world.start(['api'])).runtime;
  let worker = await world.start(['worker']);
  let owner = uuidv7();

  async function timeline(id: string): Promise<TimelineEntry[]> {
    const entries = (await jobs.readWithTimeline(id, owner))?.timeline ?? [];
    const times = entries.map(({ at }) => at);
    expect(times, 'oldest first').to.deep.equal(times.toSorted());
    return entries;
  }

  return {
    ...{ jobs, timeline, query: world.query, close: world.close },
    owner: () => owner,
    beginAsAnotherOwner() {
      owner = uuidv7();
    },
    async accept(plan, notBefore) {
      const request = {
        contract: work,
        id: uuidv7(),
        actor: actorOf(owner),
        data: { plan },
        traceparent: '',
      };
      return (await jobs.accept({ ...request, notBefore })).job.id;
    },
    async left(columns) {
      const id = uuidv7();
      await world.query(
        `INSERT INTO jobs.job (id, kind, version, owner_id, actor, input, deadline_at, ${Object.keys(columns).join(', ')})
         VALUES ($1, 'lab.told', 1, $2, $3, '{"plan":"plain"}', now() + interval '1 minute', ${Object.values(columns).join(', ')})`,
        [id, owner, JSON.stringify(actorOf(owner))],
      );
      return id;
    },
    runs: (id) => until('it runs', () => gates.has(id)),
    open: (id) => gates.get(id)?.(),
    openAll() {
      for (const open of gates.values()) open();
    },
    async replaceWorker() {
      gates.clear();
      await worker.stop();
      worker = await world.start(['worker']);
    },
    events: async (id) => (await timeline(id)).map(({ event }) => event),
    async ended(id) {
      const job = await jobs.wait(id, owner, 15_000);
      if (!job?.finished_at) throw new Error(`job ${id} did not end: ${JSON.stringify(await timeline(id))}`);
      return timeline(id);
    },
    async column(id) {
      const [row] = await world.query('SELECT timeline FROM jobs.job WHERE id = $1', [id]);
      return row?.timeline;
    },
  };
}
