/**
 * The job's state machine, driven by the engine's own statements in any order: whatever arrives late, twice or from the wrong
 * run, a job has one end at a time, tells of each once, and can always come to one. Its timeline only grows.
 */
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { createTestDatabase } from '../testing/harness.ts';
import { acceptSql, releaseWaitingSql } from './backlog-statements.ts';
import { failParkedSql, retrySql } from './operator-statements.ts';
import { deathsMax, suspectFrom } from './quarantine.ts';
import {
  cancelRunningSql,
  cancelSql,
  endKillersSql,
  endOverdueSql,
  finishSql,
  lostSql,
  progressSql,
  releaseSql,
  renewSql,
  requeueSql,
  sentSql,
  startSql,
  survivedSql,
} from './statements.ts';

const kind = 'lab.machine';
const leaseMs = 60_000;
const terminal = ['succeeded', 'failed', 'cancelled', 'expired'];
/** What may follow what, an operator's retry apart. */
const edges: Record<string, readonly string[]> = {
  queued: ['queued', 'running', 'cancelled', 'expired', 'failed'],
  running: ['running', 'queued', 'cancelling', ...terminal],
  cancelling: ['cancelling', 'cancelled'],
};

interface Row {
  status: string;
  run: string | null;
  runs: number;
  attempt: number;
  seq: number;
  due_at: Date | null;
  finished_at: Date | null;
  result: unknown;
  events: number;
  started_at: Date | null;
  timeline: { at: string; event: string }[] | null;
}

/** Which run an answer names: the one that is current now, or an earlier one. */
type Whose = 'current' | 'stale';

type Step =
  | { do: 'start'; redelivered: boolean; deathsBelow: number }
  | { do: 'finish'; whose: Whose; status: 'succeeded' | 'failed' }
  | { do: 'requeue'; whose: Whose; counts: boolean }
  | { do: 'progress' | 'renew' | 'survived'; whose: Whose }
  | { do: 'killers'; redelivered: boolean }
  | { do: 'cancel' | 'sent' | 'lose' | 'turn' | 'sweep' | 'lapse' | 'expire' | 'park' | 'retry' };

const whose = fc.constantFrom<Whose>('current', 'current', 'stale');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('start'),
      redelivered: fc.boolean(),
      deathsBelow: fc.constantFrom(suspectFrom, suspectFrom, 3, 4, deathsMax),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('finish'),
      whose,
      status: fc.constantFrom('succeeded', 'failed'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('requeue'), whose, counts: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('progress', 'renew', 'survived'), whose }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('killers'), redelivered: fc.boolean() }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'cancel',
        'sent',
        'lose',
        'turn',
        'turn',
        'sweep',
        'sweep',
        'lapse',
        'expire',
        'park',
        'retry',
      ),
    }),
  },
) as fc.Arbitrary<Step>;

describe("the job's state machine", function () {
  this.timeout(150_000);
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let client: pg.Client;
  /** What was reached in all runs: a property about ends says nothing where nothing ends. */
  const reached = new Map<string, number>();

  const query = async (text: string, values: unknown[] = []) => (await client.query({ text, values })).rows;

  before(async () => {
    database = await createTestDatabase([]);
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  after(async () => {
    await client?.end();
    await database?.drop();
  });

  /** One job and all that may happen to it. */
  async function open() {
    const [id, owner] = [uuidv7(), uuidv7()];
    const entry = {
      id,
      kind,
      version: 1,
      owner_id: owner,
      actor: { owner_id: owner, api_key_id: null },
      lane: 'normal',
      input: {},
      deadline_seconds: 600,
    };
    await query(acceptSql, [JSON.stringify([entry]), 0, 50, 100, [], []]);
    const pastRuns: string[] = [];

    const row = async (): Promise<Row> => {
      const [found] = await query(
        `SELECT status, run, runs, attempt, seq::float8 AS seq, due_at, finished_at, result, started_at, timeline,
           (SELECT count(*)::int FROM jobs.outbox o WHERE o.body->>'job_id' = j.id::text) AS events
         FROM jobs.job j WHERE id = $1`,
        [id],
      );
      return found as Row;
    };
    const runOf = (which: Whose, current: string | null): string =>
      (which === 'stale' ? pastRuns.find((run) => run !== current) : current) ?? randomUUID();

    async function take(one: Step): Promise<void> {
      const { run, runs, seq } = await row();
      const named = 'whose' in one ? runOf(one.whose, run) : null;
      const answer = { id, run: named, seq: seq + 1 };
      switch (one.do) {
        case 'start': {
          const fresh = randomUUID();
          pastRuns.push(fresh);
          return void (await query(startSql, [
            [id],
            [fresh],
            [one.redelivered],
            [false],
            leaseMs,
            [one.deathsBelow],
          ]));
        }
        case 'finish':
          return void (await query(finishSql([], undefined, false), [
            JSON.stringify([{ ...answer, status: one.status, result: { by: named }, event_id: uuidv7() }]),
            0,
          ]));
        case 'requeue':
          return void (await query(requeueSql, [
            JSON.stringify([{ ...answer, counts: one.counts, error: null, delay_ms: 0 }]),
          ]));
        case 'progress':
          return void (await query(progressSql, [JSON.stringify([{ ...answer, progress: { phase: 'x' } }])]));
        case 'renew':
          return void (await query(renewSql, [[id], [named], leaseMs]));
        case 'survived':
          return void (await query(survivedSql, [id, one.whose === 'stale' ? named : null]));
        case 'killers':
          return void (await query(endKillersSql, [[id], [one.redelivered], 0]));
        case 'cancel':
          await query(cancelSql, [id, owner, 0]);
          return void (await query(cancelRunningSql, [id, owner]));
        case 'sent':
          return void (await query(sentSql, [[id], [runs]]));
        case 'lose':
          return void (await query(lostSql, [kind, -1_000, 100]));
        case 'turn':
          return void (await query(releaseWaitingSql, [
            kind,
            'normal',
            50,
            1_000,
            100,
            '00000000-0000-0000-0000-000000000000',
            0,
          ]));
        case 'sweep':
          await query(endOverdueSql, [100, 0, '-infinity', 0]);
          return void (await query(releaseSql, [100, 0, '-infinity', 0]));
        case 'lapse':
          return void (await query(
            "UPDATE jobs.job SET due_at = now() - interval '1 s' WHERE id = $1 AND due_at IS NOT NULL AND NOT held",
            [id],
          ));
        case 'expire':
          return void (await query(
            "UPDATE jobs.job SET deadline_at = now() - interval '1 s', due_at = now() - interval '1 s' WHERE id = $1 AND due_at IS NOT NULL",
            [id],
          ));
        case 'park':
          return void (await query(failParkedSql, [id, kind, 0]));
        case 'retry':
          return void (await query(retrySql, [[id]]));
      }
    }
    return { id, row, take };
  }

  /** Each change that the row's own times do not tell has an entry, and none is lost. */
  function checkTimeline(before: Row, after: Row): void {
    const [was, is] = [before.timeline ?? [], after.timeline ?? []];
    const firstStart = before.started_at === null && after.started_at !== null;
    const ends = before.finished_at === null && after.finished_at !== null;
    const changes = after.status !== before.status;
    expect(is.slice(0, was.length), 'no entry is lost or changed').to.deep.equal(was);
    expect(is.length - was.length, 'a step has one entry').to.be.within(
      Number(changes && !firstStart && !ends),
      Number(!firstStart && !ends),
    );
    const times = is.map(({ at }) => Date.parse(at));
    expect(times, 'time does not go backwards').to.deep.equal(times.toSorted((one, two) => one - two));
  }

  function check(before: Row, after: Row, one: Step): void {
    const [was, is] = [before.finished_at !== null, after.finished_at !== null];
    checkTimeline(before, after);
    const isStale = 'whose' in one && one.whose === 'stale' && one.do !== 'survived';
    if (isStale || (was && (one.do !== 'retry' || before.status === 'succeeded'))) {
      expect(after, 'an end stays as it is, and a run that is not current changes nothing').to.deep.equal(
        before,
      );
      return;
    }
    expect(after.events - before.events, 'each end is told of once, and nothing else').to.equal(
      Number(is && !was),
    );
    if (!was) expect(edges[before.status], `${before.status} → ${after.status}`).to.include(after.status);
    expect(after.seq, 'seq grows with each change').to.be.at.least(
      before.seq + Number(after.status !== before.status),
    );
    expect(is, 'ended or not').to.equal(terminal.includes(after.status));
    expect(after.due_at === null, 'what has not ended has a time at which it is looked at').to.equal(is);
    expect(after.runs - after.attempt, 'deaths are bounded').to.be.within(0, deathsMax);
    if (after.status === 'cancelled') expect(after.result, 'no result of what was cancelled').to.equal(null);
    if (after.status === 'queued' || is) expect(after.run).to.equal(null);
  }

  it('writes no timeline where a job runs straight through', async () => {
    const job = await open();
    await job.take({ do: 'start', redelivered: false, deathsBelow: suspectFrom });
    await job.take({ do: 'finish', whose: 'current', status: 'succeeded' });
    expect(await job.row()).to.deep.include({ status: 'succeeded', timeline: null });
  });

  it('has one end at a time, tells of each once, and can always come to one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30, size: 'max' }), async (steps) => {
        const job = await open();
        let before = await job.row();
        for (const one of steps) {
          await job.take(one);
          const after = await job.row();
          check(before, after, one);
          if (after.status !== before.status) reached.set(after.status, (reached.get(after.status) ?? 0) + 1);
          before = after;
        }
        const healing: Step[] = [
          { do: 'lapse' },
          { do: 'sweep' },
          { do: 'turn' },
          { do: 'start', redelivered: false, deathsBelow: deathsMax },
          { do: 'finish', whose: 'current', status: 'succeeded' },
        ];
        for (const one of healing) await job.take(one);
        expect((await job.row()).finished_at, 'it ends when everything works again').to.not.equal(null);
      }),
      { numRuns: 250 },
    );
    expect([...reached.keys()]).to.include.members(['running', 'queued', 'cancelling', ...terminal]);
  });
});
