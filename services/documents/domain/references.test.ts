import { readFileSync } from 'node:fs';
import { type Paragraph, wholeParagraphs } from '@scory/contracts/documents/text.ts';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { htmlParagraphs } from '../extraction/html-paragraphs.ts';
import { material, readPages } from '../test/material.ts';
import { layoutDocument } from './layout.ts';
import { markdownPage } from './markdown.ts';
import type { RawPage, TextItem } from './page-lines.ts';
import { markReferences } from './references.ts';

const prose = 'The body of this page has an ordinary sentence of ordinary length.';

/** A page with these lines from the top; indented by as much as they begin with spaces. */
function pageOf(number: number, lines: string[], x = 60, y = 80): RawPage {
  const items: TextItem[] = lines.map((line, row) => ({
    text: line.trim(),
    x: x + (line.length - line.trimStart().length) * 5,
    y: y + row * 12,
    width: line.trim().length * 4.6,
    size: line === 'References' ? 14 : 10,
    font: line === 'References' || /^[A-Z] /.test(line) ? 'bold' : 'f',
  }));
  return { number, width: 600, height: 800, items };
}
const entriesOf = (pages: RawPage[]): string[] =>
  wholeParagraphs(layoutDocument(pages))
    .filter(({ kind }) => kind === 'reference')
    .map(({ text }) => text);

const markdownParagraphs = (source: string): Paragraph[] =>
  htmlParagraphs(markdownPage(source).html).paragraphs;

describe('references', () => {
  it('are one paragraph an entry: numbered, over lines and over a page break', () => {
    const pages = [
      pageOf(1, [
        ...Array(20).fill(prose),
        'References',
        '[1] Ada, A. A first work.',
        '1999. In: Works.',
        '[2] Bee, B. Second work,',
        'which goes on',
      ]),
      pageOf(2, ['over the page. 2001.', '[3] Cee, C. A third work. 2003.', 'A Proofs', prose]),
    ];
    expect(entriesOf(pages)).to.deep.equal([
      '[1] Ada, A. A first work. 1999. In: Works.',
      '[2] Bee, B. Second work, which goes on over the page. 2001.',
      '[3] Cee, C. A third work. 2003.',
    ]);
    const last = layoutDocument(pages).pages[1]!.paragraphs.slice(-2);
    expect(
      last.map(({ kind }) => kind),
      'the appendix is none',
    ).to.deep.equal(['heading', 'text']);
  });

  it('are told by hanging indents where authors and years stand for numbers', () => {
    const pages = [
      pageOf(1, [
        ...Array(20).fill(prose),
        'References',
        'Ada Lovelace and Charles Babbage. 1843. Notes on',
        '   the Analytical Engine, with',
        '   translations by Menabrea.',
        'Bee, B. 2001. A work of one line.',
        'Cee, C. 2002. Another work that takes more',
        '   than one line.',
      ]),
    ];
    expect(entriesOf(pages).map((text) => text.slice(0, 9))).to.deep.equal([
      'Ada Lovel',
      'Bee, B. 2',
      'Cee, C. 2',
    ]);
  });

  it('are marked in media without lines, and not where a chapter on literature follows', () => {
    const kinds = (source: string): Paragraph['kind'][] => {
      const paragraphs = markdownParagraphs(source);
      markReferences(paragraphs);
      return paragraphs.map(({ kind }) => kind);
    };
    expect(
      kinds('# References\n\n- Ada. Notes. 1843.\n- Bee. Work. 2001.\n\n# Appendix\n\nProse.'),
    ).to.deep.equal(['heading', 'reference', 'reference', 'heading', 'text']);
    expect(
      kinds('# References\n\n## Books\n\n- Ada. Notes. 1843.\n\n## Papers\n\n- Bee. Work. 2001.\n\n# Next'),
      'parts of the list',
    ).to.deep.equal(['heading', 'heading', 'reference', 'heading', 'reference', 'heading']);
    expect(kinds('# Literature\n\nNovels tell stories.\n\nPoems do not.')).to.deep.equal([
      'heading',
      'text',
      'text',
    ]);
  });

  for (const [file, count, first, last] of [
    ['tracemonkey', 19, '[1] LuaJIT roadmap 2008 - http://lua-users.org', '[19] M. Zaleski'],
    ['0807.3577', 39, '[1] Perlmutter S et al', '[39] Krasiński A and Hellaby C'],
    ['pqa_pasa', 37, 'Shubham Agarwal', 'Shunyu Yao'],
  ] as const) {
    it(`of ${file} are all found, each whole`, async function () {
      const found = material(`papers/${file}.pdf`);
      if (!found) this.skip();
      const entries = entriesOf(await readPages(readFileSync(found)));
      expect(entries.length).to.equal(count);
      expect(entries[0]).to.match(new RegExp(`^${first.replace(/[[\]]/g, '\\$&')}`));
      expect(entries.at(-1)!.startsWith(last)).to.equal(true);
    });
  }
});
