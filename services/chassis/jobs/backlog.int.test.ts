import { defineCommand } from '@scory/contracts/define.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { Problem, TransientError } from '../errors.ts';
import type { Running } from '../run.ts';
import { handler, type Service } from '../service.ts';
import { createTestWorld, type TestWorld, until } from '../testing/harness.ts';
import type { Lane } from './jobs.ts';

const work = defineCommand({
  kind: 'lab.turn',
  summary: 'Waits until the test lets it end',
  data: z.object({ plan: z.enum(['run', 'retry']) }),
  result: z.object({}),
  metadata: z.object({}),
  backoffMs: 20,
  attempts: 2,
});
const share = 4;
const window = 6;
const ownerWaitingMax = 30;

const actorOf = (): Actor => ({
  owner_id: uuidv7(),
  role: 'student',
  faculty_id: null,
  semester_id: null,
  api_key_id: null,
});

describe('the backlog', () => {
  const order: string[] = [];
  const held: (() => void)[] = [];
  let open = false;
  let world: TestWorld;
  let running: Running;

  const doWork = handler(work, async ({ actor, data, attempt }) => {
    order.push(actor.owner_id);
    if (data.plan === 'retry' && attempt === 1) throw new TransientError('BUSY', 'Later, please');
    if (!open) await new Promise<void>((resolve) => held.push(resolve));
    return { result: {} };
  });
  const lab: Service = {
    name: 'lab',
    api: () => ({ routes: [] }),
    worker: () => ({ commands: [{ ...doWork, concurrency: 2 }] }),
  };
  const letAllEnd = (): void => {
    open = true;
    for (const end of held.splice(0)) end();
  };
  const accept = (actor: Actor, options: { lane?: Lane; notBefore?: Date; plan?: 'run' | 'retry' } = {}) =>
    running.runtime.jobs.accept({
      contract: work,
      id: uuidv7(),
      actor,
      data: { plan: options.plan ?? 'run' },
      traceparent: '',
      lane: options.lane,
      notBefore: options.notBefore,
    });
  const acceptMany = (actor: Actor, count: number, lane?: Lane) =>
    Promise.all(Array.from({ length: count }, () => accept(actor, { lane })));
  const count = async (where: string, owner?: string): Promise<number> => {
    const rows = await world.query(
      `SELECT 1 FROM jobs.job WHERE ${where} AND ($1::uuid IS NULL OR owner_id = $1)`,
      [owner ?? null],
    );
    return rows.length;
  };
  const allEnd = (): Promise<void> =>
    until(
      'all jobs end',
      async () =>
        (await count('finished_at IS NULL')) === 0 &&
        (await world.query('SELECT 1 FROM jobs.waiting')).length === 0,
    );

  before(async () => {
    world = await createTestWorld({
      services: [lab],
      commands: [work],
      subscriptions: [],
      environment: {
        JOB_GRACE_MS: '300',
        OWNER_SHARE: String(share),
        OWNER_WAITING_MAX: String(ownerWaitingMax),
        JOB_WINDOW: String(window),
      },
    });
    running = await world.start();
  });
  afterEach(async () => {
    letAllEnd();
    await allEnd();
    open = false;
    order.length = 0;
  });
  after(() => world?.close());

  it('releases no more than an owner’s share, and all of it in the end, in the order it came', async () => {
    const owner = actorOf();
    const accepted = await acceptMany(owner, 20);
    expect(await count('NOT held AND finished_at IS NULL', owner.owner_id)).to.equal(share);
    letAllEnd();
    for (const { job } of accepted)
      expect((await running.runtime.jobs.wait(job.id, owner.owner_id, 8_000))?.status).to.equal('succeeded');
    const rows = await world.query<{ id: string }>(
      'SELECT id FROM jobs.job WHERE owner_id = $1 AND held ORDER BY id',
      [owner.owner_id],
    );
    expect(rows).to.deep.equal([]);
    expect(order.filter((id) => id === owner.owner_id)).to.have.length(20);
  });

  it('runs another owner’s one job next, however much the first has waiting', async () => {
    const [many, one] = [actorOf(), actorOf()];
    await acceptMany(many, 25);
    await until('both places are taken', () => held.length === 2);
    await accept(one);
    const before = order.length;
    await until('the one is known to the broker', async () => (await count('NOT held', one.owner_id)) === 1);
    letAllEnd();
    await allEnd();
    expect(order.indexOf(one.owner_id) - before, 'jobs of the other that came between').to.be.at.most(share);
  });

  it('lets owners take turns when the window is full', async () => {
    const owners = [actorOf(), actorOf(), actorOf()];
    for (const owner of owners) await acceptMany(owner, 10);
    await until(
      'a measure was taken',
      async () => (await count('NOT held AND finished_at IS NULL')) >= window,
    );
    letAllEnd();
    await allEnd();
    for (const owner of owners) {
      const firstHalf = order.slice(0, order.length / 2).filter((id) => id === owner.owner_id);
      expect(firstHalf.length, 'jobs of an owner among the first half').to.be.within(2, 9);
    }
  });

  it('refuses with 429 what would wait beyond the owner’s limit, and nobody else’s', async () => {
    const [many, one] = [actorOf(), actorOf()];
    const answers = await Promise.allSettled(Array.from({ length: 60 }, () => accept(many)));
    const refusals = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    // An owner has one released job at least, also while the window is full, and a share at most.
    const most = share + ownerWaitingMax;
    expect(answers.length - refusals.length).to.be.within(ownerWaitingMax + 1, most);
    expect(await count('true', many.owner_id)).to.equal(answers.length - refusals.length);
    for (const refusal of refusals) {
      expect(refusal).to.be.instanceOf(Problem);
      expect(refusal).to.include({ status: 429, code: 'TOO_MANY_JOBS' });
      expect((refusal as Problem).options.retryAfterSeconds).to.be.greaterThan(0);
    }
    expect((await accept(one)).created).to.equal(true);
  });

  it('gives bulk work its share and no more while it waits', async () => {
    const owner = actorOf();
    await acceptMany(owner, 10, 'bulk');
    await until('one is released', async () => (await count('NOT held', owner.owner_id)) === 1);
    const normal = actorOf();
    await accept(normal);
    await until('the normal one runs', () => order.includes(normal.owner_id));
    expect(await count('NOT held AND finished_at IS NULL', owner.owner_id)).to.equal(1);
  });

  it('a delayed job waits for its time, a retried one for its turn', async () => {
    const owner = actorOf();
    const { job } = await accept(owner, { notBefore: new Date(Date.now() + 400) });
    expect(await count('held AND due_at < deadline_at', owner.owner_id)).to.equal(1);
    const { job: retried } = await accept(owner, { plan: 'retry' });
    letAllEnd();
    const end = await running.runtime.jobs.wait(job.id, owner.owner_id, 8_000);
    expect(end?.status).to.equal('succeeded');
    expect(Date.parse(end?.started_at ?? '') - Date.parse(end?.created_at ?? '')).to.be.at.least(390);
    expect((await running.runtime.jobs.wait(retried.id, owner.owner_id, 8_000))?.attempt).to.equal(1);
  });

  it('a waiting job that is cancelled waits no more', async () => {
    const owner = actorOf();
    const accepted = await acceptMany(owner, share + 3);
    const last = accepted
      .map(({ job }) => job.id)
      .sort()
      .at(-1) as string;
    expect((await running.runtime.jobs.cancel(last, owner.owner_id))?.status).to.equal('cancelled');
    expect(await world.query('SELECT 1 FROM jobs.waiting WHERE job_id = $1', [last])).to.deep.equal([]);
  });
});
