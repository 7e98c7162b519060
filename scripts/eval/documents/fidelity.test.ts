import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { createExtractionPool, type ExtractionPool } from '../../../services/documents/extraction/pool.ts';
import { typesetRows } from './fidelity.ts';

describe('eval documents: extraction', function () {
  this.timeout(120_000);
  let pool: ExtractionPool;
  before(() => {
    pool = createExtractionPool({ size: 1 });
  });
  after(() => pool.close());

  it('holds its bars: typeset pages are read to the letter, in their order', async () => {
    const rows = await typesetRows(pool);
    expect(rows.length).to.be.at.least(8);
    for (const { metric, value } of rows) expect(value, metric).to.be.at.most(0.005);
  });
});
