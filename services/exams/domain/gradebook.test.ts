import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { gradebookCsv } from './gradebook.ts';

const entry = {
  user_id: '0199d1f0-7c3a-7b1e-9a51-3f1f2b6a9c10',
  number: 2,
  submitted_at: new Date('2026-01-02T03:04:05Z'),
  points: { a: 1.5 },
  sum: 1.5,
  provisional: false,
};

describe('a gradebook', () => {
  it('has a line a person, with the points of every question', () => {
    const csv = gradebookCsv(
      [
        { id: 'a', stem: 'One', marks: 2 },
        { id: 'b', stem: 'Two', marks: 1 },
      ],
      [entry],
    );
    const [header, line, end] = csv.replace(/^\ufeff/, '').split('\r\n');
    expect(header).to.equal(
      'user_id,attempt,submitted_at,points,points_max,percent,provisional,1. One (2),2. Two (1)',
    );
    expect(line).to.equal(`${entry.user_id},2,2026-01-02T03:04:05.000Z,1.5,3,50,no,1.5,0`);
    expect(end).to.equal('');
  });

  it('has no cell that a spreadsheet would run, whatever stands in a question', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ minLength: 1 }),
          fc.constantFrom('=cmd|calc', '+1', '-1', '@SUM(A1)', '\t=1', '"=1"\n=2', 'a,b'),
        ),
        (text) => {
          const csv = gradebookCsv([{ id: 'a', stem: text, marks: 1 }], [{ ...entry, user_id: text }]);
          const [header, line] = parse(csv, { bom: true, record_delimiter: '\r\n' }) as string[][];
          expect(header![7]).to.equal(`1. ${text} (1)`);
          expect(line![0]).to.match(/^[^=+\-@\t\r]/);
          expect([text, `'${text}`]).to.include(line![0]);
        },
      ),
    );
  });
});
