import { expect } from 'chai';
import { describe, it } from 'mocha';
import { plainParagraphs } from './plain-text.ts';

const shown = (paragraphs: { kind: string; text: string }[]) =>
  paragraphs.map(({ kind, text }) => `${kind}: ${text}`);

describe('plain text', () => {
  it('is cut at empty lines, and wrapped lines are one paragraph', () => {
    expect(shown(plainParagraphs('One\r\nline.\r\n \r\nTwo.\n\n\n\nThree.'))).to.deep.equal([
      'text: One line.',
      'text: Two.',
      'text: Three.',
    ]);
  });
});
