import { expect } from 'chai';
import { describe, it } from 'mocha';
import { itemSource } from './item-source.ts';
import type { Passage } from './passage.ts';

const text = 'Rain falls when the drops have grown too heavy to float. Hail is made of balls of ice.';
const passage: Passage = {
  ...{
    number: 1,
    documentId: '00000000-0000-7000-8000-000000000001',
    kind: 'text',
    section: ['Rain'],
    text,
    language: 'en',
  },
  lines: [
    { start: 0, end: 40, page: 3, box: [100, 10, 300, 22] },
    { start: 41, end: 57, page: 3, box: [100, 24, 180, 36] },
    { start: 57, end: text.length, page: 4, box: [100, 10, 250, 22] },
  ],
};

describe('the source of a question', () => {
  it('is the quote as it stands, with a box for the part of each line that it takes', () => {
    expect(itemSource(passage, 'the drops have grown  too heavy')).to.deep.equal({
      ...{
        document_id: passage.documentId,
        page: 3,
        quote: 'the drops have grown too heavy',
        section: ['Rain'],
      },
      boxes: [
        [180, 10, 300, 22],
        [100, 24, 125, 36],
      ],
    });
  });

  it('stays on the page where it begins', () => {
    expect(itemSource(passage, 'too heavy to float. Hail is made')?.boxes).to.deep.equal([
      [285, 10, 300, 22],
      [100, 24, 180, 36],
    ]);
    expect(itemSource(passage, 'Hail is made of balls of ice')?.page).to.equal(4);
  });

  it('has no boxes in media without pages, and is none for words that do not stand there', () => {
    const plain = { ...passage, lines: [{ start: 0, end: text.length, page: 1, box: null }] };
    expect(itemSource(plain, 'Hail is made of balls')).to.deep.include({ page: 1, boxes: [] });
    expect(itemSource(passage, 'Snow falls when it is cold')).to.equal(undefined);
  });
});
