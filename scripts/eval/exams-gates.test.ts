import { tmpdir } from 'node:os';
import { gateName } from '@scory/contracts/exams/exam-request.ts';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { evaluateExamGates } from './exams-gates.ts';

describe('eval exams: gates and the offline engine', () => {
  it('holds its bars on the own texts, which are there on every machine', async function holdsItsBars() {
    this.timeout(120_000);
    // A root without material beside it.
    const rows = new Map(
      (await evaluateExamGates(`${tmpdir()}/nowhere/project`)).map((row) => [row.metric, row]),
    );
    const value = (metric: string): number => rows.get(metric)!.value;
    expect(value('good_items_passed')).to.be.at.least(0.95);
    expect(value('second_good_items_passed')).to.be.at.least(0.9);
    for (const gate of gateName.options) {
      expect(value(`gate_${gate}_catch_rate`), gate).to.be.at.least(0.95);
      expect(value(`gate_${gate}_false_rejections`), gate).to.be.at.most(0.02);
      // No question without a shape is written by hand.
      if (gate === 'shape') continue;
      expect(value(`gate_${gate}_hard_catch_rate`), gate).to.be.at.least(0.9);
      expect(value(`gate_${gate}_second_catch_rate`), gate).to.be.at.least(0.8);
      expect(rows.get(`gate_${gate}_hard_catch_rate`)!.n, gate).to.be.at.least(15);
    }
    expect(rows.get('good_items_passed')!.n).to.be.at.least(60);
    expect(value('offline_own_texts_questions')).to.be.at.least(45);
    for (const gate of ['shape', 'grounding', 'single_key', 'self_contained'])
      expect(value(`offline_own_texts_passes_${gate}`), gate).to.be.at.least(0.98);
    for (const row of rows.values()) expect(row.n, row.metric).to.be.above(0);
  });
});
