/** One job alone; and many against what others build: the same promises the usual way, none at all, another queue. */
import { randomUUID } from 'node:crypto';
import { jobsPerSecond, oneByOne } from './load.ts';
import { median, openStage, pairedRow, type Row, rowOf, type ServerName } from './stage.ts';

const rounds = 7;
const users = 2_000;
const amount = 5_000;
const baselines = ['equal', 'bare', 'bullmq'] as const;

const bodyOf = (): string =>
  JSON.stringify({
    text: `Pupils recalled 17.4 words after walking and 14.9 words after sitting (${randomUUID()}).`,
    level: 'beginner',
    marks: ['walking', 'sitting'],
  });

/** Rounds take turns, so that what else the machine does strikes all of them; the first warms up. */
export async function run(): Promise<Row[]> {
  const stage = await openStage();
  try {
    const load = { tokens: stage.tokens(users), body: bodyOf, amount };
    const servers = ['echo', ...baselines] as const;
    const urls = new Map<ServerName, string>();
    for (const server of servers) urls.set(server, (await stage.serve(server)).url);
    const [token] = load.tokens as [string];
    const echo = { url: urls.get('echo') as string, path: '/api/v1/echo' };
    const alone = median(await oneByOne({ ...echo, token, body: bodyOf }));
    const rates = new Map<ServerName, number[]>(servers.map((server) => [server, []]));
    for (let round = 0; round <= rounds; round += 1)
      for (const server of servers) {
        const target = server === 'echo' ? echo : { url: urls.get(server) as string, path: '/jobs' };
        const rate = await jobsPerSecond(stage, { ...load, ...target, server });
        if (round > 0) rates.get(server)?.push(rate);
      }
    const ratesOf = (server: ServerName): number[] => rates.get(server) as number[];
    return [
      rowOf('jobs', 'single_job_ms', 'ms', alone, null),
      ...baselines.map((baseline) =>
        pairedRow('jobs', `throughput_vs_${baseline}`, 'jobs/s', ratesOf('echo'), ratesOf(baseline)),
      ),
    ];
  } finally {
    await stage.close();
  }
}
