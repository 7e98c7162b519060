import { randomUUID } from 'node:crypto';
import { defineCommand, defineSubscription } from '@scory/contracts/define.ts';
import type { EventEnvelope } from '@scory/contracts/envelope.ts';
import { connect } from 'amqplib';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { PermanentError, TransientError } from '../errors.ts';
import type { Running } from '../run.ts';
import { type CommandHandler, handler, type Service } from '../service.ts';
import { createTestWorld, type TestWorld, until } from '../testing/harness.ts';

const work = defineCommand({
  kind: 'lab.work',
  summary: 'What a test wants done',
  data: z.object({ name: z.string(), plan: z.string() }),
  result: z.object({ name: z.string(), tries: z.int() }),
  metadata: z.object({}),
  backoffMs: 20,
  attempts: 3,
});
const watch = defineSubscription({ name: 'lab.watch', patterns: ['lab.work.*'], summary: 'Sees every end' });

describe('job engine', () => {
  const runs = new Map<string, number>();
  const events: EventEnvelope[] = [];
  const gates = new Map<string, { open(): void; passed: Promise<void> }>();
  let world: TestWorld;
  let running: Running;

  function gate(name: string): { open(): void; passed: Promise<void> } {
    let entry = gates.get(name);
    if (!entry) {
      const { promise, resolve } = Promise.withResolvers<void>();
      entry = { open: resolve, passed: promise };
      gates.set(name, entry);
    }
    return entry;
  }

  const doWork: CommandHandler = handler(work, async ({ data }, { signal }) => {
    const tries = (runs.get(data.name) ?? 0) + 1;
    runs.set(data.name, tries);
    if (data.plan === 'permanent') throw new PermanentError('NOT_DOABLE', 'This cannot be done');
    if (data.plan === 'transient' || (data.plan === 'twice' && tries < 3))
      throw new TransientError('BUSY', 'Later, please');
    if (data.plan === 'gate') {
      const aborted = new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
      );
      await Promise.race([gate(data.name).passed, aborted]);
    }
    if (data.plan === 'unstorable') return { result: { name: 'half \ud800 pair', tries } };
    return { result: { name: data.name, tries } };
  });

  const lab: Service = {
    name: 'lab',
    api: () => ({ routes: [] }),
    worker: () => ({
      commands: [{ ...doWork, concurrency: 8 }],
      events: [{ contract: watch, handle: async (event) => void events.push(event) }],
    }),
  };

  const owner = uuidv7();
  const actor = {
    owner_id: owner,
    role: 'student' as const,
    faculty_id: null,
    semester_id: null,
    api_key_id: null,
  };
  const accept = (name: string, plan = 'plain', coalesceKey?: string) =>
    running.runtime.jobs.accept({
      contract: work,
      id: uuidv7(),
      actor,
      data: { name, plan },
      traceparent: '',
      coalesceKey,
    });
  const ended = async (id: string) => {
    const job = await running.runtime.jobs.wait(id, owner, 8_000);
    if (!job?.finished_at) throw new Error(`job ${id} did not end: ${JSON.stringify(job)}`);
    return job;
  };
  const eventsOf = (id: string) => events.filter((event) => event.job_id === id);
  const queue = () => `${world.config.AMQP_NAMESPACE}.lab.work`;

  before(async () => {
    world = await createTestWorld({
      services: [lab],
      commands: [work],
      subscriptions: [watch],
      environment: { JOB_GRACE_MS: '300', JOB_LEASE_MS: '1500', WORKER_PREFETCH: '8' },
    });
    running = await world.start();
  });
  after(() => world.close());

  it('runs an accepted job once and announces its end once', async () => {
    const { job } = await accept('plain');
    expect(job.status).to.equal('queued');
    const end = await ended(job.id);
    expect(end).to.deep.include({ status: 'succeeded', result: { name: 'plain', tries: 1 }, error: null });
    expect(end.seq).to.be.greaterThan(job.seq);
    await until('the event arrives', () => eventsOf(job.id).length > 0);
    expect(eventsOf(job.id)).to.have.length(1);
    expect(eventsOf(job.id)[0]).to.deep.include({ type: 'lab.work.succeeded', owner_id: owner });
    await until(
      'the outbox is empty',
      async () => (await world.query('SELECT 1 FROM jobs.outbox')).length === 0,
    );
  });

  it('tries again what failed for a passing reason, and gives up after the bound', async () => {
    const [recovers, never] = await Promise.all([accept('recovers', 'twice'), accept('never', 'transient')]);
    expect((await ended(recovers.job.id)).result).to.deep.equal({ name: 'recovers', tries: 3 });
    const end = await ended(never.job.id);
    expect(end.status).to.equal('failed');
    expect(end.error).to.deep.equal({ code: 'BUSY', message: 'Later, please', retryable: true });
    expect(runs.get('never')).to.equal(3);
  });

  it('fails at once what can never succeed', async () => {
    const end = await ended((await accept('hopeless', 'permanent')).job.id);
    expect(end.error).to.deep.equal({ code: 'NOT_DOABLE', message: 'This cannot be done', retryable: false });
    expect(runs.get('hopeless')).to.equal(1);
  });

  it('gives a request with the key of an unfinished job that job, and a new one afterwards', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => accept('keyed', 'gate', key)));
    expect(new Set(answers.map((answer) => answer.job.id)).size).to.equal(1);
    expect(answers.filter((answer) => answer.created)).to.have.length(1);
    gate('keyed').open();
    await ended(answers[0]?.job.id as string);
    const next = await accept('keyed', 'plain', key);
    expect(next.created).to.equal(true);
    await ended(next.job.id);
  });

  it('does a job once however often its message is delivered', async () => {
    const { job } = await accept('copied', 'gate');
    await until('it runs', () => runs.has('copied'));
    const connection = await connect(world.config.RABBITMQ_URL);
    const channel = await connection.createConfirmChannel();
    const envelope = {
      id: uuidv7(),
      type: 'lab.work',
      version: 1,
      occurred_at: '',
      job_id: job.id,
      actor,
      traceparent: null,
      data: { name: 'copied', plan: 'gate' },
    };
    for (let copy = 0; copy < 200; copy += 1)
      channel.sendToQueue(queue(), Buffer.from(JSON.stringify(envelope)), { persistent: true });
    await channel.waitForConfirms();
    await connection.close();
    gate('copied').open();
    await ended(job.id);
    await until(
      'the copies are consumed',
      async () => (await running.bus.queueState('lab.work'))?.messages === 0,
    );
    await until('the event arrives', () => eventsOf(job.id).length > 0);
    expect(runs.get('copied')).to.equal(1);
    expect(eventsOf(job.id)).to.have.length(1);
  });

  it('finishes jobs whose messages the broker lost', async () => {
    const blockers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => accept(`blocker${index}`, 'gate')),
    );
    await until('every place is taken', () => blockers.every((_, index) => runs.has(`blocker${index}`)));
    const { job } = await accept('lost');
    const connection = await connect(world.config.RABBITMQ_URL);
    const channel = await connection.createChannel();
    await channel.deleteQueue(queue());
    await connection.close();
    blockers.forEach((_, index) => {
      gate(`blocker${index}`).open();
    });
    expect((await ended(job.id)).status).to.equal('succeeded');
    for (const blocker of blockers) expect((await ended(blocker.job.id)).status).to.equal('succeeded');
    for (let index = 0; index < 8; index += 1)
      expect(runs.get(`blocker${index}`), 'model calls per job').to.equal(1);
  });

  it('publishes what was committed but never sent', async () => {
    const id = uuidv7();
    await world.query(
      `INSERT INTO jobs.job (id, kind, version, owner_id, actor, input, due_at, deadline_at)
       VALUES ($1, 'lab.work', 1, $2, $3, $4, now(), now() + interval '1 minute')`,
      [id, owner, JSON.stringify(actor), JSON.stringify({ name: 'crashed edge', plan: 'plain' })],
    );
    expect((await ended(id)).status).to.equal('succeeded');
  });

  it('takes over a run whose process died, and the dead run can change nothing any more', async () => {
    const { job } = await accept('orphan', 'gate');
    await until('it runs', () => runs.has('orphan'));
    const [row] = await world.query<{ run: string }>('SELECT run FROM jobs.job WHERE id = $1', [job.id]);
    await world.query(
      "UPDATE jobs.job SET run = gen_random_uuid(), due_at = now() - interval '1 s' WHERE id = $1",
      [job.id],
    );
    await until('another run starts', () => (runs.get('orphan') ?? 0) >= 2);
    gate('orphan').open();
    const end = await ended(job.id);
    expect(end.status).to.equal('succeeded');
    expect(row?.run).to.be.a('string');
    await until('the event arrives', () => eventsOf(job.id).length > 0);
    expect(eventsOf(job.id)).to.have.length(1);
  });

  it('ends a queued job at once on cancel and stops a running one', async () => {
    const future = await running.runtime.jobs.accept({
      contract: work,
      id: uuidv7(),
      actor,
      data: { name: 'later', plan: 'plain' },
      traceparent: '',
      notBefore: new Date(Date.now() + 60_000),
    });
    expect((await running.runtime.jobs.cancel(future.job.id, owner))?.status).to.equal('cancelled');
    const { job } = await accept('stopped', 'gate');
    await until('it runs', () => runs.has('stopped'));
    expect(['cancelling', 'cancelled']).to.include(
      (await running.runtime.jobs.cancel(job.id, owner))?.status,
    );
    const end = await ended(job.id);
    expect(end).to.deep.include({ status: 'cancelled', result: null });
    expect(end.error?.code).to.equal('CANCELLED');
    expect(await running.runtime.jobs.cancel(job.id, uuidv7()), "another owner's cancel").to.equal(undefined);
  });

  it('expires a job that is not done by its deadline', async () => {
    const { job } = await accept('late', 'gate');
    await until('it runs', () => runs.has('late'));
    await world.query('UPDATE jobs.job SET deadline_at = now(), due_at = now() WHERE id = $1', [job.id]);
    const end = await ended(job.id);
    expect(end.status).to.equal('expired');
    expect(end.error?.code).to.equal('EXPIRED');
    gate('late').open();
  });

  it('keeps neighbours from a result that cannot be stored', async () => {
    const [bad, ...good] = await Promise.all([
      accept('bad', 'unstorable'),
      ...Array.from({ length: 10 }, (_, index) => accept(`good${index}`)),
    ]);
    expect((await ended(bad.job.id)).error?.code).to.equal('RESULT_UNSTORABLE');
    for (const { job } of good) expect((await ended(job.id)).status).to.equal('succeeded');
  });

  it('parks a message that nobody can understand', async () => {
    const connection = await connect(world.config.RABBITMQ_URL);
    const channel = await connection.createConfirmChannel();
    channel.sendToQueue(queue(), Buffer.from('not JSON'), { messageId: 'garbage' });
    channel.sendToQueue(queue(), Buffer.from(JSON.stringify({ type: 'lab.work', version: 99 })));
    await channel.waitForConfirms();
    await until(
      'both are parked',
      async () => (await running.bus.queueState('dead-letters'))?.messages === 2,
    );
    await connection.close();
    expect((await ended((await accept('after garbage')).job.id)).status).to.equal('succeeded');
  });

  it('gives running work back when the process stops, and another process finishes it', async () => {
    const first = await world.start(['all']);
    const jobs = await Promise.all(
      Array.from({ length: 12 }, (_, index) => accept(`drained${index}`, 'gate')),
    );
    await until('some run', () => runs.has('drained0'));
    await first.stop();
    for (let index = 0; index < 12; index += 1) gate(`drained${index}`).open();
    for (const { job } of jobs) {
      expect((await ended(job.id)).status).to.equal('succeeded');
    }
    for (const { job } of jobs) {
      await until('the event arrives', () => eventsOf(job.id).length > 0);
      expect(eventsOf(job.id)).to.have.length(1);
    }
  });
});
