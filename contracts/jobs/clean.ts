import { z } from 'zod';
import { defineCommand } from '../define.ts';

export const cleanCommand = defineCommand({
  kind: 'jobs.clean',
  summary: 'Drop what is older than jobs can be read',
  data: z.object({}),
  result: z.object({
    /** Weeks of jobs that left, as tables. */
    partitions: z.array(z.string()),
  }),
  metadata: z.object({}),
  internal: true,
});
