/** Several processes that keep schedules, for tests. Schedules come once a year, unless a test makes one due. */
import { defineCommand } from '@scory/contracts/define.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Running } from '../run.ts';
import { handler, type Service, schedule } from '../service.ts';
import { createTestWorld, type TestWorld, until } from '../testing/harness.ts';
import { pauseSql } from './operator-statements.ts';
import type { ScheduleParts, ScheduleView } from './schedules.ts';

const commandOf = (kind: string) =>
  defineCommand({
    kind,
    summary: 'Ends at once, or when it is let go',
    data: z.object({ held: z.boolean().default(false) }),
    result: z.object({}),
    metadata: z.object({}),
  });
export const crawl = commandOf('lab.crawl');
export const digest = commandOf('lab.digest');
export const yearly = '0 0 1 1 *';
/** What the service of the lab declares. */
export const declaredName = 'lab.yearly';

export interface SchedulesLab {
  world: TestWorld;
  processes: Running[];
  /** The first of them. */
  main: Running;
  put(
    name: string,
    actor: Actor,
    more?: { cron?: string; held?: boolean; contract?: typeof crawl },
  ): Promise<ScheduleView>;
  /** The owner's schedule of that name, past the owner rule. */
  row(name: string, ownerId: string): Promise<ScheduleView>;
  /** Makes schedules of that owner due since then, and every process look for what is due at once. */
  tick(ownerId: string, sinceSeconds?: number): Promise<void>;
  /** Ids of the jobs that the owner's schedule of that name has made. */
  jobsOf(name: string, ownerId: string): Promise<string[]>;
  /** Waits until all jobs of the owner have ended. */
  ended(ownerId: string): Promise<void>;
  /** Resolves once every process knows that the kind is paused. */
  pause(kind: string): Promise<void>;
  /** Lets held jobs go, from now on. */
  release(): void;
}

export const newActor = (): Actor => ({
  owner_id: uuidv7(),
  role: 'student',
  faculty_id: null,
  semester_id: null,
  api_key_id: null,
});

/** Looks for what is due now, as the clock does each second. */
export const lookOf = (running: Running): Promise<void> =>
  (running.runtime.schedules as ScheduleParts).tick();

export async function openSchedulesLab(
  processCount: number,
  environment: Record<string, string> = {},
): Promise<SchedulesLab> {
  const gate = Promise.withResolvers<void>();
  const work = (contract: typeof crawl) =>
    handler(contract, async ({ data }) => {
      if (data.held) await gate.promise;
      return { result: {} };
    });
  const lab: Service = {
    name: 'lab',
    worker: () => ({
      commands: [work(crawl), work(digest)],
      schedules: [schedule({ name: declaredName, contract: digest, data: {}, cron: yearly })],
    }),
  };
  const bystander: Service = { name: 'bystander', worker: () => ({}) };
  const world = await createTestWorld({
    services: [lab, bystander],
    commands: [crawl, digest],
    subscriptions: [],
    environment: { JOB_GRACE_MS: '300', ...environment },
  });
  const processes: Running[] = await Promise.all(
    Array.from({ length: processCount }, () => world.start(['lab'])),
  );
  const main = processes[0] as Running;
  const jobsOf = async (name: string, ownerId: string): Promise<string[]> => {
    const rows = await world.query<{ id: string }>(
      'SELECT id FROM jobs.job WHERE reference = $1 AND owner_id = $2 ORDER BY id',
      [name, ownerId],
    );
    return rows.map(({ id }) => id);
  };
  return {
    world,
    processes,
    main,
    jobsOf,
    put: (name, actor, { cron = yearly, held = false, contract = crawl } = {}) =>
      main.runtime.schedules.put({ name, contract, data: { held }, cron, actor }),
    async row(name, ownerId) {
      const [row] = await world.query('SELECT * FROM jobs.schedule WHERE name = $1 AND owner_id = $2', [
        name,
        ownerId,
      ]);
      return row as unknown as ScheduleView;
    },
    async tick(ownerId, sinceSeconds = 1) {
      await world.query(
        "UPDATE jobs.schedule SET next_at = now() - $2 * interval '1 s' WHERE owner_id = $1",
        [ownerId, sinceSeconds],
      );
      await Promise.all(processes.map(lookOf));
      // One that a process had in hand was passed over by the others.
      await until('all is ticked', async () => {
        const due = 'SELECT FROM jobs.schedule WHERE owner_id = $1 AND next_at <= now()';
        return (await world.query(due, [ownerId])).length === 0;
      });
    },
    ended: (ownerId) =>
      until('its jobs have ended', async () => {
        const open = 'SELECT FROM jobs.job WHERE owner_id = $1 AND finished_at IS NULL';
        return (await world.query(open, [ownerId])).length === 0;
      }),
    async pause(kind) {
      await world.query(pauseSql, [kind, null]);
      await until('it is known', async () => {
        const texts = await Promise.all(processes.map(({ runtime }) => runtime.metrics.text()));
        return texts.every((text) => text.includes(`scory_kind_paused{kind="${kind}"} 1`));
      });
    },
    release: () => gate.resolve(),
  };
}
