import type { TimelineEvent } from '@scory/contracts/jobs/timeline.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import pg from 'pg';
import { createTestDatabase } from '../testing/harness.ts';
import { entry, noted } from './timeline.ts';

interface Entry {
  at: string;
  event: TimelineEvent;
  attempt?: number;
  left_out?: number;
}

describe('a timeline without end', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let client: pg.Client;

  before(async () => {
    database = await createTestDatabase([]);
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  after(async () => {
    await client?.end();
    await database?.drop();
  });

  it('keeps the first entries and the last, and says how many it left out', async () => {
    const one = noted(entry('try_failed', { attempt: '$2::int' }));
    const sql = `SELECT ${one} AS timeline FROM (SELECT $1::jsonb AS timeline) AS j`;
    let timeline: Entry[] | null = null;
    const amount = 100;
    for (let nth = 1; nth <= amount; nth += 1) {
      const { rows } = await client.query(sql, [timeline && JSON.stringify(timeline), nth]);
      const entries: Entry[] = rows[0].timeline;
      timeline = entries;
      expect(entries.length).to.equal(Math.min(nth, 40));
      const leftOut = entries.find(({ event }) => event === 'left_out')?.left_out ?? 0;
      const kept = entries.filter(({ event }) => event === 'try_failed');
      expect(kept.length + leftOut, 'none is forgotten').to.equal(nth);
      const times = entries.map(({ at }) => at);
      expect(times, 'oldest first').to.deep.equal(times.toSorted((a, b) => Date.parse(a) - Date.parse(b)));
    }
    const last = Array.from({ length: 31 }, (_, index) => amount - 30 + index);
    expect(timeline?.map(({ attempt }) => attempt)).to.deep.equal([
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      8,
      undefined,
      ...last,
    ]);
  });
});
