import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { Running } from '@scory/chassis/run.ts';
import { createTestWorld, type TestWorld, until } from '@scory/chassis/testing/harness.ts';
import type { JobView } from '@scory/contracts/http.ts';
import { papersOwnerMerged, simplifyCommand, simplifyFailures } from '@scory/contracts/papers/simplify.ts';
import { llmSchema } from '@scory/llm/schema.ts';
import { papers } from '@scory/papers/roles.ts';
import { type Channel, type ChannelModel, connect } from 'amqplib';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';

const scripts = path.join(import.meta.dirname, '..');
const actor = {
  owner_id: uuidv7(),
  role: 'student' as const,
  faculty_id: null,
  semester_id: null,
  api_key_id: null,
};

describe('commands for operators', () => {
  let world: TestWorld;
  let edge: Running;
  let worker: Running;
  let connection: ChannelModel;
  let channel: Channel;

  async function run(script: 'jobs' | 'dead-letters', ...args: string[]) {
    const child = spawn(process.execPath, [path.join(scripts, `${script}.ts`), ...args], {
      env: { PATH: process.env.PATH, ...world.environment },
      cwd: scripts,
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await ended, out, err };
  }
  const rowsOf = (out: string) =>
    out
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const letters = async () => rowsOf((await run('dead-letters', 'list', '--json')).out);
  const queue = () => `${world.config.AMQP_NAMESPACE}.${simplifyCommand.kind}`;

  const inputOf = (abstract: string) => ({
    paper_id: uuidv7(),
    scholar_id: uuidv7(),
    source: { kind: 'content' as const, content: { title: 'Walks', authors: [], abstract } },
    reading_level: 'beginner' as const,
    language: null,
    force_refresh: false,
    cache_key: uuidv7(),
    content_hash: uuidv7(),
  });

  async function accept(abstract = 'Pupils who walked recalled 17.4 words.'): Promise<JobView> {
    const { job } = await edge.runtime.jobs.accept({
      contract: simplifyCommand,
      id: uuidv7(),
      actor,
      data: inputOf(abstract),
      traceparent: '',
    });
    return job;
  }
  const jobThat = async (id: string, status: string): Promise<JobView> => {
    let job: JobView | undefined;
    await until(`the job is ${status}`, async () => {
      job = await edge.runtime.jobs.read(id, actor.owner_id);
      return job?.status === status;
    });
    return job as JobView;
  };

  /** A job whose message, the only one in its queue, has become one that nobody can read. */
  async function jobWithBrokenMessage(): Promise<JobView> {
    const job = await accept();
    let message: Awaited<ReturnType<Channel['get']>> = false;
    await until('its message is there', async () => {
      message = await channel.get(queue(), { noAck: true });
      return message !== false;
    });
    const envelope = JSON.parse((message as unknown as { content: Buffer }).content.toString('utf8'));
    const body = Buffer.from(JSON.stringify({ ...envelope, version: 99 }));
    channel.sendToQueue(queue(), body, { messageId: `broken-${job.id}`, persistent: true });
    return job;
  }

  before(async () => {
    world = await createTestWorld({
      services: [papers],
      commands: [simplifyCommand],
      subscriptions: [simplifyFailures, papersOwnerMerged],
      schemas: [llmSchema],
    });
    edge = await world.start(['papers.api']);
    connection = await connect(world.config.RABBITMQ_URL);
    channel = await connection.createChannel();
  });
  after(async () => {
    await connection?.close();
    await world?.close();
  });

  it('jobs status says what waits and where; cancel ends what has not begun', async () => {
    const waiting = await accept();
    const { out } = await run('jobs', 'status', '--json');
    expect(rowsOf(out)).to.have.length(1);
    expect(rowsOf(out)[0]).to.include({ kind: simplifyCommand.kind, status: 'queued', jobs: 1, owners: 1 });
    const { out: said, code } = await run('jobs', 'cancel', '--owner', actor.owner_id);
    expect([code, said]).to.deep.equal([0, '1 of 1 jobs cancelled, 0 running ones asked to end\n']);
    expect((await jobThat(waiting.id, 'cancelled')).error?.code).to.equal('CANCELLED');
    await channel.purgeQueue(queue());
  });

  it('jobs pause holds jobs of a kind, status says so, and resume lets them go on', async () => {
    const kind = simplifyCommand.kind;
    const paused = await run('jobs', 'pause', kind, '--reason', 'the bill');
    expect([paused.code, paused.out]).to.deep.equal([
      0,
      `${kind} is paused: its jobs wait, those that run end\n`,
    ]);
    expect(rowsOf((await run('jobs', 'status', '--json')).out).at(-1)).to.include({
      paused: kind,
      reason: 'the bill',
    });
    const resumed = await run('jobs', 'resume', kind);
    expect([resumed.code, resumed.out]).to.deep.equal([0, `${kind} goes on\n`]);
    expect((await run('jobs', 'resume', kind)).out).to.equal(`${kind} was not paused\n`);
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
    await until(
      'its job is in the broker',
      async () => (await channel.checkQueue(queue())).messageCount === 1,
    );
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
    await channel.purgeQueue(queue());
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
  });

  it('a letter without a job goes back to its queue on replay, and away on drop', async () => {
    channel.sendToQueue(queue(), Buffer.from('not JSON'), { messageId: 'garbage' });
    await until('it is parked', async () => (await letters()).length === 1);
    const { out } = await run('dead-letters', 'replay', '--all', '--queue', simplifyCommand.kind);
    expect(out).to.equal(`garbage of ${simplifyCommand.kind}: sent to its queue again\n`);
    await until('it is parked again', async () => (await letters()).length === 1);
    expect((await run('dead-letters', 'drop', '--all', '--queue', 'other')).out).to.equal('');
    expect((await run('dead-letters', 'drop', 'garbage')).out).to.include('dropped');
    expect(await letters()).to.deep.equal([]);
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
    await until('it failed again', async () => {
      const job = await edge.runtime.jobs.read(id, actor.owner_id);
      return job?.status === 'failed' && job.seq > failed.seq;
    });
    const shown = rowsOf((await run('jobs', 'show', id, '--json')).out)[0] as Record<string, unknown>;
    expect(shown).to.include({ id, status: 'failed' });
    expect(shown).to.not.have.any.keys('input', 'result');
    expect(worker).to.not.equal(undefined);
  });

  it('what is not understood changes nothing and says how it is done', async () => {
    for (const args of [
      ['retry'],
      ['cancel'],
      ['nonsense'],
      ['retry', 'no-id'],
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
