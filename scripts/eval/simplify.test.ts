import { tmpdir } from 'node:os';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { evaluateSimplify } from './simplify.ts';

describe('eval simplify', () => {
  it('holds its bars on the own set, which is there on every machine', async () => {
    // A root without material beside it.
    const rows = new Map(
      (await evaluateSimplify(`${tmpdir()}/nowhere/project`)).map((row) => [row.metric, row]),
    );
    const value = (metric: string): number => rows.get(metric)!.value;
    const bars = {
      number_changed: 0.9,
      unit_changed: 0.85,
      numbers_swapped: 0.85,
      negation_dropped: 0.7,
      direction_reversed: 0.9,
      unsupported: 0.85,
    };
    for (const [kind, bar] of Object.entries(bars))
      expect(value(`catch.extractive.${kind}`), kind).to.be.at.least(bar);
    expect(value('catch.by_hand')).to.be.at.least(0.85);
    expect(value('false_alarm.by_hand')).to.be.at.most(0.08);
    expect(value('false_alarm.extractive.unchanged')).to.be.at.most(0.01);
    expect(value('false_alarm.human.unchanged')).to.be.at.most(0.01);
    expect(value('reading_grade.beginner')).to.be.below(value('reading_grade.intermediate'));
    expect(value('sentences_with_source.beginner')).to.equal(1);
    for (const row of rows.values()) expect(row.n, row.metric).to.be.above(0);
  });
});
