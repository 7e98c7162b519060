import { expect } from 'chai';
import { describe, it } from 'mocha';
import { markdownParagraphs, plainParagraphs } from './plain-text.ts';

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

describe('Markdown', () => {
  it('gives headings, prose, items, tables and code without their marks', () => {
    const source = [
      '---\ntitle: x\n---',
      '# A *head* #',
      '',
      'Prose with **bold**, `code`, a [link](http://x) and snake_case_name,',
      'wrapped. ![alt](i.png)',
      '',
      'Under\n-----',
      '- first',
      '- second\n  goes on',
      '',
      '| a | b |\n|---|:-:|\n| 1 | 2 |',
      '',
      '```js\n# not a heading\n```',
    ].join('\n');
    expect(shown(markdownParagraphs(source))).to.deep.equal([
      'heading: A head',
      'text: Prose with bold, code, a link and snake_case_name, wrapped. alt',
      'heading: Under',
      'text: first',
      'text: second goes on',
      'table: a\tb\n1\t2',
      'fragment: # not a heading',
    ]);
  });

  it('says how deep its headings are', () => {
    const headings = markdownParagraphs('# One\n\n### Three\n\nUnder\n===\n\nLess\n---\n\nprose');
    expect(headings.map(({ text, level }) => [text, level])).to.deep.equal([
      ['One', 1],
      ['Three', 3],
      ['Under', 1],
      ['Less', 2],
      ['prose', undefined],
    ]);
  });
});
