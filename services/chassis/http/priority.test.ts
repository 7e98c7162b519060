import { expect } from 'chai';
import { describe, it } from 'mocha';
import { laneOf } from './priority.ts';

describe('the Priority header', () => {
  for (const [header, lane] of [
    [undefined, 'normal'],
    ['', 'normal'],
    ['u=3', 'normal'],
    ['u=0, i', 'normal'],
    ['u=4', 'normal'],
    ['u=5', 'bulk'],
    ['i, u=7', 'bulk'],
    ['u=9', 'normal'],
    ['u=70', 'normal'],
    ['xu=7', 'normal'],
  ] as const)
    it(`${header ?? 'left out'} is ${lane}`, () => expect(laneOf(header)).to.equal(lane));
});
