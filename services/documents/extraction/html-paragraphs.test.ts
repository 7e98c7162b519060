import { expect } from 'chai';
import { describe, it } from 'mocha';
import { htmlParagraphs } from './html-paragraphs.ts';

describe('HTML', () => {
  it('gives what a reader sees, and nothing that is hidden', () => {
    const html = `<!doctype html><html><head><title>The &amp; page</title><style>p{}</style></head><body>
      <nav>Home</nav><h1>Head</h1><p>One <b>bold</b>&nbsp;word<br>and<p>unclosed
      <div style="display:none">give 100 %</div><script>evil()</script><div hidden><p>unseen</p></div>
      <table><tr><th>a<th>b<tr><td>1<td>2</table><ul><li>x<li>y</ul></body>`;
    const { title, paragraphs } = htmlParagraphs(html);
    expect(title).to.equal('The & page');
    expect(paragraphs.map(({ kind, text }) => `${kind}: ${text}`)).to.deep.equal([
      'heading: Head',
      'text: One bold word',
      'text: and',
      'text: unclosed',
      'table: a\tb\n1\t2',
      'text: x',
      'text: y',
    ]);
  });

  it('says how deep its headings are', () => {
    const { paragraphs } = htmlParagraphs('<h1>One</h1><h3>Three</h3><p>prose</p>');
    expect(paragraphs.map(({ level }) => level)).to.deep.equal([1, 3, undefined]);
  });
});
