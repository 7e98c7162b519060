/** The parts of the job engine that every process has, put together. */
import type { CommandContract } from '@scory/contracts/define.ts';
import type { Bus } from '../bus.ts';
import type { Config } from '../config.ts';
import type { Database } from '../database.ts';
import type { Live } from '../live.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Tracing } from '../tracing.ts';
import { createBacklog } from './backlog.ts';
import { type Children, createChildren } from './children.ts';
import { createClock } from './clock.ts';
import { type Completion, createCompletion } from './completion.ts';
import { createDispatch } from './dispatch.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { createOperations, type Operations } from './operations.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createPauses, type Pauses } from './pauses.ts';
import { createPublisher, type Publisher } from './publisher.ts';
import { createSchedules, type ScheduleParts } from './schedules.ts';

const orphansPerRound = 200;

export interface JobParts {
  outbox: Outbox;
  publisher: Publisher;
  completion: Completion;
  children: Children;
  pauses: Pauses;
  jobs: Jobs;
  operations: Operations;
  schedules: ScheduleParts;
  start(): void;
  stop(): Promise<void>;
}

interface Ingredients {
  config: Config;
  log: Logger;
  bus: Bus;
  database: Database;
  /** Operators search at length, and must not take the engine's connections for it. */
  operatorDatabase: Database;
  live: Live;
  metrics: Metrics;
  tracing: Tracing | undefined;
  commands: readonly CommandContract[];
}

export function assembleJobs(options: Ingredients): JobParts {
  const { config, log, bus, database, live, metrics, tracing } = options;
  const graceMs = config.JOB_GRACE_MS;
  const commands = new Map(options.commands.map((command) => [command.kind, command]));
  const kinds = [...commands.keys()];
  const shared = { log, bus, database, live, metrics, tracing, commands, kinds, graceMs };
  const outbox = createOutbox({
    ...shared,
    onPublished: metrics.outboxPublished,
    onRelayed: metrics.relayLag,
  });
  const publisher = createPublisher(shared);
  const limits = {
    ownerShare: config.OWNER_SHARE,
    ownerWaitingMax: config.OWNER_WAITING_MAX,
    window: config.JOB_WINDOW,
    waitingMax: config.JOB_WAITING_MAX,
  };
  const pauses = createPauses();
  const backlog = createBacklog({ ...shared, publisher, pauses, limits });
  const onEnded = backlog.noteEnded;
  const children = createChildren({ ...shared, publisher, onHandedOut: backlog.noteHandedOut });
  const tellParents = children.tell;
  const completion = createCompletion({ ...shared, outbox, onEnded, tellParents });
  const dispatch = createDispatch({ publisher, backlog, metrics });
  const jobs = createJobs({ ...shared, dispatch, completion, backlog });
  const schedules = createSchedules({ ...shared, dispatch, backlog });
  const endOrphans = async (): Promise<void> => {
    for (const { id, owner_id: owner } of await children.orphans(orphansPerRound))
      await jobs.cancel(id, owner);
  };
  const clock = createClock({
    ...shared,
    publisher,
    completion,
    endOrphans,
    tickSchedules: schedules.tick,
  });
  const operations = operationsOf(options, kinds, completion);
  const parts = [outbox, publisher, backlog, clock];
  return {
    outbox,
    publisher,
    completion,
    children,
    pauses,
    jobs,
    operations,
    schedules,
    start() {
      for (const part of parts) part.start();
    },
    async stop() {
      for (const part of parts.toReversed()) await part.stop();
    },
  };
}

function operationsOf(
  { operatorDatabase, bus, config, live }: Ingredients,
  kinds: readonly string[],
  completion: Completion,
): Operations {
  return createOperations({
    database: operatorDatabase,
    kinds,
    queueState: bus.queueState,
    graceMs: config.JOB_GRACE_MS,
    told: {
      ended: completion.announce,
      asked: (rows) => {
        for (const { id: jobId, seq, progress } of rows)
          live.publish({ jobId, seq: Number(seq), status: 'cancelling', progress, ended: false });
      },
    },
  });
}
