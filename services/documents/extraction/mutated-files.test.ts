import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentText } from '@scory/contracts/documents/text.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { epubParts } from '../test/epub-files.ts';
import {
  docxParts,
  headingStyles,
  pptxParts,
  slideShape,
  transform,
  wordParagraph,
} from '../test/office-files.ts';
import { zipOf } from '../test/zip-writer.ts';
import { extractDocx } from './extract-docx.ts';
import { extractEpub } from './extract-epub.ts';
import { extractPptx } from './extract-pptx.ts';
import { ExtractError, type Extraction, type ExtractLimits } from './protocol.ts';

const limits = { maxPages: 100, maxCharacters: 100_000, maxInflatedBytes: 1_000_000 };

const table =
  `<w:tbl><w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>${wordParagraph('a')}</w:tc>` +
  `<w:tc><w:tcPr><w:vMerge/></w:tcPr>${wordParagraph('b')}</w:tc></w:tr></w:tbl>`;
const body =
  wordParagraph(
    'Head',
    '<w:pStyle w:val="Eigene"/><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>',
  ) +
  '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>X</w:instrText><w:fldChar w:fldCharType="end"/>' +
  '<w:lastRenderedPageBreak/><w:t>Words</w:t><w:br w:type="page"/><w:sym w:char="00B1"/><w:footnoteReference w:id="1"/></w:r>' +
  '<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num></m:f></m:oMath></w:p>' +
  table;
const numbering =
  '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="1"><w:start w:val="3"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>' +
  '<w:num w:numId="1"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="1"><w:startOverride w:val="9"/></w:lvlOverride></w:num>';
const docx = docxParts({
  body,
  numbering,
  styles: headingStyles,
  footnotes: `<w:footnote w:id="1">${wordParagraph('Note')}</w:footnote>`,
});
const group = `<p:grpSp><p:grpSpPr><a:xfrm rot="60000"><a:off x="1" y="2"/><a:ext cx="3" cy="4"/><a:chOff x="0" y="0"/><a:chExt cx="5" cy="6"/></a:xfrm></p:grpSpPr>${slideShape(['In a group'], transform(1, 2, 3, 4))}</p:grpSp>`;
const pptx = pptxParts({
  slides: [
    {
      shapes: slideShape(['Title'], '', 'type="title" idx="1"') + group,
      notes: slideShape(['Note'], '', 'type="body"'),
    },
  ],
  layout: slideShape([], transform(1, 2, 300, 40), 'type="title" idx="1"'),
  master: slideShape([], transform(1, 2, 300, 40), 'type="body"'),
});
const epub = epubParts({
  chapters: {
    'cover.xhtml': '<p>Cover</p>',
    'a.xhtml': '<h1>Head</h1><ol start="2"><li>x</li></ol><table><tr><td rowspan="2">a</td></tr></table>',
  },
  metadata: '<dc:title>Book</dc:title><dc:creator id="c">Ann</dc:creator>',
  cover: 'cover.xhtml',
});

type Extract = (path: string, limits: ExtractLimits, onPage: () => void) => Promise<Extraction>;
const formats: [string, Record<string, string>, Extract][] = [
  ['Word documents', docx, extractDocx],
  ['presentations', pptx, extractPptx],
  ['books', epub, extractEpub],
];

const value = fc.constantFrom('', '-1', '1e308', 'NaN', '999999999999', '__proto__', '../../x', 'none');
const change = fc.record({
  part: fc.nat(),
  at: fc.nat(),
  how: fc.constantFrom('drop', 'double', 'value', 'cut', 'swap'),
  value,
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** Drops or doubles a tag, or changes a value, of one part. */
function mutated(parts: Record<string, string>, changes: readonly Change[]): Record<string, string> {
  const result = { ...parts };
  const names = Object.keys(parts);
  for (const { part, at, how, value: other } of changes) {
    const name = names[part % names.length]!;
    const pieces =
      how === 'value' ? result[name]!.split(/(?<==")([^"]*)(?=")/) : result[name]!.split(/(<[^>]*>)/);
    const index = pieces.length < 2 ? 0 : 1 + 2 * (at % Math.floor(pieces.length / 2));
    if (how === 'drop') pieces[index] = '';
    else if (how === 'double') pieces[index] = pieces[index]!.repeat(2);
    else if (how === 'value') pieces[index] = other;
    else if (how === 'cut') pieces.length = index;
    else pieces.splice(index, 3, pieces[index + 2] ?? '', pieces[index + 1] ?? '', pieces[index]!);
    result[name] = pieces.join('');
  }
  return result;
}

describe('mutated files', function () {
  this.timeout(120_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scory-mutated-'));
  });
  after(() => rm(folder, { recursive: true }));

  for (const [what, parts, extract] of formats) {
    it(`of ${what} are read as the contract says or refused by type, and nothing else`, async () => {
      const seen = { read: 0, refused: 0 };
      const path = join(folder, 'mutated');
      await fc.assert(
        fc.asyncProperty(fc.array(change, { maxLength: 3 }), async (changes) => {
          await writeFile(path, zipOf(mutated(parts, changes)));
          try {
            const { characters: _, ...text } = await extract(path, limits, () => undefined);
            documentText.parse(JSON.parse(JSON.stringify({ ...text, sha256: '0'.repeat(64) })));
            seen.read += 1;
          } catch (error) {
            expect(error).to.be.instanceOf(ExtractError);
            seen.refused += 1;
          }
        }),
        { numRuns: 150 },
      );
      expect(Math.min(seen.read, seen.refused), 'both ends were seen').to.be.greaterThan(10);
    });
  }
});
