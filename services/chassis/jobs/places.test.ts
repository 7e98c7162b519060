import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createFairQueue } from './fair-queue.ts';
import { createPlaces } from './places.ts';

describe('places of a runner', () => {
  const filled = (...items: string[]) => {
    const queue = createFairQueue<string>();
    for (const item of items) queue.push(item[0] as string, item);
    return queue;
  };

  it('are taken in turns and given back', () => {
    const places = createPlaces(2);
    const queue = filled('a1', 'a2', 'a3');
    expect(places.next(queue)).to.equal('a1');
    const leave = places.enter('a');
    expect(places.next(queue)).to.equal('a2');
    places.enter('a');
    expect(places.next(queue)).to.equal(undefined);
    leave();
    expect(places.next(queue)).to.equal('a3');
  });

  it('are there for an owner who has nothing running, within a bound', () => {
    const places = createPlaces(5);
    for (let job = 0; job < 5; job += 1) places.enter('a');
    expect(places.next(filled('a6', 'b1'))).to.equal('b1');
    const leave = places.enter('b');
    expect(places.next(filled('b2', 'c1')), 'one guest at a time with five places').to.equal(undefined);
    leave();
    expect(places.next(filled('a6', 'c1'))).to.equal('c1');
  });

  it('are lent while a job only waits', () => {
    const places = createPlaces(1);
    places.enter('a');
    const takeBack = places.lend();
    expect(places.next(filled('a2'))).to.equal('a2');
    takeBack();
    expect(places.next(filled('a3'))).to.equal(undefined);
  });
});
