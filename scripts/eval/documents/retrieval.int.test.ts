import { expect } from 'chai';
import { describe, it } from 'mocha';
import { readCorpus } from './corpus.ts';
import { evaluateRetrieval } from './retrieval.ts';

describe('eval documents: retrieval', () => {
  it('holds its bars on one subject: both arms together find more than either, and name the right page', async () => {
    const rows = new Map((await evaluateRetrieval(readCorpus().slice(0, 1))).map((row) => [row.metric, row]));
    const of = (metric: string): number => rows.get(metric)!.value;
    expect(of('passages')).to.be.at.least(150);
    const fused = rows.get('recall@5 fused, all')!;
    expect(fused.n).to.equal(22);
    expect(fused.value).to.be.above(fused.baseline as number);
    expect(fused.value).to.be.above(of('recall@5 by words, all') + 0.05);
    expect(of('recall@5 fused, names and numbers')).to.be.at.least(0.75);
    expect(of('page named of what is found')).to.be.at.least(0.9);
  }).timeout(300_000);
});
