import { defineCommand } from '@scory/contracts/define.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { TransientError } from './errors.ts';
import type { Running } from './run.ts';
import { handler, type Service } from './service.ts';
import { createTestWorld, type TestWorld, until } from './testing/harness.ts';

const work = defineCommand({
  kind: 'lab.count',
  summary: 'Calls a model so many times, in so many tries',
  data: z.object({ calls: z.int(), failures: z.int() }),
  result: z.object({}),
  metadata: z.object({}),
  attempts: 3,
  backoffMs: 20,
});
const idle = defineCommand({
  kind: 'lab.idle',
  summary: 'Nobody takes it',
  data: z.object({}),
  result: z.object({}),
  metadata: z.object({}),
});
const owner = uuidv7();
const actor = {
  owner_id: owner,
  role: 'student' as const,
  faculty_id: null,
  semester_id: null,
  api_key_id: null,
};

describe('metrics', () => {
  let world: TestWorld;
  let running: Running & { url: string };
  const lab: Service = {
    name: 'lab',
    api: () => ({ routes: [] }),
    worker: ({ metrics }) => ({
      commands: [
        handler(work, async ({ data, attempt }) => {
          for (let call = 0; call < data.calls; call += 1)
            metrics.modelCall({
              provider: 'lab',
              model: 'none',
              outcome: 'ok',
              durationMs: 1,
              tokens: 1,
              costUsd: 0,
            });
          if (attempt <= data.failures) throw new TransientError('BUSY', 'Later, please');
          return { result: {} };
        }),
      ],
    }),
  };

  async function scrape(): Promise<string> {
    return (await fetch(`http://127.0.0.1:${running.ports.internal}/metrics`)).text();
  }
  /** The value of a series, or undefined where it has none. */
  const sample = (text: string, series: string): number | undefined => {
    const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `));
    return line === undefined ? undefined : Number(line.slice(series.length + 1));
  };

  async function runJob(data: { calls: number; failures: number }): Promise<void> {
    const { job } = await running.runtime.jobs.accept({
      contract: work,
      id: uuidv7(),
      actor,
      data,
      traceparent: '',
    });
    const end = await running.runtime.jobs.wait(job.id, owner, 10_000);
    expect(end?.status).to.equal('succeeded');
  }

  before(async () => {
    world = await createTestWorld({ services: [lab], commands: [work, idle], subscriptions: [] });
    running = await world.start();
  });
  after(() => world?.close());

  it('count a job on its way, by kind, lane and outcome', async () => {
    await runJob({ calls: 1, failures: 0 });
    const text = await scrape();
    expect(sample(text, 'scory_jobs_accepted_total{kind="lab.count",lane="normal"}')).to.equal(1);
    expect(sample(text, 'scory_jobs_started_total{kind="lab.count",lane="normal"}')).to.equal(1);
    expect(
      sample(text, 'scory_jobs_ended_total{kind="lab.count",outcome="succeeded",lane="normal"}'),
    ).to.equal(1);
    for (const name of ['scory_job_wait_seconds', 'scory_job_run_seconds'])
      expect(sample(text, `${name}_count{kind="lab.count"}`), name).to.equal(1);
    expect(sample(text, 'scory_job_total_seconds_count{kind="lab.count",outcome="succeeded"}')).to.equal(1);
    expect(sample(text, 'scory_model_calls_per_job{kind="lab.count"}')).to.equal(1);
  });

  it('tell of retries, and of the model calls they cost', async () => {
    await runJob({ calls: 1, failures: 2 });
    const text = await scrape();
    expect(sample(text, 'scory_job_retries_total{kind="lab.count",code="BUSY"}')).to.equal(2);
    expect(sample(text, 'scory_jobs_started_total{kind="lab.count",lane="normal"}')).to.equal(4);
    expect(sample(text, 'scory_job_wait_seconds_count{kind="lab.count"}'), 'first starts').to.equal(2);
    expect(sample(text, 'scory_model_calls_per_job{kind="lab.count"}')).to.equal(2);
  });

  it('say what PostgreSQL holds, and ask it once for all who scrape', async () => {
    const second = await world.start();
    try {
      for (let turn = 0; turn < 3; turn += 1)
        await running.runtime.jobs.accept({
          contract: idle,
          id: uuidv7(),
          actor,
          data: {},
          traceparent: '',
          ...(turn === 0 ? { notBefore: new Date(Date.now() + 600_000) } : {}),
        });
      await world.query(
        `INSERT INTO jobs.outbox (id, type, due_at, body) SELECT gen_random_uuid(), 'lab.nobody', now() + interval '1 h', '{}'
         FROM generate_series(1, 7)`,
      );
      const texts = await Promise.all(
        Array.from({ length: 20 }, async () =>
          (await fetch(`http://127.0.0.1:${second.ports.internal}/metrics`)).text(),
        ),
      );
      for (const text of texts) {
        expect(sample(text, 'scory_jobs_open{kind="lab.idle",state="delayed"}')).to.equal(1);
        const sent = ['being_sent', 'in_broker'].map((state) =>
          sample(text, `scory_jobs_open{kind="lab.idle",state="${state}"}`),
        );
        expect(sent.reduce<number>((sum, jobs) => sum + (jobs ?? 0), 0)).to.equal(2);
        expect(sample(text, 'scory_outbox_events')).to.be.at.least(7);
        expect(sample(text, 'scory_dead_letters')).to.equal(0);
        expect(sample(text, 'scory_queue_consumers{queue="lab.count"}')).to.be.at.least(1);
        expect(sample(text, 'scory_queue_ready{queue="lab.idle"}')).to.be.within(0, 2);
        expect(sample(text, 'scory_broker_link{state="open"}')).to.equal(1);
        expect(sample(text, 'scory_broker_link{state="blocked"}')).to.equal(0);
      }
      const pool = ['total', 'idle', 'waiting'].map((state) =>
        sample(texts[0] as string, `scory_pool_connections{pool="engine",state="${state}"}`),
      );
      expect(pool[0]).to.be.within(1, 4);
      await world.query('DELETE FROM jobs.outbox');
      const later = await (await fetch(`http://127.0.0.1:${second.ports.internal}/metrics`)).text();
      expect(sample(later, 'scory_outbox_events'), 'the look is still fresh').to.be.at.least(7);
    } finally {
      await second.stop();
    }
  });

  it('count what is parked', async () => {
    await running.bus.publish({
      exchange: 'commands',
      routingKey: 'lab.count',
      body: Buffer.from('no JSON'),
      messageId: uuidv7(),
      type: 'lab.count',
    });
    await until(
      'it is counted',
      async () => sample(await scrape(), 'scory_messages_parked_total{queue="lab.count"}') === 1,
    );
  });

  it('name no owner and no job', async () => {
    const ids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/;
    expect((await scrape()).split('\n').filter((line) => ids.test(line))).to.deep.equal([]);
  });
});
