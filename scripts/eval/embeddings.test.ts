import { expect } from 'chai';
import { describe, it } from 'mocha';
import { evaluateEmbeddings } from './embeddings.ts';

describe('eval embeddings', () => {
  it('holds its bars: questions find answers that share no words with them', async () => {
    const rows = new Map((await evaluateEmbeddings()).map((row) => [row.metric, row]));
    const bars = { recall_at_1: 0.42, recall_at_5: 0.75, reciprocal_rank: 0.58 };
    for (const [metric, bar] of Object.entries(bars)) {
      const { value, baseline, n } = rows.get(metric)!;
      expect(value, metric).to.be.at.least(bar);
      expect(value, metric).to.be.above(baseline! + 0.3);
      expect(n).to.be.at.least(60);
    }
  });
});
