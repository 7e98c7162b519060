import { expect } from 'chai';
import { describe, it } from 'mocha';
import { evaluateExamPipeline } from './exams-pipeline.ts';

describe('eval exams: questions of a model, on their whole way', () => {
  it('notices each planted fault by its own gate, and keeps most of what is good, alike as it is', async function itKeepsNone() {
    this.timeout(120_000);
    for (const { metric, value, n } of await evaluateExamPipeline()) {
      expect(value, metric).to.be.at.least(metric === 'standin_good_items_passed' ? 0.85 : 1);
      expect(n, metric).to.be.at.least(4);
    }
  });
});
