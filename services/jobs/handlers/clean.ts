import { dropOldJobs } from '@scory/chassis/jobs/retention.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { type CommandHandler, handler, type Schedule, schedule } from '@scory/chassis/service.ts';
import { cleanCommand } from '@scory/contracts/jobs/clean.ts';

export const cleaning: Schedule = schedule({
  name: cleanCommand.kind,
  contract: cleanCommand,
  data: {},
  cron: '7 * * * *',
});

export const cleanHandler = ({ database }: Pick<Runtime, 'database'>): CommandHandler =>
  handler(cleanCommand, async (_command, { log }) => {
    const partitions = await dropOldJobs(database);
    if (partitions.length > 0) log.info({ partitions }, 'old jobs were dropped');
    return { result: { partitions } };
  });
