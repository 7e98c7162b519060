import type { Item } from '@scory/contracts/exams/items.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { ruleItems } from '../../test/exam-rows.ts';
import { seededRandom } from '../seeded-random.ts';
import { askedItems } from './asked-items.ts';

const seededShuffle = <T>(values: readonly T[], seed: number): T[] => seededRandom(seed).shuffled(values);

const items = ruleItems.map((item, at) => ({
  ...item,
  id: `0199d1f0-7c3a-7b1e-9a51-3f1f2b6a9c1${at}`,
  version: 1,
  position: at + 1,
  explanation: 'SECRET explanation',
  sources: [{ quote: 'SECRET quote' }],
  topic: 'SECRET topic',
})) as unknown as Item[];

describe('the order of an attempt', () => {
  it('is one of all orders, the same for the same seed', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (values, seed) => {
        const once = seededShuffle(values, seed);
        expect(seededShuffle(values, seed)).to.deep.equal(once);
        expect([...once].sort()).to.deep.equal([...values].sort());
      }),
    );
  });

  it('is as likely as any other', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 6_000; seed += 1) {
      const order = seededShuffle(['a', 'b', 'c'], seed).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).to.equal(6);
    for (const count of counts.values()) expect(count).to.be.within(850, 1_150);
  });

  it('mixes what is to be ordered or matched also where nothing else is mixed', () => {
    const orders = new Set<string>();
    for (let seed = 0; seed < 50; seed += 1) {
      const asked = askedItems(items, { seed, shuffle: false });
      expect(asked.map(({ id }) => id)).to.deep.equal(items.map(({ id }) => id));
      expect(asked[0]!.body).to.deep.equal(items[0]!.body);
      const last = asked.at(-1)!.body as { items: { id: string }[] };
      orders.add(last.items.map(({ id }) => id).join(''));
    }
    expect(orders.size).to.be.greaterThan(10);
  });

  it('shows nothing of an item that its taker may not see', () => {
    const shown = JSON.stringify(askedItems(items, { seed: 7, shuffle: true }));
    for (const kept of ['SECRET', 'key', 'explanation', 'sources', 'topic'])
      expect(shown).not.to.include(kept);
  });
});
