import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { createLowWater, type Key, type LowWater } from './low-water.ts';

const lowest = '00000000-0000-0000-0000-000000000000';
const everything = ['-infinity', 0, lowest];

describe('the low-water mark', () => {
  let now: number;
  let mark: LowWater;
  const look = (tookMs: number, last?: Key): unknown[] => {
    const place = mark.begin();
    now += tookMs;
    mark.ended(last);
    return place;
  };
  beforeEach(() => {
    now = 1_000_000;
    mark = createLowWater({ lookBackMs: 300, fullLookMs: 1_000, clock: () => now });
  });

  it('begins with everything', () => {
    expect(look(1)).to.deep.equal(everything);
  });

  it('goes on after the last key of a full batch', () => {
    look(1, { due: 'then', id: 'first' });
    expect(look(1, { due: 'later', id: 'second' })).to.deep.equal(['then', 0, 'first']);
    expect(look(1)).to.deep.equal(['later', 0, 'second']);
  });

  it('looks a little before the time at which all had been seen', () => {
    look(40);
    now += 100;
    expect(look(10)).to.deep.equal([null, 140 + 300, lowest]);
    expect(look(10)).to.deep.equal([null, 10 + 300, lowest]);
  });

  it('looks at everything again and again, also in the middle of a backlog', () => {
    look(0, { due: 'then', id: 'first' });
    const places = Array.from({ length: 50 }, (_, turn) => look(100, { due: 'then', id: String(turn) }));
    const full = places.flatMap((place, turn) => (place[0] === '-infinity' ? [turn] : []));
    expect(full).to.have.length(2);
    for (const turn of full) expect(places[turn + 1]?.slice(0, 1)).to.deep.equal(['then']);
  });

  it('looks at everything less often where that takes long, but never less than once a minute', () => {
    look(500);
    now += 9_000;
    expect(look(0)[0], 'within twenty times of 500 ms').to.equal(null);
    now += 1_100;
    expect(look(20_000)).to.deep.equal(everything);
    now += 59_000;
    expect(look(0)[0]).to.equal(null);
    now += 1_100;
    expect(look(0)).to.deep.equal(everything);
  });

  it('goes on from the mark when a look at everything failed', () => {
    look(1, { due: 'then', id: 'first' });
    now += 1_100;
    expect(mark.begin()).to.deep.equal(everything);
    now += 15_000;
    expect(look(1), 'the next look').to.deep.equal(['then', 0, 'first']);
  });

  it('sees again what a look that failed may have missed', () => {
    look(40);
    now += 100;
    mark.begin();
    now += 500;
    expect(look(10)).to.deep.equal([null, 640 + 300, lowest]);
  });
});
