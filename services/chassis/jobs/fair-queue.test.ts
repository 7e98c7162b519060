import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { createFairQueue } from './fair-queue.ts';

describe('fair queue', () => {
  it('lets owners take turns, each in its own order', () => {
    const queue = createFairQueue<string>();
    for (const item of ['a1', 'a2', 'a3', 'b1', 'c1', 'c2']) queue.push(item[0] as string, item);
    const order = Array.from({ length: 6 }, () => queue.shift());
    expect(order).to.deep.equal(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
    expect(queue.shift()).to.equal(undefined);
  });

  it('gives only what may be had, and leaves the others their turns', () => {
    const queue = createFairQueue<string>();
    for (const item of ['a1', 'a2', 'b1', 'c1']) queue.push(item[0] as string, item);
    expect(queue.shift((owner) => owner === 'c')).to.equal('c1');
    expect(queue.shift((owner) => owner === 'c')).to.equal(undefined);
    expect([queue.shift(), queue.shift(), queue.shift(), queue.size()]).to.deep.equal(['a1', 'b1', 'a2', 0]);
  });

  it('loses and doubles nothing, keeps every owner in order, and never passes an owner over', () => {
    const step = fc.oneof(
      fc.record({ push: fc.constantFrom('a', 'b', 'c', 'd') }),
      fc.constant({ push: null }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = createFairQueue<{ owner: string; number: number }>();
        const waiting = new Map<string, number[]>();
        const passedOver = new Map<string, number>();
        let number = 0;
        for (const { push } of steps) {
          if (push) {
            number += 1;
            queue.push(push, { owner: push, number });
            waiting.set(push, [...(waiting.get(push) ?? []), number]);
            continue;
          }
          const item = queue.shift();
          const there = [...waiting].filter(([, numbers]) => numbers.length > 0);
          if (!item) {
            expect(there).to.deep.equal([]);
            continue;
          }
          expect(waiting.get(item.owner)?.shift()).to.equal(item.number);
          passedOver.set(item.owner, 0);
          for (const [owner] of there) {
            if (owner === item.owner) continue;
            const times = (passedOver.get(owner) ?? 0) + 1;
            expect(times, `${owner} waits for its turn`).to.be.at.most(3);
            passedOver.set(owner, times);
          }
        }
        expect(queue.size()).to.equal([...waiting.values()].flat().length);
      }),
    );
  });
});
