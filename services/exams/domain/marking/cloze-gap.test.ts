import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { judgeGap, slips } from './cloze-gap.ts';

describe('a gap', () => {
  const accepted = ['photosynthesis', 'CO2', 'año', '3.5', '1945'];
  for (const written of [
    'Photosynthesis',
    '  PHOTOSYNTHESIS. ',
    '“photosynthesis”',
    'photo\u00adsynthesis',
    'co2',
    'CO₂',
    'AÑO',
    '3,50',
  ])
    it(`takes ${JSON.stringify(written)}`, () => expect(judgeGap(written, accepted)).to.equal('right'));
  for (const written of ['photosyntesis', 'photosynthesys', 'fotosynthesis', 'ano'])
    it(`shows ${written} to a person`, () => expect(judgeGap(written, accepted)).to.equal('near'));
  for (const written of ['', '  ', 'respiration', 'synthesis', 'CO', '1946', '1954', '3.6', 'constructor'])
    it(`does not take ${JSON.stringify(written)}`, () =>
      expect(judgeGap(written, accepted)).to.equal('wrong'));

  it('takes what it accepts, in any case and with any space around it', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-zà-ÿ]{1,20}$/),
        fc.constantFrom('', ' ', '\t', '. '),
        (word, end) => {
          expect(judgeGap(`${end}${word.toUpperCase()}${end}`, [word])).to.equal('right');
        },
      ),
    );
  });
});

describe('slips between two words', () => {
  it('are a distance: none for the same, as many both ways, never more than the longer has letters', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(slips(a, a)).to.equal(0);
        expect(slips(a, b)).to.equal(slips(b, a));
        expect(slips(a, b)).to.be.at.most(Math.max([...a].length, [...b].length));
      }),
    );
  });

  it('count two letters that changed places as one', () => expect(slips('recieve', 'receive')).to.equal(1));
});
