/** Work that may kill its process. */
import { setTimeout as sleep } from 'node:timers/promises';
import { defineCommand } from '@scory/contracts/define.ts';
import { z } from 'zod';
import { handler, type Service } from '../service.ts';

export const risky = defineCommand({
  kind: 'lab.risky',
  summary: 'May kill its process',
  data: z.object({ workMs: z.int(), kills: z.boolean() }),
  result: z.object({ done: z.boolean() }),
  metadata: z.object({}),
  attempts: 3,
});

export const riskyLab: Service = {
  name: 'lab',
  api: () => ({ routes: [] }),
  worker: () => ({
    commands: [
      handler(
        risky,
        async ({ data }) => {
          await sleep(data.workMs);
          if (data.kills) process.kill(process.pid, 'SIGKILL');
          return { result: { done: true } };
        },
        { concurrency: 50 },
      ),
    ],
  }),
};
