import type { Paragraph } from '@scory/contracts/documents/text.ts';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { htmlParagraphs } from '../extraction/html-paragraphs.ts';
import { markdownPage } from './markdown.ts';
import { sectionPaths } from './section-paths.ts';

const documentOf = (paragraphs: Paragraph[], title: string | null = null) => ({
  title,
  pages: [{ number: 1, width: 0, height: 0, paragraphs }],
});

const markdownParagraphs = (source: string): Paragraph[] =>
  htmlParagraphs(markdownPage(source).html).paragraphs;

describe('section paths', () => {
  it('name the headings over a paragraph, and never the title of the document', () => {
    const source = '# A paper\nfront\n## 3 Method\na\n### 3.2 Training\nb\n## 4 Results\nc';
    const paragraphs = markdownParagraphs(source.replaceAll('\n', '\n\n'));
    const [paths] = sectionPaths(documentOf(paragraphs, 'A Paper'));
    expect(Object.fromEntries(paragraphs.map(({ text }, index) => [text, paths![index]]))).to.deep.equal({
      'A paper': [],
      front: [],
      '3 Method': ['3 Method'],
      a: ['3 Method'],
      '3.2 Training': ['3 Method', '3.2 Training'],
      b: ['3 Method', '3.2 Training'],
      '4 Results': ['4 Results'],
      c: ['4 Results'],
    });
  });

  it('come from the numbers where a text says no levels, and go on over pages', () => {
    const page = (number: number, ...texts: string[]) => ({
      number,
      width: 0,
      height: 0,
      paragraphs: texts.map(
        (text): Paragraph => ({ text, kind: /^\d/.test(text) ? 'heading' : 'text', boxes: [] }),
      ),
    });
    const paths = sectionPaths({ title: null, pages: [page(1, '2 Method', '2.1 Data'), page(2, 'words')] });
    expect(paths[1]![0]).to.deep.equal(['2 Method', '2.1 Data']);
  });
});
