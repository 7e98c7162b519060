import { defineCommand, defineSubscription } from '@scory/contracts/define.ts';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { handler, type Service } from '../service.ts';
import { createTestWorld, type TestWorld, until } from '../testing/harness.ts';

const work = defineCommand({
  kind: 'lab.late',
  summary: 'What was committed late',
  data: z.object({}),
  result: z.object({}),
  metadata: z.object({}),
});
const watch = defineSubscription({
  name: 'lab.watch-late',
  patterns: ['lab.happened', 'lab.late.*'],
  summary: 'Sees what happens',
});

/** Longer than a look at everything may be away. */
const patienceMs = 20_000;

describe('what is committed late with an older key', () => {
  const seen: string[] = [];
  const ran: string[] = [];
  let world: TestWorld;
  let late: pg.Client;

  const lab: Service = {
    name: 'lab',
    api: () => ({ routes: [] }),
    worker: () => ({
      commands: [
        handler(work, async ({ jobId }) => {
          ran.push(jobId);
          return { result: {} };
        }),
      ],
      events: [{ contract: watch, handle: async (event) => void seen.push(event.id) }],
    }),
  };
  const owner = uuidv7();
  const actor = { owner_id: owner, role: 'student', faculty_id: null, semester_id: null, api_key_id: null };

  /** Events of one instant so long ago, as a service's transaction writes them. */
  const emit = (ids: string[], secondsAgo: number): [string, unknown[]] => [
    `INSERT INTO jobs.outbox (id, type, due_at, body)
     SELECT id, 'lab.happened', now() - $2 * interval '1 s', jsonb_build_object('id', id, 'type', 'lab.happened', 'version', 1,
       'occurred_at', '2026-01-01T00:00:00.000Z', 'job_id', NULL, 'owner_id', $3::uuid, 'api_key_id', NULL,
       'traceparent', NULL, 'data', '{}'::jsonb)
     FROM unnest($1::uuid[]) AS t(id)`,
    [ids, secondsAgo, owner],
  ];
  const queue = (id: string, secondsAgo: number): [string, unknown[]] => [
    `INSERT INTO jobs.job (id, kind, version, owner_id, actor, input, due_at, deadline_at)
     VALUES ($1, 'lab.late', 1, $2, $3, '{}', now() - $4 * interval '1 s', now() + interval '10 min')`,
    [id, owner, JSON.stringify(actor), secondsAgo],
  ];

  before(async () => {
    world = await createTestWorld({
      services: [lab],
      commands: [work],
      subscriptions: [watch],
      environment: { JOB_GRACE_MS: '300' },
    });
    await world.start();
    late = new pg.Client({ connectionString: world.config.DATABASE_URL });
    await late.connect();
  });
  afterEach(() => late.query('ROLLBACK'));
  after(async () => {
    await late.end();
    await world.close();
  });

  it('is sent all the same when it is an event', async () => {
    const [old, fresh] = [uuidv7(), uuidv7()];
    await late.query('BEGIN');
    await late.query(...emit([old], 3_600));
    await world.query(...emit([fresh], 0));
    await until('the mark has passed the older key', () => seen.includes(fresh), patienceMs);
    expect(seen).to.not.include(old);
    await late.query('COMMIT');
    await until('the older event arrives', () => seen.includes(old), patienceMs);
  });

  it('is run all the same when it is a job', async () => {
    const [old, fresh] = [uuidv7(), uuidv7()];
    await late.query('BEGIN');
    await late.query(...queue(old, 3_600));
    await world.query(...queue(fresh, 0));
    await until('the mark has passed the older key', () => ran.includes(fresh), patienceMs);
    expect(ran).to.not.include(old);
    await late.query('COMMIT');
    await until('the older job runs', () => ran.includes(old), patienceMs);
  });

  it('is sent all the same when it was locked while the mark passed it', async () => {
    const held = uuidv7();
    await world.query(...emit([held], -1));
    await late.query('BEGIN');
    await late.query('SELECT 1 FROM jobs.outbox WHERE id = $1 FOR UPDATE', [held]);
    await until(
      'it is due',
      async () => (await world.query('SELECT 1 FROM jobs.outbox WHERE due_at < now()')).length === 1,
    );
    const others = Array.from({ length: 20 }, () => uuidv7());
    await world.query(...emit(others, 0));
    await until('the others arrive', () => others.every((id) => seen.includes(id)), patienceMs);
    expect(seen).to.not.include(held);
    await late.query('COMMIT');
    await until('the locked event arrives', () => seen.includes(held), patienceMs);
  });

  it('is sent once each when more than a batch is due at the same instant', async () => {
    const ids = Array.from({ length: 1_700 }, () => uuidv7());
    await world.query(...emit(ids, 60));
    await until('all arrive', () => ids.every((id) => seen.includes(id)), patienceMs);
    const wanted = new Set(ids);
    expect(seen.filter((id) => wanted.has(id))).to.have.length(ids.length);
    await until(
      'the outbox is empty',
      async () => (await world.query('SELECT 1 FROM jobs.outbox')).length === 0,
    );
  });
});
