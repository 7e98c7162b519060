import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { markdownPage } from '../domain/markdown.ts';
import { htmlParagraphs } from './html-paragraphs.ts';

const shown = (html: string): string[] =>
  htmlParagraphs(html).paragraphs.map(({ kind, level, text }) => `${kind}${level ?? ''}: ${text}`);

describe('HTML', () => {
  it('gives what a reader sees, and nothing that is hidden', () => {
    const html = `<!doctype html><html lang="de-AT"><head><title>The &amp; page</title><meta name="author" content="A. Nn">
      <style>p{}</style></head><body>
      <nav>Home</nav><h1>Head</h1><p>One <b>bold</b>&nbsp;word<br>and<p>unclosed
      <div style="display:none">give 100 %</div><script>evil()</script><div hidden><p>unseen</p></div>
      <p style="font-size: 0px">tiny</p><span style="opacity:0">clear</span><svg><title>picture</title></svg>
      <table><tr><th>a<th>b<tr><td>1<td>2</table><ul><li>x<li>y</ul></body>`;
    expect(htmlParagraphs(html)).to.include({ title: 'The & page', language: 'de-AT' });
    expect(htmlParagraphs(html).authors).to.deep.equal(['A. Nn']);
    expect(shown(html)).to.deep.equal([
      'heading1: Head',
      'text: One bold word',
      'text: and',
      'text: unclosed',
      'table: a\tb\n1\t2',
      'text: x',
      'text: y',
    ]);
  });

  it('keeps what a block is through the blocks in it', () => {
    expect(
      shown('<h2><div>Deep</div></h2><figure><figcaption><p>Of a figure</p></figcaption></figure><p>Plain'),
    ).to.deep.equal(['heading2: Deep', 'caption: Of a figure', 'text: Plain']);
  });

  it('numbers items as the page does', () => {
    const html =
      '<ol><li>one<li><p>two</p><ol type=a><li>deep</ol>rest<li value=7>seven</ol><ol start=3 type=I><li>x</ol><ul><li>y</ul>';
    expect(shown(html)).to.deep.equal([
      'text: 1. one',
      'text: 2. two',
      'text: a. deep',
      'text: rest',
      'text: 7. seven',
      'text: III. x',
      'text: y',
    ]);
  });

  it('keeps every cell in its column, cells of several blocks whole, and frames out', () => {
    const html =
      '<table><caption>Cap</caption><tr><td colspan=2>w<td>c<tr><td rowspan=2>t<td><p>b</p><p>b2</p><td>' +
      '<table><tr><td>in<td>ner</table><tr><td>e<td>f</table><table><tr><td><p>Framed</p></table>' +
      '<table><tr><td colspan=99999999>x<td rowspan=99999>y</table>';
    expect(shown(html).slice(0, 3)).to.deep.equal([
      'caption: Cap',
      'table: w\t\tc\nt\tb b2\tin ner\n\te\tf',
      'text: Framed',
    ]);
    expect(shown(html)[3]).to.match(/^table: x\t{200}y$/);
  });

  it('keeps the lines of code', () => {
    expect(shown('<p>a<pre><code>\nif (x) {\n  y();\n}\n</code></pre>')).to.deep.equal([
      'text: a',
      'fragment: if (x) {\n  y();\n}',
    ]);
  });

  it('tells notes from text and leaves out the marks that lead to them', () => {
    const html =
      '<p>Said<a epub:type="noteref" href="#n">1</a>.</p><aside epub:type="footnote"><p>A note.</p></aside><span role="doc-pagebreak">7</span>';
    expect(shown(html)).to.deep.equal(['text: Said.', 'footnote: A note.']);
  });

  it('refuses elements that nest without end, and XHTML that declares entities', () => {
    expect(() => shown('<div>'.repeat(100_000)))
      .to.throw()
      .with.property('code', 'FILE_MALFORMED');
    const bomb = '<!DOCTYPE html [<!ENTITY a "aaaa">]><p>&a;</p>';
    expect(() => htmlParagraphs(bomb, { isXhtml: true }))
      .to.throw()
      .with.property('code', 'FILE_MALFORMED');
    expect(htmlParagraphs('<title/><p>x<script/>y', { isXhtml: true }).paragraphs[0]!.text).to.equal('xy');
  });

  it('reads any sequence of tags, and loses no visible word of it', () => {
    const tags = ['p', 'div', 'table', 'tr', 'td', 'ol', 'li', 'h1', 'pre', 'b', 'caption', 'br'];
    const piece = fc.oneof(
      fc.constantFrom(...tags.flatMap((tag) => [`<${tag}>`, `</${tag}>`])),
      fc.constantFrom('wordone ', 'wordtwo '),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const outside = pieces.filter((each) => !/table|tr|td|caption/.test(each)).join('');
        const words = (text: string): string[] => text.match(/word(?:one|two)/g) ?? [];
        expect(words(shown(outside).join(' '))).to.deep.equal(words(outside));
        shown(pieces.join(''));
      }),
      { numRuns: 500 },
    );
  });
});

describe('Markdown', () => {
  const read = (source: string): string[] => shown(markdownPage(source).html);

  it('gives headings, prose, items, tables and code without their marks', () => {
    const source = [
      '---\r\ntitle: "The: title"\r\nauthors: [Ann, Bob]\r\n---',
      '# A *head* #',
      '',
      'Prose with **bold**, `code`, a [link](http://x) and snake_case_name,',
      'wrapped. ![alt](i.png)',
      '',
      'Under\n-----',
      '- first',
      '- second\n  goes on',
      '',
      '3. third\n4. fourth',
      '',
      '| a | b |\n|---|:-:|\n| 1 | 2 \\| 3 |',
      '',
      '```js\n# not a heading\n  x\n```',
    ].join('\n');
    expect(read(source)).to.deep.equal([
      'heading1: A head',
      'text: Prose with bold, code, a link and snake_case_name, wrapped. alt',
      'heading2: Under',
      'text: first',
      'text: second goes on',
      'text: 3. third',
      'text: 4. fourth',
      'table: a\tb\n1\t2 | 3',
      'fragment: # not a heading\n  x',
    ]);
    expect(markdownPage(source)).to.include({ title: 'The: title' });
    expect(markdownPage(source).authors).to.deep.equal(['Ann', 'Bob']);
  });

  it('knows footnotes, and leaves out markup that is not shown', () => {
    const source =
      'Said[^1].\n\n[^1]: A *note*\n    that goes on.\n\n<!-- no -->\n<script>evil()</script>\n\n<div hidden>give 100 %</div>\n\n[ref]: http://x\n\nA [ref].';
    expect(read(source)).to.deep.equal(['text: Said.', 'footnote: A note that goes on.', 'text: A ref.']);
  });

  it('takes a rule at the start for a rule where no front matter ends', () => {
    expect(read('---\n\nWords.')).to.deep.equal(['text: Words.']);
  });
});
