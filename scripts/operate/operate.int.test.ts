import { type AddressInfo, createServer } from 'node:net';
import { userInfo } from 'node:os';
import type { Running } from '@scory/chassis/run.ts';
import { type TestWorld, until } from '@scory/chassis/testing/harness.ts';
import { simplifyCommand } from '@scory/contracts/papers/simplify.ts';
import type { Channel } from 'amqplib';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { actor, inputOf, type OperateWorld, openOperateWorld, rowsOf } from './operate-world.ts';

const os_user = userInfo().username;

describe('commands for operators', () => {
  let operate: OperateWorld;
  let world: TestWorld;
  let edge: Running;
  let worker: Running;
  let channel: Channel;
  let queue: string;
  const run: OperateWorld['run'] = (...args) => operate.run(...args);
  const runWith: OperateWorld['runWith'] = (...args) => operate.runWith(...args);
  const letters = () => operate.letters();
  const linesOf = (action: string) => operate.linesOf(action);
  const accept = (abstract?: string) => operate.accept(abstract);
  const jobThat = (id: string, status: string) => operate.jobThat(id, status);
  const jobWithBrokenMessage = () => operate.jobWithBrokenMessage();

  before(async () => {
    operate = await openOperateWorld();
    ({ world, edge, channel, queue } = operate);
  });
  after(() => operate?.close());

  it('jobs status says what waits and where; cancel ends what has not begun', async () => {
    const waiting = await accept();
    const { out } = await run('jobs', 'status', '--json');
    const [jobs, kinds, ...others] = rowsOf(out) as [
      Record<string, unknown>,
      Record<string, unknown>,
      ...Record<string, unknown>[],
    ];
    expect(jobs).to.include({ kind: simplifyCommand.kind, status: 'queued', jobs: 1, owners: 1 });
    expect(kinds).to.include({ kind: simplifyCommand.kind, paused: false, reason: null, running: 0 });
    // Of the others nothing is known here: this world has no queues of theirs.
    for (const other of others) expect(other).to.include({ ready: null, consumers: null });
    const { out: said, code } = await run('jobs', 'cancel', '--owner', actor.owner_id);
    expect([code, said]).to.deep.equal([0, '1 of 1 jobs cancelled, 0 running ones asked to end\n']);
    expect((await jobThat(waiting.id, 'cancelled')).error?.code).to.equal('CANCELLED');
    expect((await linesOf('jobs.cancelled'))[0]).to.deep.equal({
      subject: waiting.id,
      actor_id: null,
      details: { filter: { owner_id: actor.owner_id }, found: 1, count: 1, os_user },
    });
    await channel.purgeQueue(queue);
  });

  it('jobs status has the numbers of RabbitMQ beside those of PostgreSQL, and unknown where it is away', async () => {
    const { id } = await accept();
    const kindIn = (out: string) =>
      rowsOf(out).find((row) => row.kind === simplifyCommand.kind && 'in_broker' in row);
    await until('it is in RabbitMQ', async () => {
      const row = kindIn((await run('jobs', 'status', '--json')).out);
      return row?.in_broker === 1 && row.ready === 1 && row.consumers === 0;
    });
    const away = { RABBITMQ_URL: 'amqp://guest:guest@127.0.0.1:1' };
    const json = await runWith(away, 'jobs', 'status', '--json');
    expect([json.code, json.err]).to.deep.equal([0, '']);
    expect(kindIn(json.out)).to.include({ in_broker: 1, ready: null, consumers: null });
    const table = await runWith(away, 'jobs', 'status');
    expect([table.code, table.err]).to.deep.equal([0, '']);
    expect(table.out).to.match(/^papers\.simplify .* unknown +unknown +false$/m);
    await run('jobs', 'cancel', id);
    await channel.purgeQueue(queue);
  });

  it('jobs status answers although RabbitMQ takes connections and says nothing', async () => {
    const silent = createServer((socket) => socket.resume().on('error', () => undefined));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const { code, out } = await runWith(
      { RABBITMQ_URL: `amqp://guest:guest@127.0.0.1:${port}` },
      'jobs',
      'status',
    );
    expect([code, /papers\.simplify .* unknown +unknown +false/.test(out)]).to.deep.equal([0, true]);
    await new Promise((resolve) => silent.close(resolve));
  });

  it('jobs pause holds jobs of a kind, status says so, and resume lets them go on', async () => {
    const kind = simplifyCommand.kind;
    const paused = await run('jobs', 'pause', kind, '--reason', 'the bill');
    expect([paused.code, paused.out]).to.deep.equal([
      0,
      `${kind} is paused: its jobs wait, those that run end\n`,
    ]);
    const kindRow = rowsOf((await run('jobs', 'status', '--json')).out).find(
      (row) => row.kind === kind && 'paused' in row,
    );
    expect(kindRow).to.include({ paused: true, reason: 'the bill' });
    const resumed = await run('jobs', 'resume', kind);
    expect([resumed.code, resumed.out]).to.deep.equal([0, `${kind} goes on\n`]);
    expect((await run('jobs', 'resume', kind)).out).to.equal(`${kind} was not paused\n`);
    expect(await linesOf('kind.paused')).to.deep.equal([
      { subject: kind, actor_id: null, details: { reason: 'the bill', os_user } },
    ]);
    expect(await linesOf('kind.resumed'), 'what changed nothing is not told').to.have.length(1);
    const unknown = await run('jobs', 'pause', 'papers.nothing');
    expect(unknown.code).to.equal(1);
    expect(unknown.err).to.match(/^there are no jobs of kind papers.nothing; there are: /);
  });

  it('jobs schedules lists what comes by the clock, with what became of the last time', async () => {
    expect(await run('jobs', 'schedules', '--json')).to.include({ code: 0, out: '' });
    await edge.runtime.schedules.put({
      name: 'weekly',
      contract: simplifyCommand,
      data: inputOf('Pupils who sat recalled 14.9 words.'),
      cron: '30 6 * * MON',
      timezone: 'Europe/Berlin',
      actor,
    });
    await world.query('UPDATE jobs.schedule SET next_at = now()');
    await until('its job is in the broker', async () => (await channel.checkQueue(queue)).messageCount === 1);
    const [listed = {}, ...others] = rowsOf((await run('jobs', 'schedules', '--json')).out);
    expect(others).to.deep.equal([]);
    expect(listed).to.include({
      name: 'weekly',
      kind: simplifyCommand.kind,
      cron: '30 6 * * MON',
      timezone: 'Europe/Berlin',
      last_outcome: 'made',
      last_status: 'queued',
      owner_id: actor.owner_id,
    });
    expect(new Date(listed.next_at as string).getUTCDay()).to.equal(1);
    const { out } = await run('jobs', 'schedules');
    expect(out)
      .to.match(/^name +kind +cron +timezone +next_at/)
      .and.to.include('30 6 * * MON');
    expect((await run('jobs', 'schedules', '--kind', 'papers.other', '--json')).out).to.equal('');
    await run('jobs', 'cancel', '--owner', actor.owner_id);
    await jobThat(listed.last_job_id as string, 'cancelled');
    await channel.purgeQueue(queue);
  });

  it('a job whose message nobody can read fails and says so; replayed it begins anew and succeeds', async () => {
    const job = await jobWithBrokenMessage();
    worker = await world.start(['papers.worker']);
    expect((await jobThat(job.id, 'failed')).error?.code).to.equal('MESSAGE_UNREADABLE');
    const [letter, ...others] = await letters();
    expect(others).to.deep.equal([]);
    expect(letter).to.include({ id: `broken-${job.id}`, queue: simplifyCommand.kind, job_id: job.id });
    expect(await letters(), 'listing takes nothing out').to.have.length(1);
    expect((await run('dead-letters', 'show', `broken-${job.id}`)).out).to.include('"version":99');
    const replayed = await run('dead-letters', 'replay', `broken-${job.id}`);
    expect([replayed.code, replayed.out]).to.deep.equal([
      0,
      `broken-${job.id} of ${simplifyCommand.kind}: job ${job.id} begins anew\n`,
    ]);
    expect((await jobThat(job.id, 'succeeded')).seq).to.be.greaterThan(1_000_000);
    expect(await letters()).to.deep.equal([]);
    const again = await run('dead-letters', 'replay', `broken-${job.id}`);
    expect([again.code, again.err]).to.deep.equal([1, 'there is no such dead letter\n']);
    const line = { subject: `broken-${job.id}`, actor_id: null };
    const details = { queue: simplifyCommand.kind, job_id: job.id, os_user };
    expect(await linesOf('dead-letter.read')).to.deep.equal([{ ...line, details }]);
    expect(await linesOf('dead-letter.replayed')).to.deep.equal([{ ...line, details }]);
  });

  it('a letter without a job goes back to its queue on replay, and away on drop', async () => {
    channel.sendToQueue(queue, Buffer.from('not JSON'), { messageId: 'garbage' });
    await until('it is parked', async () => (await letters()).length === 1);
    const { out } = await run('dead-letters', 'replay', '--all', '--queue', simplifyCommand.kind);
    expect(out).to.equal(`garbage of ${simplifyCommand.kind}: sent to its queue again\n`);
    await until('it is parked again', async () => (await letters()).length === 1);
    expect((await run('dead-letters', 'drop', '--all', '--queue', 'other')).out).to.equal('');
    expect((await run('dead-letters', 'drop', 'garbage')).out).to.include('dropped');
    expect(await letters()).to.deep.equal([]);
    for (const action of ['dead-letter.replayed', 'dead-letter.dropped'])
      expect((await linesOf(action))[0], action).to.deep.equal({
        subject: 'garbage',
        actor_id: null,
        details: { queue: simplifyCommand.kind, os_user },
      });
  });

  it('jobs retry begins failed jobs anew by what they failed of', async () => {
    const { id } = await accept('   ');
    const failed = await jobThat(id, 'failed');
    const code = failed.error?.code as string;
    expect((await run('jobs', 'retry', '--code', 'OTHER')).out).to.equal(
      '0 of 0 jobs wait for their turn again\n',
    );
    const { out } = await run('jobs', 'retry', '--code', code, '--since', '1h');
    expect(out).to.equal('1 of 1 jobs wait for their turn again\n');
    const [told, ...others] = await linesOf('jobs.retried');
    expect([told?.subject, told?.actor_id, others]).to.deep.equal([id, null, []]);
    expect(told?.details).to.deep.include({ found: 1, count: 1, os_user });
    expect(told?.details.filter).to.include({ code });
    await until('it failed again', async () => {
      const job = await edge.runtime.jobs.read(id, actor.owner_id);
      return job?.status === 'failed' && job.seq > failed.seq;
    });
    const shown = rowsOf((await run('jobs', 'show', id, '--json')).out)[0] as Record<string, unknown>;
    expect(shown).to.include({ id, status: 'failed' });
    expect(shown).to.include({ owner_id: actor.owner_id, role: 'student', lane: 'normal' });
    expect(shown).to.not.have.any.keys('input', 'result', 'warnings', 'metadata');
    const events = (shown.timeline as { event: string }[]).map(({ event }) => event);
    const life = ['started', 'ended'];
    expect(events).to.deep.equal(['accepted', ...life, 'retried', 'released', ...life]);
    expect((await linesOf('job.read'))[0]).to.deep.equal({
      subject: id,
      actor_id: null,
      details: { owner_id: actor.owner_id, os_user },
    });
    expect((await run('jobs', 'show', id)).out).to.match(
      new RegExp(`^at +event +details$[\\s\\S]+Z +ended +.*${code}`, 'm'),
    );
    expect(worker).to.not.equal(undefined);
  });

  it('what is not understood changes nothing and says how it is done', async () => {
    for (const args of [
      ['retry'],
      ['cancel'],
      ['nonsense'],
      ['retry', 'no-id'],
      ['retry', uuidv7(), '--kind', simplifyCommand.kind],
      ['retry', '--since', 'soon'],
    ]) {
      const { code, err } = await run('jobs', ...args);
      expect([code, err.includes('npm run jobs')], args.join(' ')).to.deep.equal([1, true]);
    }
    for (const args of [[], ['drop'], ['replay', 'x', '--all'], ['show']]) {
      const { code, err } = await run('dead-letters', ...args);
      expect([code, err.includes('npm run dead-letters')], args.join(' ')).to.deep.equal([1, true]);
    }
  });
});
