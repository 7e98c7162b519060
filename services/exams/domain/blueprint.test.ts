import { type BloomLevel, bloomLevel, type ItemType, itemType } from '@scory/contracts/exams/items.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { batchesOf, batchSize } from './batches.ts';
import { capacityOf, type PlanRequest, planExam } from './blueprint.ts';
import { contradictions } from './levels.ts';
import type { MaterialPassage } from './material.ts';
import { refill } from './refill.ts';
import { canShare, sumOfMarks } from './share-marks.ts';

const passage = (number: number, length: number, topic: string): MaterialPassage => ({
  ...{ number, documentId: `d${topic}`, kind: 'text', section: [topic], language: 'en', lines: [], topic },
  text: 'The pressure fell by 12 kPa in 1998. '.repeat(Math.ceil(length / 37)).slice(0, length),
});

const passages = fc
  .array(fc.tuple(fc.integer({ min: 120, max: 2_400 }), fc.constantFrom('heat', 'light', 'sound')), {
    minLength: 1,
    maxLength: 60,
  })
  .map((all) => all.map(([length, topic], place) => passage(place + 1, length, topic)));

const requests: fc.Arbitrary<PlanRequest> = fc
  .record({
    counts: fc.dictionary(fc.constantFrom(...itemType.options), fc.integer({ min: 0, max: 12 }), {
      minKeys: 1,
    }),
    difficulty: fc.constantFrom('easy' as const, 'medium' as const, 'hard' as const, 'mixed' as const),
    bloom: fc.option(fc.uniqueArray(fc.constantFrom(...bloomLevel.options), { minLength: 1 }), {
      nil: undefined,
    }),
    marks: fc.option(
      fc.integer({ min: 1, max: 100_000 }).map((cents) => cents / 100),
      { nil: undefined },
    ),
    topics: fc.option(fc.constant(['heat', 'sound', 'smell']), { nil: undefined }),
  })
  .map((request) => request as PlanRequest)
  .filter((request) => {
    const count = countOf(request);
    return (
      contradictions(request).length === 0 &&
      (request.marks === undefined || (count > 0 && canShare(request.marks, count)))
    );
  });

const countOf = ({ counts }: PlanRequest): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

describe('the plan of an exam', () => {
  it('is as large as was asked for, by type, on levels that were asked for; what has no room is said', () => {
    fc.assert(
      fc.property(requests, passages, fc.nat(), (request, material, seed) => {
        const { slots, missing } = planExam(request, material, seed);
        for (const type of itemType.options) {
          const planned = [...slots, ...missing].filter((slot) => slot.type === type);
          expect(planned).to.have.length(request.counts[type] ?? 0);
        }
        for (const { bloom } of slots) if (request.bloom) expect(request.bloom).to.include(bloom);
        const numbers = [...slots, ...missing].map(({ number }) => number);
        expect(numbers).to.deep.equal(numbers.map((_number, place) => place + 1));
      }),
    );
  });

  it('shares out the marks to the cent', () => {
    fc.assert(
      fc.property(requests, passages, fc.nat(), (request, material, seed) => {
        const { slots, missing } = planExam(request, material, seed);
        const marks = [...slots, ...missing].map((slot) => slot.marks);
        for (const each of marks) expect(each).to.be.within(0.01, 100);
        if (request.marks !== undefined) expect(sumOfMarks(marks)).to.equal(request.marks);
      }),
    );
  });

  it('takes each passage once before any twice, and none beyond what it bears', () => {
    fc.assert(
      fc.property(requests, passages, fc.nat(), (request, material, seed) => {
        const { slots, missing } = planExam({ ...request, topics: undefined }, material, seed);
        const used = new Map<number, number>();
        for (const { passages: on } of slots) used.set(on[0]!, (used.get(on[0]!) ?? 0) + 1);
        for (const each of material) expect(used.get(each.number) ?? 0).to.be.at.most(capacityOf(each));
        const twice = [...used.values()].some((count) => count > 1);
        if (twice) expect(used.size).to.equal(material.length);
        if (missing.length > 0)
          expect(slots.length).to.equal(material.reduce((sum, each) => sum + capacityOf(each), 0));
      }),
    );
  });

  it('is the same for the same seed, and spreads over all of the material', () => {
    const material = Array.from({ length: 100 }, (_, place) =>
      passage(place + 1, 700, `part ${Math.floor(place / 10)}`),
    );
    const request: PlanRequest = {
      counts: { mcq: 20 },
      difficulty: 'mixed',
      bloom: undefined,
      marks: undefined,
      topics: undefined,
    };
    expect(planExam(request, material, 5)).to.deep.equal(planExam(request, material, 5));
    const topics = new Set(planExam(request, material, 6).slots.map(({ topic }) => topic));
    expect(topics.size).to.equal(10);
  });

  it('gives topics that were asked for as many questions each, as far as there is room', () => {
    const material = [
      ...Array.from({ length: 9 }, (_, place) => passage(place + 1, 700, 'heat')),
      passage(10, 300, 'sound'),
    ];
    const request: PlanRequest = {
      counts: { mcq: 6 },
      difficulty: 'easy',
      bloom: undefined,
      marks: undefined,
      topics: ['heat', 'sound'],
    };
    const { slots } = planExam(request, material, 1);
    expect(slots.filter(({ topic }) => topic === 'sound')).to.have.length(1);
    expect(slots.filter(({ topic }) => topic === 'heat')).to.have.length(5);
  });

  it('knows which levels do not suit a type', () => {
    const levels = (type: ItemType, bloom: BloomLevel[]) => contradictions({ counts: { [type]: 1 }, bloom });
    expect(levels('essay', ['remember'])).to.deep.equal(['essay']);
    expect(levels('true_false', ['create', 'evaluate'])).to.deep.equal(['true_false']);
    expect(levels('mcq', ['remember', 'create'])).to.deep.equal([]);
  });
});

describe('batches of a plan', () => {
  it('are as few as there must be, hold each slot once, and no more than five', () => {
    fc.assert(
      fc.property(requests, passages, fc.nat(), (request, material, seed) => {
        const { slots } = planExam(request, material, seed);
        const batches = batchesOf(slots);
        expect(batches).to.have.length(Math.ceil(slots.length / batchSize));
        for (const batch of batches) expect(batch.length).to.be.within(1, batchSize);
        const numbers = batches.flat().map(({ number }) => number);
        expect(numbers.sort((a, b) => a - b)).to.deep.equal(slots.map(({ number }) => number));
      }),
    );
  });
});

describe('filling up a plan', () => {
  it('takes passages that were not tried, free ones first, and gives up where there is none', () => {
    const material = [passage(1, 700, 'heat'), passage(2, 400, 'light'), passage(3, 400, 'heat')];
    const slot = {
      ...{ number: 1, type: 'mcq' as const, topic: 'heat', bloom: 'remember' as const },
      ...{ difficulty: 'easy' as const, marks: 1, passages: [1] },
    };
    const filled = (tried: number[], used: [number, number][]) =>
      refill([slot], material, { tried: new Map([[1, tried]]), used: new Map(used), seed: 1 }).map(
        (each) => each.passages,
      );
    expect(filled([1], [])).to.deep.equal([[3]]);
    expect(filled([1, 3], [])).to.deep.equal([[2]]);
    expect(filled([2, 3], [[1, 1]])).to.deep.equal([[1]]);
    expect(filled([2, 3], [[1, 3]])).to.deep.equal([]);
  });
});
