/**
 * Schedules: a job of a command at each tick of a cron expression, whatever number of processes there is.
 *
 *   next_at is due ──┬── the last job has ended ──────► made     a job; next_at is the first tick to come
 *                    ├── it has not ───────────────────► skipped  next_at is the first tick to come
 *                    └── too much waits already ───────► refused  tried again soon, at the latest with that tick
 *
 * Job and `next_at` are committed together while the schedule's row is locked, so a tick cannot be lost or made twice,
 * whatever dies. Ticks that nobody was there for are one. Times are the database's: the clocks of processes differ.
 */
import type { CommandContract } from '@scory/contracts/define.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { Database, Queries } from '../database.ts';
import { Problem } from '../errors.ts';
import { traceparentOf } from '../http/trace-context.ts';
import { newId } from '../ids.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Schedule } from '../service.ts';
import { type Accepted, acceptAll, type Entry, inputOf } from './accepting.ts';
import type { Backlog } from './backlog.ts';
import { nextTick } from './cron.ts';
import type { Dispatch } from './dispatch.ts';
import {
  anyDueSql,
  dueSql,
  listSchedulesSql,
  movedSql,
  putScheduleSql,
  removeScheduleSql,
} from './schedule-statements.ts';

/** On whose behalf declared schedules run: nobody's. Not the nil UUID, which comes before the first owner in turns. */
export const systemActor: Actor = {
  owner_id: '00000000-0000-8000-8000-000000000001',
  role: 'service',
  faculty_id: null,
  semester_id: null,
  api_key_id: null,
};

const ticksPerRound = 100;
const refusedRetryMs = 5 * 60_000;
/** Of one owner. */
const schedulesMax = 100;

export interface ScheduleRequest<C extends CommandContract = CommandContract> extends Schedule<C> {
  actor: Actor;
}

export interface ScheduleView {
  name: string;
  kind: string;
  cron: string;
  timezone: string;
  /** Null where it never comes again. */
  next_at: Date | null;
  last_at: Date | null;
  last_outcome: Outcome | null;
  /** The last job that was made. */
  last_job_id: string | null;
}

type Outcome = 'made' | 'skipped' | 'refused';

/** Schedules that services keep for owners. The owner is part of every statement. */
export interface Schedules {
  /**
   * Makes or changes the owner's schedule of that name; its jobs carry the name as their reference. Throws `Problem` 422
   * `SCHEDULE_INVALID`, 409 `TOO_MANY_SCHEDULES`.
   */
  put<C extends CommandContract>(request: ScheduleRequest<C>): Promise<ScheduleView>;
  /** False where there was none. A job that it has made goes on. */
  remove(name: string, ownerId: string): Promise<boolean>;
  list(ownerId: string): Promise<ScheduleView[]>;
}

export interface ScheduleParts extends Schedules {
  /** From now on this process keeps the schedules that its services declare. */
  declare(schedules: readonly Schedule[]): Promise<void>;
  /** One round: makes jobs of all that is due. */
  tick(): Promise<void>;
}

interface DueRow extends Record<string, unknown> {
  owner_id: string;
  name: string;
  kind: string;
  version: number;
  actor: Actor;
  input: unknown;
  cron: string;
  timezone: string;
  at: Date;
  at_work: boolean;
}

interface Made {
  entry: Entry;
  accepted: Accepted;
}

interface Tick {
  row: DueRow;
  outcome: Outcome;
  made: Made | undefined;
}

function tickOf(row: DueRow, made: Made | undefined): Tick {
  if (made) return { row, made, outcome: 'made' };
  return { row, made, outcome: row.at_work ? 'skipped' : 'refused' };
}

export function createSchedules(options: {
  database: Database;
  dispatch: Dispatch;
  backlog: Pick<Backlog, 'limits' | 'assertRoom'>;
  metrics: Pick<Metrics, 'scheduleTicked'>;
  log: Logger;
  commands: ReadonlyMap<string, CommandContract>;
  graceMs: number;
}): ScheduleParts {
  const { database, dispatch, backlog, metrics, log, commands, graceMs } = options;
  const declared = new Set<string>();

  async function put<C extends CommandContract>(request: ScheduleRequest<C>): Promise<ScheduleView> {
    const { name, contract, data, cron, timezone = 'UTC', actor } = request;
    const input = inputOf(contract, data);
    const [clock] = await database.query<{ now: Date }>('SELECT now()');
    const next = nextTick(cron, timezone, clock?.now as Date);
    const [row] = await database.query<ScheduleView>(putScheduleSql, [
      actor.owner_id,
      name,
      contract.kind,
      contract.version,
      JSON.stringify(actor),
      JSON.stringify(input),
      cron,
      timezone,
      next.toISOString(),
      schedulesMax,
    ]);
    if (row) return row;
    throw new Problem(409, 'TOO_MANY_SCHEDULES', `No more than ${schedulesMax} schedules can be kept`);
  }

  function entryOf({ name, kind, version, owner_id, actor, input }: DueRow): Entry {
    const { deadlineSeconds } = commands.get(kind) as CommandContract;
    return {
      id: newId(),
      kind,
      version,
      owner_id,
      actor,
      // Nobody waits for it: it must not delay those who do.
      lane: 'bulk',
      input,
      reference: name,
      traceparent: traceparentOf(undefined),
      coalesce_key: null,
      deadline_seconds: deadlineSeconds,
      not_before: null,
    };
  }

  function nextOf({ cron, timezone, at, name }: DueRow): Date | null {
    try {
      return nextTick(cron, timezone, at);
    } catch (error) {
      // It was understood when it was put: by another version, or with other time zones.
      log.error({ err: error, schedule: name }, 'a schedule is not understood any more and stands still');
      return null;
    }
  }

  function hasRoom(kind: string): boolean {
    try {
      backlog.assertRoom(kind);
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return false;
    }
  }

  async function tickDue(tx: Queries, parameters: unknown[]): Promise<Tick[]> {
    const due = await tx.query<DueRow>(dueSql, [...parameters, ticksPerRound]);
    const wanted = due.filter((row) => !row.at_work && hasRoom(row.kind));
    const entries = wanted.map(entryOf);
    const answers = await acceptAll(tx, entries, { graceMs, ...backlog.limits() });
    const made = new Map<DueRow, Made>();
    for (const [place, row] of wanted.entries()) {
      const [entry, accepted] = [entries[place], answers[place]];
      if (entry && accepted && !(accepted instanceof Problem)) made.set(row, { entry, accepted });
    }
    const ticks = due.map((row) => tickOf(row, made.get(row)));
    await tx.query(movedSql, [JSON.stringify(ticks.map(moveOf))]);
    return ticks;
  }

  function moveOf({ row, outcome, made }: Tick): Record<string, unknown> {
    const { owner_id, name, at } = row;
    const next = nextOf(row);
    const soon = new Date(at.getTime() + refusedRetryMs);
    const next_at = outcome === 'refused' && next && soon < next ? soon : next;
    return { owner_id, name, next_at, outcome, job_id: made?.accepted.row.id };
  }

  function tell({ row, outcome, made }: Tick): void {
    const { kind, name, owner_id } = row;
    metrics.scheduleTicked(kind, outcome);
    if (made) dispatch(made.entry, made.accepted);
    else if (outcome === 'skipped')
      log.warn({ kind, schedule: name, owner_id }, 'a tick is skipped: its last job has not ended');
    else log.warn({ kind, schedule: name, owner_id }, 'a scheduled job is refused and tried again soon');
  }

  return {
    put,
    async remove(name, ownerId) {
      return (await database.query(removeScheduleSql, [ownerId, name])).length > 0;
    },
    list: (ownerId) => database.query<ScheduleView>(listSchedulesSql, [ownerId]),
    async declare(schedules) {
      for (const schedule of schedules) {
        await put({ ...schedule, actor: systemActor });
        declared.add(schedule.name);
      }
    },
    async tick() {
      for (;;) {
        const parameters = [[...commands.keys()], systemActor.owner_id, [...declared]];
        if ((await database.query(anyDueSql, parameters)).length === 0) return;
        const ticks = await database.transaction((tx) => tickDue(tx, parameters));
        for (const one of ticks) tell(one);
        // Fewer than that, and others have the rest in hand.
        if (ticks.length < ticksPerRound) return;
      }
    },
  };
}
