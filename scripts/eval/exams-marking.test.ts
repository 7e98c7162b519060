import { expect } from 'chai';
import { describe, it } from 'mocha';
import { evaluateMarking, quadraticKappa } from './exams-marking.ts';

describe('agreement with marks by hand', () => {
  it('is 1 for the same marks, 0 for what chance gives, and less where marks are further apart', () => {
    expect(
      quadraticKappa([
        [0, 0],
        [4, 4],
        [2, 2],
      ]),
    ).to.equal(1);
    expect(
      quadraticKappa([
        [0, 0],
        [0, 4],
        [4, 0],
        [4, 4],
      ]),
    ).to.equal(0);
    expect(
      quadraticKappa([
        [0, 1],
        [4, 3],
      ]),
    ).to.be.greaterThan(
      quadraticKappa([
        [0, 2],
        [4, 2],
      ]),
    );
    expect(
      quadraticKappa([
        [0, 4],
        [4, 0],
      ]),
    ).to.equal(-1);
  });

  it('is better than that of words in common, also on questions that nothing was chosen on', () => {
    const rows = new Map(evaluateMarking().map((row) => [row.metric, row]));
    for (const metric of ['marking_offline_kappa', 'marking_offline_kappa_held_out', 'marking_offline_exact'])
      expect(rows.get(metric)!.value, metric).to.be.greaterThan(rows.get(metric)!.baseline!);
    expect(rows.get('marking_offline_kappa')!.n).to.be.at.least(120);
    expect(rows.get('marking_offline_unearned')!.value).to.be.below(
      rows.get('marking_offline_unearned')!.baseline!,
    );
  });
});
