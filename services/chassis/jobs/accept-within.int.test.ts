import { randomUUID } from 'node:crypto';
import { defineCommand } from '@scory/contracts/define.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Running } from '../run.ts';
import { handler, type Service } from '../service.ts';
import { createTestWorld, type TestWorld, until } from '../testing/harness.ts';

const work = defineCommand({
  kind: 'lab.work',
  summary: 'What a test wants done',
  data: z.object({ name: z.string() }),
  result: z.object({ name: z.string() }),
  metadata: z.object({}),
});

describe('a job accepted within a transaction of its caller', function () {
  this.timeout(30_000);
  let world: TestWorld;
  let running: Running;
  const runs: string[] = [];
  before(async () => {
    const lab: Service = {
      name: 'lab',
      api: () => ({ routes: [] }),
      worker: () => ({
        commands: [
          handler(work, async ({ data, jobId }) => {
            runs.push(jobId);
            return { result: { name: data.name } };
          }),
        ],
      }),
    };
    world = await createTestWorld({
      services: [lab],
      commands: [work],
      subscriptions: [],
      environment: { JOB_GRACE_MS: '500' },
    });
    running = await world.start();
    await world.query('CREATE TABLE lab_rows (id uuid PRIMARY KEY)');
  });
  after(() => world?.close());

  const requestOf = (id: string) => ({
    contract: work,
    id,
    actor: {
      owner_id: randomUUID(),
      role: 'student' as const,
      faculty_id: null,
      semester_id: null,
      api_key_id: null,
    },
    data: { name: id },
    traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
  });
  /** A row of the caller's and a job, both or none. */
  const commitBoth = (request: ReturnType<typeof requestOf>, then?: () => void) =>
    running.runtime.database.transaction(async (tx) => {
      await tx.query('INSERT INTO lab_rows (id) VALUES ($1) ON CONFLICT DO NOTHING', [request.id]);
      const accepted = await running.runtime.jobs.acceptWithin(tx, request);
      then?.();
      return accepted;
    });
  const ended = (request: ReturnType<typeof requestOf>) =>
    until('the job ends', async () => {
      const job = await running.runtime.jobs.read(request.id, request.actor.owner_id);
      return job?.status === 'succeeded';
    });

  it('is there with what else the transaction wrote, and is sent after the commit', async () => {
    const request = requestOf(uuidv7());
    const { job, created, publish } = await commitBoth(request);
    expect([job.id, created]).to.deep.equal([request.id, true]);
    publish();
    await ended(request);
    expect(await world.query('SELECT id FROM lab_rows WHERE id = $1', [request.id])).to.have.length(1);
  });

  it('runs all the same where its process dies between the commit and the sending', async () => {
    const request = requestOf(uuidv7());
    await commitBoth(request);
    await ended(request);
    expect(runs.filter((id) => id === request.id)).to.have.length(1);
  });

  it('is nowhere where the transaction fails', async () => {
    const request = requestOf(uuidv7());
    const failure = await commitBoth(request, () => {
      throw new Error('the caller changed its mind');
    }).catch((error: Error) => error.message);
    expect(failure).to.equal('the caller changed its mind');
    expect(await running.runtime.jobs.read(request.id, request.actor.owner_id)).to.equal(undefined);
    expect(await world.query('SELECT FROM lab_rows WHERE id = $1', [request.id])).to.deep.equal([]);
  });

  it('is accepted once, however often it is asked for', async () => {
    const request = requestOf(uuidv7());
    const all = await Promise.all(Array.from({ length: 6 }, () => commitBoth(request)));
    expect(all.filter(({ created }) => created)).to.have.length(1);
    for (const { publish } of all) publish();
    await ended(request);
    expect(runs.filter((id) => id === request.id)).to.have.length(1);
  });
});
