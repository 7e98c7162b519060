import { itemType } from '@scory/contracts/exams/items.ts';
import type { StandInRequest } from '@scory/llm/stand-in/server.ts';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { assembleItem } from '../domain/assemble-item.ts';
import { checkItem } from '../domain/gates/check-items.ts';
import type { MadeItem } from '../domain/made-item.ts';
import { materialOf } from '../domain/material.ts';
import { type Draft, makeItemsPrompt } from '../prompts/make-items.ts';
import { factDocument } from './facts.ts';
import { createItemMaker } from './item-maker.ts';

const sections = factDocument(12).split(/^## /m).slice(1);
const { passages } = materialOf([
  {
    document: { id: '00000000-0000-7000-8000-000000000001', title: 'Valves', language: 'en' },
    passages: sections.map((section, number) => {
      const text = section.split('\n').slice(2).join(' ').trim();
      return {
        passage: {
          ...{
            number,
            kind: 'text' as const,
            section: ['Valves'],
            text,
            tokens: 100,
            repeats: 0,
            hidden: false,
          },
          lines: [{ start: 0, end: text.length, page: 1, box: null }],
        },
      };
    }),
  },
]);

describe('the stand-in that makes questions', () => {
  it('makes good ones of each type, as the gates find', () => {
    expect(passages).to.have.length(12);
    const byNumber = new Map(passages.map((passage) => [passage.number, passage]));
    const maker = createItemMaker();
    const accepted: MadeItem[] = [];
    for (const [place, type] of itemType.options.entries()) {
      const slot = {
        ...{
          number: place + 1,
          type,
          topic: 'Valves',
          bloom: 'remember' as const,
          difficulty: 'easy' as const,
        },
        ...{ marks: 4, passages: [place + 1] },
      };
      const prompt = makeItemsPrompt([type]);
      const wanted = [{ ...slot, slot: 1, passages: [1], rejected: [] }];
      const { text } = passages[place]!;
      const user = prompt.user({
        language: 'en',
        wanted,
        passages: [{ number: 1, section: [], text }],
        avoid: [],
      });
      const request = { user, schema: { properties: { items: {} } } } as unknown as StandInRequest;
      const { items } = maker.respond(request) as { items: Draft[] };
      expect(items, type).to.have.length(1);
      expect(prompt.schema.safeParse({ items }).error).to.equal(undefined);
      const item = assembleItem(items[0]!, slot, place + 1);
      const rejections = checkItem(item, { slot, passages: byNumber, accepted, language: 'en' });
      expect(rejections, `${type}: ${item.stem}`).to.deep.equal([]);
      accepted.push(item);
    }
  });
});
