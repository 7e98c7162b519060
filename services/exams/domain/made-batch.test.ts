import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { PlannedSlot } from './blueprint.ts';
import { batchKey, itemsOf, type KeyParts, keptItem, madeBatch } from './made-batch.ts';
import type { MadeItem } from './made-item.ts';
import type { Passage } from './passage.ts';

const passage = (number: number, text: string, documentId = 'one'): Passage => ({
  ...{ number, documentId, kind: 'text', section: ['Rivers'], text, language: 'en', lines: [] },
});
const slot = (number: number, on: number): PlannedSlot => ({
  ...{
    number,
    type: 'true_false',
    topic: 'Rivers',
    bloom: 'remember',
    difficulty: 'easy',
    marks: 1,
    passages: [on],
  },
});
const batch = (first: number, documentId: string, text = 'B'): KeyParts => ({
  slots: [slot(first, first + 10), slot(first + 1, first + 11)],
  passages: new Map([
    [first + 10, passage(first + 10, 'A', documentId)],
    [first + 11, passage(first + 11, text, documentId)],
  ]),
  reach: [first + 10, first + 11],
  ...{ language: 'en', maker: 'm.1', avoid: [] },
});

describe('a batch as it is kept', () => {
  it('has the same name for the same content and plan, wherever they stand and whosever they are', () => {
    const key = batchKey(batch(1, 'one'));
    expect(batchKey(batch(30, 'two'))).to.equal(key);
    expect(batchKey(batch(1, 'one', 'C'))).to.not.equal(key);
    expect(batchKey({ ...batch(1, 'one'), language: 'de' })).to.not.equal(key);
    expect(batchKey({ ...batch(1, 'one'), maker: 'm.2' })).to.not.equal(key);
    expect(batchKey({ ...batch(1, 'one'), avoid: ['What?'] })).to.not.equal(key);
    const harder = batch(1, 'one');
    expect(
      batchKey({ ...harder, slots: harder.slots.map((each) => ({ ...each, bloom: 'understand' })) }),
    ).to.not.equal(key);
  });

  it('gives another exam the same items, on its own slots and passages', () => {
    const item = {
      slot: 2,
      passage: 12,
      type: 'true_false',
      stem: 'So it is.',
      body: {},
      key: { value: true },
    } as unknown as MadeItem;
    const kept = madeBatch.parse(
      JSON.parse(
        JSON.stringify({
          items: [keptItem(item, batch(1, 'one'))],
          missing: [],
          ai_model: 'm',
          blind_solver: null,
        }),
      ),
    );
    expect(itemsOf(kept, batch(30, 'two'))).to.deep.equal([{ ...item, slot: 31, passage: 41 }]);
  });
});
