/** The parts of the job engine that every process has, put together. */
import type { CommandContract } from '@scory/contracts/define.ts';
import type { Bus } from '../bus.ts';
import type { Config } from '../config.ts';
import type { Database } from '../database.ts';
import type { Live } from '../live.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import { createBacklog } from './backlog.ts';
import { createClock } from './clock.ts';
import { type Completion, createCompletion } from './completion.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createPublisher, type Publisher } from './publisher.ts';

export interface JobParts {
  outbox: Outbox;
  publisher: Publisher;
  completion: Completion;
  jobs: Jobs;
  start(): void;
  stop(): Promise<void>;
}

export function assembleJobs(options: {
  config: Config;
  log: Logger;
  bus: Bus;
  database: Database;
  live: Live;
  metrics: Metrics;
  commands: readonly CommandContract[];
}): JobParts {
  const { config, log, bus, database, live, metrics } = options;
  const graceMs = config.JOB_GRACE_MS;
  const commands = new Map(options.commands.map((command) => [command.kind, command]));
  const kinds = [...commands.keys()];
  const outbox = createOutbox({ bus, database, log, onPublished: (count) => metrics.outboxPublished(count) });
  const publisher = createPublisher({ bus, database, log });
  const limits = {
    ownerShare: config.OWNER_SHARE,
    ownerWaitingMax: config.OWNER_WAITING_MAX,
    window: config.JOB_WINDOW,
    waitingMax: config.JOB_WAITING_MAX,
  };
  const backlog = createBacklog({ database, bus, publisher, metrics, log, kinds, graceMs, limits });
  const onEnded = backlog.noteEnded;
  const completion = createCompletion({ database, outbox, live, metrics, graceMs, onEnded });
  const clock = createClock({ database, bus, publisher, completion, log, kinds, graceMs });
  const parts = [outbox, publisher, backlog, clock];
  return {
    outbox,
    publisher,
    completion,
    jobs: createJobs({ database, publisher, completion, live, metrics, commands, backlog, graceMs, bus }),
    start() {
      for (const part of parts) part.start();
    },
    async stop() {
      for (const part of parts.toReversed()) await part.stop();
    },
  };
}
