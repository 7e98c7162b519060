import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { byGrades } from './grades.ts';

describe('graded passages', () => {
  it('come by grade, then as they were found, and none is lost or made up', () => {
    const one = fc.record({ name: fc.nat(), score: fc.double({ min: -5, max: 5, noNaN: true }) });
    fc.assert(
      fc.property(
        fc.array(one),
        fc.array(fc.option(fc.nat({ max: 3 }), { nil: undefined })),
        (found, grades) => {
          const gradeOf = new Map(found.map((each, index) => [each.name, grades[index]]));
          const ordered = byGrades(found, ({ name }) => gradeOf.get(name));
          expect(ordered.map(({ name }) => name).toSorted()).to.deep.equal(
            found.map(({ name }) => name).toSorted(),
          );
          for (const [index, each] of ordered.entries()) {
            const next = ordered[index + 1];
            if (!next) continue;
            expect(each.score).to.be.at.least(next.score);
            expect(gradeOf.get(each.name) ?? 0).to.be.at.least(gradeOf.get(next.name) ?? 0);
          }
        },
      ),
    );
    const kept = byGrades([{ score: 2 }, { score: 1 }, { score: -1 }], ({ score }) =>
      score === -1 ? 3 : undefined,
    );
    expect(kept.map(({ score }) => Math.floor(score))).to.deep.equal([3, 0, 0]);
  });
});
