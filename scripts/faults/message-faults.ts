/** Messages come too often, cannot be read, or kill whoever takes them. */
import { eventuallyOver, type Fault, type Lab, messageOf, onChannel, queue } from './lab.ts';
import { eventually } from './servers.ts';
import type { ProductProcess } from './stage.ts';

const copies = 500;
const unreadable = 100;
/** Each is followed by a start, and by a wait for the lease of the dead and for the owner's turn. */
const deathsMs = 300_000;

const lettersOf = (lab: Lab): Promise<number> =>
  onChannel(lab, async (channel) => (await channel.checkQueue('scory.dead-letters')).messageCount);

/** The job's id. It is no promise of the ledger's: it must fail. */
async function postKiller(lab: Lab): Promise<string> {
  const [token] = lab.stage.tokens(1);
  const paper = { title: 'Kills', authors: [], abstract: 'Pupils recalled 17 words.' };
  const response = await fetch(`${lab.stage.url}/api/v1/academic/simplify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ reading_level: 'beginner', paper_content: paper }),
  });
  return ((await response.json()) as { data: { id: string } }).data.id;
}

export const messageFaults: readonly Fault[] = [
  {
    number: 8,
    name: 'one message a thousand times',
    short: true,
    control: { guard: 'the fence of a run', environment: { SABOTAGE: 'no-fence' }, short: true },
    async inject(lab) {
      // Of one that has ended, and of one that is under way.
      for (const status of ['succeeded', null]) {
        const body = Buffer.from(JSON.stringify(await messageOf(lab, status)));
        await onChannel(lab, async (channel) => {
          for (let copy = 0; copy < copies; copy += 1)
            channel.publish('scory.commands', 'papers.simplify', body, { persistent: true });
        });
      }
    },
  },
  {
    number: 9,
    name: 'messages that nobody can read',
    control: { guard: 'what cannot be read is kept', environment: { SABOTAGE: 'no-parking' } },
    async inject(lab) {
      const message = await messageOf(lab);
      const before = await lettersOf(lab);
      await onChannel(lab, async (channel) => {
        for (let copy = 0; copy < unreadable; copy += 1) {
          channel.sendToQueue(queue, Buffer.from('\u0000 not JSON'), { persistent: true });
          const other = { ...message, job_id: message.id, version: 99, type: 'papers.other' };
          channel.sendToQueue(queue, Buffer.from(JSON.stringify({ ...other, job_id: undefined })));
        }
      });
      lab.promise(async () => ({
        lost: Math.max(0, before + 2 * unreadable - (await lettersOf(lab))),
        duplicated: 0,
      }));
    },
  },
  {
    number: 9,
    name: 'a job that kills its process',
    control: { guard: 'suspects run apart', environment: { SABOTAGE: 'no-quarantine' } },
    async inject(lab) {
      const id = await postKiller(lab);
      let over = false;
      const keeping = lab.workers.map(async (_, index) => {
        for (;;) {
          await Promise.race([(lab.workers[index] as ProductProcess).ended, eventuallyOver(() => over)]);
          if (over) return;
          // It may take the killer, and die, before it says that it is ready.
          await eventually('a worker is there again', async () => {
            lab.workers[index] = await lab.stage.start(['worker'], lab.environment);
          });
        }
      });
      const givenUp = async (): Promise<void> => {
        const [job] = await lab.stage.query('SELECT error FROM jobs.job WHERE id = $1 AND status = $2', [
          id,
          'failed',
        ]);
        if (job?.error?.code !== 'WORKER_CRASHED') throw new Error('not yet');
      };
      await eventually('the killer is given up', givenUp, deathsMs);
      over = true;
      await Promise.all(keeping);
    },
  },
];
