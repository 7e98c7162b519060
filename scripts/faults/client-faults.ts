/** Clients send too much, change their minds, or cannot be told; the model does not answer as it should. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Behaviour, startStandIn } from '@scory/llm/stand-in/server.ts';
import { again, type Fault, pauseMs, replace, replaceWorkers } from './lab.ts';
import { openReceivers } from './receivers.ts';
import { eventually } from './servers.ts';

const neverReleased = {
  guard: 'what waits for its turn is released',
  environment: { SABOTAGE: 'no-release' },
};
const floodJobs = 10_000;
/** What an owner with one job waits beside ten thousand of another's, at most; alone it is two tenths of a second. */
const starvedSeconds = 8;
const cancelling = 600;
/** Until the heap has the size that requests at this rate need. */
const refusedFirst = 10_000;
const refusedPosts = 30_000;
/** Kept, what belongs to that many requests would be more than twice that. */
const refusedMbMax = 128;
const modelFaultMs = 12_000;

/** How the first call for each paper fails. */
const failures: Behaviour[] = [
  { kind: 'status', status: 429, retryAfterSeconds: 1 },
  { kind: 'status', status: 500 },
  { kind: 'hang' },
  { kind: 'malformed' },
  { kind: 'cut' },
];

/** A model whose first answer for each paper is none; which kind of none depends on the paper. */
async function failingModel() {
  const asked = new Set<string>();
  const model = await startStandIn({
    latencyMs: 300,
    behave({ user }) {
      const paper = createHash('sha256').update(user).digest();
      const name = paper.toString('hex');
      if (asked.has(name)) return undefined;
      asked.add(name);
      return failures[(paper[0] as number) % failures.length];
    },
  });
  const environment = {
    MODEL: 'real',
    OPENAI_API_KEY: 'none',
    OPENAI_BASE_URL: `${model.url}/v1`,
    MODEL_TIMEOUT_MS: '1500',
  };
  return { environment, close: () => model.close() };
}

export const clientFaults: readonly Fault[] = [
  {
    number: 10,
    name: 'nobody takes jobs until the queue is full',
    environment: { OWNER_SHARE: '5', OWNER_WAITING_MAX: '10', JOB_WINDOW: '100' },
    control: neverReleased,
    async inject(lab) {
      await Promise.all(lab.workers.map((worker) => worker.kill('SIGTERM')));
      await eventually('clients are refused', async () => {
        if (lab.ledger.refused() < 50) throw new Error('not yet');
      });
      await lab.ledger.flood(refusedFirst);
      const before = lab.edge.memoryMb();
      await lab.ledger.flood(refusedPosts);
      const grownMb = lab.edge.memoryMb() - before;
      // What is refused is forgotten.
      if (grownMb > refusedMbMax) throw new Error(`the edge grew by ${grownMb} MB while it refused jobs`);
      await replaceWorkers(lab, 'SIGTERM');
    },
  },
  {
    number: 12,
    name: 'the model answers 429, 500, garbage, half, or not at all',
    prepare: failingModel,
    control: { guard: 'a failed try is tried again', environment: { SABOTAGE: 'no-retries' } },
    inject: () => sleep(modelFaultMs),
  },
  {
    number: 12,
    name: 'jobs cancelled in every state',
    control: { guard: 'what has ended cannot be cancelled', environment: { SABOTAGE: 'no-cancel-fence' } },
    environment: { OWNER_SHARE: '6' },
    async inject(lab) {
      let left = cancelling;
      const change = async (): Promise<void> => {
        for (; left > 0; left -= 1) {
          const job = await lab.ledger.postOne();
          // From at once to after its end.
          await sleep(Math.random() * 4_000);
          if (job) await lab.ledger.cancel(job);
        }
      };
      const changing = Array.from({ length: 60 }, change);
      await again(lab, () => replace(lab, 0, 'SIGKILL'));
      await Promise.all(changing);
    },
  },
  {
    number: 13,
    name: 'one owner with ten thousand jobs beside others with a few',
    floods: true,
    environment: { MODEL_MS: '100', WORKER_CONCURRENCY: '20' },
    control: {
      guard: 'owners take turns',
      environment: { OWNER_SHARE: '100000', JOB_WINDOW: '100000', OWNER_WAITING_MAX: '100000' },
    },
    async inject(lab) {
      const ofNeighbours = (): string[] => lab.ledger.tokens.flatMap((token) => lab.ledger.acceptedOf(token));
      const before = new Set(ofNeighbours());
      await lab.ledger.flood(lab.times > 1 ? floodJobs : 2_000);
      const neighbours = ofNeighbours().filter((id) => !before.has(id));
      lab.promise(async () => {
        const [row] = await lab.stage.query<{ starved: number }>(
          `SELECT count(*)::int AS starved FROM jobs.job WHERE id = ANY($1::uuid[])
             AND finished_at - created_at > $2 * interval '1 s'`,
          [neighbours, starvedSeconds],
        );
        return { lost: row?.starved ?? 0, duplicated: 0 };
      });
    },
  },
  {
    number: 15,
    name: 'webhook receivers down, slow, trickling, redirecting, lying',
    environment: { NODE_ENV: 'development', WEBHOOK_ALLOW_LOOPBACK: 'true' },
    control: {
      guard: 'a message is acked after its work is stored',
      environment: { SABOTAGE: 'ack-first', JOB_LEASE_MS: '3600000' },
    },
    async inject(lab) {
      const receivers = await openReceivers();
      lab.closeAfter(() => receivers.close());
      const owners = lab.ledger.tokens.slice(0, 4);
      await receivers.register(lab.stage.url, owners);
      const known = new Set(owners.flatMap((token) => lab.ledger.acceptedOf(token)));
      const promised = (): string[] =>
        owners.flatMap((token) => lab.ledger.acceptedOf(token)).filter((id) => !known.has(id));
      lab.promise(() => receivers.compare(promised()));
      await again(lab, () => replace(lab, 0, 'SIGKILL'));
      await eventually('their owners have had jobs', async () => {
        if (promised().length < 20) throw new Error('not yet');
      });
      await sleep(pauseMs);
    },
  },
];
