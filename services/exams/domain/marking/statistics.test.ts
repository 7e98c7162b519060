import { expect } from 'chai';
import { describe, it } from 'mocha';
import { correlation, examStatistics } from './statistics.ts';

describe('statistics of an exam', () => {
  // Five people, four items of right or wrong; by hand: p = .8 .6 .6 .2; sums 4 3 2 2 0.
  const points = [
    [1, 1, 1, 1],
    [1, 1, 1, 0],
    [1, 1, 0, 0],
    [1, 0, 1, 0],
    [0, 0, 0, 0],
  ];
  const answered = points.map((row) => row.map(() => true));
  const statistics = examStatistics(points, answered, [1, 1, 1, 1]);

  it('are those of the textbook', () => {
    expect(statistics.mean).to.equal(2.2);
    expect(statistics.standard_deviation).to.be.closeTo(1.48324, 1e-5);
    expect(statistics.items.map(({ difficulty }) => difficulty)).to.deep.equal([0.8, 0.6, 0.6, 0.2]);
    // Sum of the item variances is .2 + .3 + .3 + .2 = 1, of the total 2.2: 4/3 · (1 − 1/2.2).
    expect(statistics.reliability).to.be.closeTo((4 / 3) * (1 - 1 / 2.2), 1e-9);
    // The first item against the sums of the others: 1 0 0 0 0 reversed.
    expect(statistics.items[0]!.discrimination).to.be.closeTo(
      correlation([1, 1, 1, 1, 0], [3, 2, 1, 1, 0])!,
      1e-9,
    );
    expect(statistics.items[0]!.discrimination).to.be.closeTo(0.68641, 1e-5);
  });

  it('say nothing where there is nothing to say', () => {
    expect(examStatistics([], [], [1])).to.deep.equal({
      mean: null,
      standard_deviation: null,
      reliability: null,
      items: [{ answered: 0, difficulty: null, discrimination: null }],
    });
    const alone = examStatistics([[1, 0]], [[true, false]], [1, 1]);
    expect(alone).to.deep.include({ mean: 1, standard_deviation: null, reliability: null });
    expect(alone.items.map(({ answered: count }) => count)).to.deep.equal([1, 0]);
    expect(
      examStatistics(
        [
          [1, 1],
          [1, 1],
        ],
        [
          [true, true],
          [true, true],
        ],
        [1, 1],
      ).reliability,
    ).to.equal(null);
  });
});
