import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { arbitraryItem } from '../test/arbitrary-item.ts';
import { examOf, itemTypes, sampleItems } from '../test/sample-items.ts';
import { csvFile } from './csv.ts';
import { visibleText } from './visible-text.ts';

type Row = Record<string, string>;

const read = (file: Buffer): Row[] => parse(file, { bom: true, columns: true, record_delimiter: '\r\n' });

/** What a spreadsheet would calculate is marked as text. */
const inCell = (text: string): string => (/^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text);

describe('CSV', () => {
  it('is read as it was written, and nothing in it is a formula', () => {
    fc.assert(
      fc.property(fc.oneof(...itemTypes.map((type) => arbitraryItem(type))), (item) => {
        const [row, ...others] = read(csvFile(examOf([item]), { withKey: true }));
        expect(others).to.deep.equal([]);
        const stem = inCell(visibleText(item.stem));
        expect(row?.question?.startsWith(stem), JSON.stringify(row)).to.equal(true);
        expect(row?.explanation).to.equal(inCell(visibleText(item.explanation ?? '')));
        for (const cell of Object.values(row ?? {})) expect(cell).not.to.match(/^[=+\-@\t\r]/);
      }),
      { numRuns: 300 },
    );
  });

  it('names the right answers, what earns points, and the page', () => {
    const rows = read(csvFile(examOf(sampleItems()), { withKey: true }));
    expect(rows.map(({ type }) => type)).to.deep.equal(itemTypes);
    expect(rows[0]?.answer).to.equal('b) Mitochondrion');
    expect(rows[3]?.answer).to.equal('(1) respiratory chain / electron transport chain\n(2) intermembrane');
    expect(rows[4]?.rubric).to.equal('• names the proton gradient (2)\n• names ATP synthase (1)');
    expect(rows[0]?.sources).to.equal('page 7: “ATP synthase uses the proton gradient”');
  });

  it('has no column of the key where that is left out', () => {
    const items = sampleItems();
    const file = csvFile(examOf(items), { withKey: false }).toString();
    expect(Object.keys(read(Buffer.from(file))[0] ?? {})).to.deep.equal([
      ...['number', 'type', 'question', 'choices', 'marks'],
    ]);
    for (const secret of ['respiratory chain', 'The gradient of protons', 'inner membrane', '30.5'])
      expect(file).not.to.include(secret);
  });
});
