import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { until } from '../testing/harness.ts';
import { resumeSql } from './operator-statements.ts';
import { crawl, digest, lookOf, newActor, openSchedulesLab, type SchedulesLab } from './schedules-lab.ts';

const processCount = 4;
const waitingMax = 6;
const minuteMs = 60_000;

describe('the ticks of a schedule', function () {
  this.timeout(60_000);
  let lab: SchedulesLab;

  /** Ticks of all processes by their outcome. */
  async function counted(outcome: string): Promise<number> {
    const texts = await Promise.all(lab.processes.map(({ runtime }) => runtime.metrics.text()));
    const form = new RegExp(`^scory_schedule_ticks_total\\{[^}]*outcome="${outcome}"\\} (\\d+)`, 'gm');
    return texts.flatMap((text) => [...text.matchAll(form)]).reduce((sum, [, n]) => sum + Number(n), 0);
  }

  before(async () => {
    lab = await openSchedulesLab(processCount, { OWNER_WAITING_MAX: String(waitingMax) });
  });
  afterEach(() => lab.world.query('DELETE FROM jobs.schedule'));
  after(() => lab?.world.close());

  it('are one job each, however many processes look for them at once', async () => {
    const [owners, names, rounds] = [8, 5, 6];
    const actors = Array.from({ length: owners }, newActor);
    for (const actor of actors)
      await Promise.all(Array.from({ length: names }, (_, index) => lab.put(`page ${index}`, actor)));
    for (let round = 1; round <= rounds; round += 1) {
      await lab.world.query("UPDATE jobs.schedule SET next_at = now() - interval '1 s' WHERE kind = $1", [
        crawl.kind,
      ]);
      await Promise.all(lab.processes.flatMap((one) => [lookOf(one), lookOf(one), lookOf(one)]));
      for (const { owner_id: owner } of actors) await lab.ended(owner);
    }
    const jobs = await lab.world.query<{ owner_id: string; reference: string; jobs: number; runs: number }>(
      `SELECT owner_id, reference, count(*)::int AS jobs, sum(runs)::int AS runs FROM jobs.job
       WHERE owner_id = ANY($1) GROUP BY 1, 2`,
      [actors.map(({ owner_id }) => owner_id)],
    );
    expect(jobs).to.have.length(owners * names);
    for (const row of jobs) expect(row).to.include({ jobs: rounds, runs: rounds });
    expect([await counted('made'), await counted('skipped')]).to.deep.equal([owners * names * rounds, 0]);
  });

  it('that were missed while nobody was there are one job, and the next comes when it is its time', async () => {
    const { owner_id: owner, ...rest } = newActor();
    await lab.put('news', { owner_id: owner, ...rest }, { cron: '0 * * * *' });
    await lab.tick(owner, 3 * 86_400);
    const { next_at, last_outcome, last_job_id } = await lab.row('news', owner);
    expect([last_outcome, [last_job_id]]).to.deep.equal(['made', await lab.jobsOf('news', owner)]);
    expect((next_at as Date).getTime() - Date.now()).to.be.within(-minuteMs, 60 * minuteMs);
    expect((next_at as Date).getMinutes()).to.equal(0);
  });

  it('are skipped, counted and logged while the last job has not ended; then it goes on', async () => {
    const actor = newActor();
    const skippedBefore = await counted('skipped');
    await lab.put('slow', actor, { held: true });
    for (let turn = 0; turn < 3; turn += 1) await lab.tick(actor.owner_id);
    const [first, ...others] = await lab.jobsOf('slow', actor.owner_id);
    expect(others).to.deep.equal([]);
    expect(await lab.row('slow', actor.owner_id)).to.include({ last_outcome: 'skipped', last_job_id: first });
    expect((await counted('skipped')) - skippedBefore).to.equal(2);
    expect(lab.world.lines.filter((line) => line.includes('a tick is skipped'))).to.have.length(2);
    await until('it runs', async () => {
      const job = await lab.main.runtime.jobs.read(first as string, actor.owner_id);
      return job?.status === 'running';
    });
    lab.release();
    await lab.ended(actor.owner_id);
    await lab.put('slow', actor);
    await lab.tick(actor.owner_id);
    expect(await lab.jobsOf('slow', actor.owner_id)).to.have.length(2);
    await lab.ended(actor.owner_id);
  });

  it('of a paused kind make one job, which waits', async () => {
    const actor = newActor();
    await lab.put('digest', actor, { contract: digest });
    await lab.pause(digest.kind);
    await lab.tick(actor.owner_id);
    await lab.tick(actor.owner_id);
    const [id = '', ...others] = await lab.jobsOf('digest', actor.owner_id);
    expect(others).to.deep.equal([]);
    expect(await lab.row('digest', actor.owner_id)).to.include({ last_outcome: 'skipped' });
    expect((await lab.main.runtime.jobs.read(id, actor.owner_id))?.status).to.equal('queued');
    await lab.world.query(resumeSql, [digest.kind]);
    await lab.ended(actor.owner_id);
  });

  it('of an owner of whom too much waits are refused and tried again soon, and delay nobody', async () => {
    const [busy, other] = [newActor(), newActor()];
    await lab.pause(digest.kind);
    for (let place = 0; place < waitingMax; place += 1)
      await lab.main.runtime.jobs.accept({
        contract: digest,
        id: uuidv7(),
        actor: busy,
        data: {},
        traceparent: '',
        lane: 'bulk',
      });
    await lab.put('digest', busy, { contract: digest });
    await lab.put('digest', other, { contract: digest });
    await lab.put('page', busy);
    await lab.tick(busy.owner_id);
    await lab.tick(other.owner_id);
    const refused = await lab.row('digest', busy.owner_id);
    expect([refused.last_outcome, refused.last_job_id]).to.deep.equal(['refused', null]);
    expect((refused.next_at as Date).getTime() - Date.now()).to.be.within(4 * minuteMs, 6 * minuteMs);
    expect(await counted('refused')).to.equal(1);
    for (const [name, { owner_id: owner }] of [
      ['page', busy],
      ['digest', other],
    ] as const)
      expect((await lab.row(name, owner)).last_outcome, name).to.equal('made');
    await lab.world.query(resumeSql, [digest.kind]);
    await lab.ended(busy.owner_id);
    await lab.tick(busy.owner_id);
    expect((await lab.row('digest', busy.owner_id)).last_outcome).to.equal('made');
    await Promise.all([lab.ended(busy.owner_id), lab.ended(other.owner_id)]);
  });

  it('of a process that dies between job and schedule leave neither, and are made once by another', async () => {
    const actor = newActor();
    await lab.put('page', actor);
    const gate = new pg.Client({ connectionString: lab.world.config.DATABASE_URL });
    await gate.connect();
    try {
      // Whoever ticks waits here, its job inserted and its schedule not yet moved.
      await gate.query('SELECT pg_advisory_lock(7)');
      await gate.query(`
        CREATE FUNCTION jobs.wait() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_advisory_xact_lock_shared(7); RETURN NEW; END $$`);
      await gate.query("UPDATE jobs.schedule SET next_at = now() - interval '1 s'");
      await gate.query(
        'CREATE TRIGGER wait BEFORE UPDATE ON jobs.schedule FOR EACH ROW EXECUTE FUNCTION jobs.wait()',
      );
      const kill = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
        AND application_name = 'scory-engine' AND wait_event = 'advisory'`;
      for (let killed = 0; killed < 3; killed += 1)
        await until('one that ticks is killed', async () => (await gate.query(kill)).rows.length > 0);
      expect(await lab.jobsOf('page', actor.owner_id)).to.deep.equal([]);
      expect((await lab.row('page', actor.owner_id)).last_outcome).to.equal(null);
    } finally {
      await gate.end();
    }
    await until('it is made', async () => (await lab.jobsOf('page', actor.owner_id)).length > 0);
    await Promise.all(lab.processes.map(lookOf));
    await lab.ended(actor.owner_id);
    expect(await lab.jobsOf('page', actor.owner_id)).to.have.length(1);
    await lab.world.query('DROP FUNCTION jobs.wait CASCADE');
  });

  it('end where the expression is not understood any more, loudly and for that schedule alone', async () => {
    const actor = newActor();
    await lab.put('broken', actor);
    await lab.put('sound', actor);
    await lab.world.query("UPDATE jobs.schedule SET cron = 'soon' WHERE name = 'broken'");
    await lab.tick(actor.owner_id);
    expect((await lab.row('broken', actor.owner_id)).next_at).to.equal(null);
    expect((await lab.row('sound', actor.owner_id)).next_at).to.not.equal(null);
    expect(lab.world.lines.some((line) => line.includes('is not understood any more'))).to.equal(true);
    expect((await lab.put('broken', actor)).next_at, 'put anew it comes again').to.not.equal(null);
    await lab.ended(actor.owner_id);
  });

  it('run on behalf of their owner, with the schedule as reference, in the bulk lane', async () => {
    const actor = newActor();
    await lab.put('page', actor);
    await lab.tick(actor.owner_id);
    const [job] = await lab.world.query(
      'SELECT kind, actor, lane, reference, input, traceparent FROM jobs.job WHERE owner_id = $1',
      [actor.owner_id],
    );
    expect(job).to.deep.include({
      kind: crawl.kind,
      actor,
      lane: 'bulk',
      reference: 'page',
      input: { held: false },
    });
    expect(job?.traceparent).to.match(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    await lab.ended(actor.owner_id);
  });
});
