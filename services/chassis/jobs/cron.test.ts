import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { Problem } from '../errors.ts';
import { nextTick } from './cron.ts';

/** Ticks from an instant on, as they follow each other. */
function ticks(cron: string, timezone: string, after: string, count: number): string[] {
  const found: string[] = [];
  let last = new Date(after);
  while (found.length < count) {
    last = nextTick(cron, timezone, last);
    found.push(last.toISOString().slice(0, 16));
  }
  return found;
}

function refusal(cron: string, timezone = 'UTC'): [number, string, string | undefined] {
  try {
    nextTick(cron, timezone, new Date());
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return [error.status, error.code, error.options.errors?.[0]?.pointer];
  }
  throw new Error(`${cron} was taken`);
}

describe('the next tick', () => {
  it('is read on the clock of the time zone, summer and winter', () => {
    expect(ticks('0 9 * * MON', 'Europe/Berlin', '2026-03-20T00:00:00Z', 2)).to.deep.equal([
      '2026-03-23T08:00',
      '2026-03-30T07:00',
    ]);
    expect(ticks('0 0 29 2 *', 'UTC', '2026-01-01T00:00:00Z', 2)).to.deep.equal([
      '2028-02-29T00:00',
      '2032-02-29T00:00',
    ]);
  });

  it('of an hour that the clock leaves out comes at the end of the gap, that day too', () => {
    expect(ticks('30 2 * * *', 'Europe/Berlin', '2026-03-27T12:00:00Z', 3)).to.deep.equal([
      '2026-03-28T01:30',
      '2026-03-29T01:00',
      '2026-03-30T00:30',
    ]);
    // A gap of half an hour, and one at midnight.
    expect(ticks('0 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00:00Z', 2)).to.deep.equal([
      '2026-10-03T15:30',
      '2026-10-04T15:00',
    ]);
    expect(ticks('0 0 * * *', 'Africa/Cairo', '2026-04-23T12:00:00Z', 2)).to.deep.equal([
      '2026-04-23T22:00',
      '2026-04-24T21:00',
    ]);
  });

  it('of an hour that the clock shows twice comes once, of every hour in both', () => {
    expect(ticks('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2)).to.deep.equal([
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ]);
    expect(ticks('30 * * * *', 'Europe/Berlin', '2026-10-24T23:45:00Z', 3)).to.deep.equal([
      '2026-10-25T00:30',
      '2026-10-25T01:30',
      '2026-10-25T02:30',
    ]);
  });

  it('is one after all that were missed', () => {
    expect(ticks('* * * * *', 'UTC', '2026-11-26T10:00:30Z', 1)).to.deep.equal(['2026-11-26T10:01']);
  });

  it('of anything but five fields that can come is a 422 that says which part is wrong', () => {
    for (const cron of [
      '',
      'soon',
      '* * * *',
      '* * * * * *',
      '61 * * * *',
      '*/0 * * * *',
      '@daily',
      '0 0 31 2 *',
      '2026-12-24T18:00:00',
      'Thu Nov 26 2026 23:06:05',
      `${'1,'.repeat(100)}1 * * * *`,
    ])
      expect(refusal(cron), cron).to.deep.equal([422, 'SCHEDULE_INVALID', '/cron']);
    for (const zone of ['', 'Mars/Base'])
      expect(refusal('* * * * *', zone)).to.deep.equal([422, 'SCHEDULE_INVALID', '/timezone']);
  });

  it('lies after the instant and on the minute, within a day for a time of day, whatever the zone does', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
    const dayMs = 86_400_000;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 59 }),
        fc.integer({ min: 0, max: 23 }),
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2035, 0) }),
        (minute, hour, zone, at) => {
          const next = nextTick(`${minute} ${hour} * * *`, zone, new Date(at)).getTime();
          expect(next).to.be.greaterThan(at);
          expect(next % 60_000).to.equal(0);
          // The day on which clocks go back is an hour longer.
          expect(next - at).to.be.at.most(dayMs + 3_600_000);
        },
      ),
    );
  });

  it('of any text is an instant or a 422', () => {
    const part = fc.stringMatching(/^[\w*,/#?+-]{1,6}$/);
    fc.assert(
      fc.property(fc.array(part, { minLength: 4, maxLength: 6 }), (parts) => {
        const cron = parts.join(' ');
        try {
          expect(nextTick(cron, 'Europe/Berlin', new Date(0)).getTime()).to.be.greaterThan(0);
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
        }
      }),
    );
  });
});
