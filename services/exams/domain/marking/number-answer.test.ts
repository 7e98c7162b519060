import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { judgeNumber, readNumber } from './number-answer.ts';

describe('numbers as people write them', () => {
  const forms: [string, number, string?][] = [
    ['3.5', 3.5],
    ['3,5', 3.5],
    [' .5 ', 0.5],
    ['-7', -7],
    ['−7', -7],
    ['+7', 7],
    ['≈ 12', 12],
    ['1.2e-3', 0.0012],
    ['1,2E3', 1_200],
    ['1.2×10^-3', 0.0012],
    ['1,2 · 10⁻³', 0.0012],
    ['1.2 x 10^5 m', 120_000, 'm'],
    ['10^6', 1_000_000],
    ['10⁶ Hz', 1_000_000, 'Hz'],
    ['1 234 567,8', 1_234_567.8],
    ['1.234.567,8', 1_234_567.8],
    ['1,234,567.8', 1_234_567.8],
    ["1'234.5", 1_234.5],
    ['3/4', 0.75],
    ['-3/4', -0.75],
    ['1 1/2', 1.5],
    ['½', 0.5],
    ['2½ h', 2.5, 'h'],
    ['12 kg', 12, 'kg'],
    ['12kg', 12, 'kg'],
    ['50 %', 50, '%'],
  ];
  for (const [text, value, unit = ''] of forms)
    it(`reads ${text}`, () => {
      const read = readNumber(text);
      expect(
        read?.values.some((one) => Math.abs(one - value) < 1e-9),
        JSON.stringify(read),
      ).to.equal(true);
      expect(read?.unit).to.equal(unit);
    });

  for (const text of [
    '',
    'NaN',
    'Infinity',
    '-Infinity',
    '1e999',
    '1/0',
    '0/0',
    'about three',
    '--3',
    '1.2.3',
    '1,23,4',
    '10^9999',
  ])
    it(`does not read “${text}”`, () => {
      expect(readNumber(text)).to.equal(undefined);
    });

  it('reads 1,234 both ways, and gives the point where one of them is right', () => {
    expect(readNumber('1,234')?.values).to.have.members([1.234, 1_234]);
    expect(judgeNumber('1,234', { value: 1_234, tolerance: 0 }, null)).to.equal('right');
    expect(judgeNumber('1,234', { value: 1.234, tolerance: 0 }, null)).to.equal('right');
    expect(judgeNumber('1.234', { value: 1_234, tolerance: 0 }, null)).to.equal('wrong');
  });

  it('reads every finite number that JavaScript can write', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(readNumber(String(value))?.values).to.include(value === 0 ? 0 : value);
      }),
    );
  });

  it('never throws and never has a reading that is not finite, whatever is written', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'0123456789.,eE+-/ ^*×½⁻¹ kgm%') })),
        (text) => {
          for (const value of readNumber(text)?.values ?? []) expect(Number.isFinite(value)).to.equal(true);
          expect(judgeNumber(text, { value: 1, tolerance: 0 }, 'kg')).to.be.oneOf([
            'right',
            'wrong',
            'unclear',
          ]);
        },
      ),
    );
  });
});

describe('judging a number', () => {
  const key = { value: 0.3, tolerance: 0 };

  it('forgives what binary fractions cannot hold, and no more', () => {
    expect(judgeNumber(0.1 + 0.2, key, null)).to.equal('right');
    expect(judgeNumber(0.3001, key, null)).to.equal('wrong');
  });

  it('takes what lies on the edge of the tolerance, and nothing beyond it', () => {
    const around = { value: 10, tolerance: 0.5 };
    for (const value of ['9.5', '10,5', 10.5]) expect(judgeNumber(value, around, null)).to.equal('right');
    for (const value of ['9.49', '10.51']) expect(judgeNumber(value, around, null)).to.equal('wrong');
  });

  for (const [text, unit] of [
    ['350 cm', 'm'],
    ['3.5 m', 'm'],
    ['3,5 metres', 'm'],
    ['3.5', 'm'],
    ['0.0035 km', 'm'],
    ['3500 mL', 'L'],
    ['210 min', 'h'],
    ['3500 mg', 'g'],
    ['3.5 µm', 'μm'],
    ['3.5 kohm', 'kΩ'],
  ] as const)
    it(`takes ${text} for 3.5 ${unit}`, () => {
      expect(judgeNumber(text, { value: 3.5, tolerance: 1e-9 }, unit)).to.equal('right');
    });

  it('does not take 350 m for 3.5 m, and leaves 3.5 of another unit to a person', () => {
    expect(judgeNumber('350 m', { value: 3.5, tolerance: 0 }, 'm')).to.equal('wrong');
    expect(judgeNumber('3.5 cm', { value: 3.5, tolerance: 0 }, 'm')).to.equal('wrong');
    expect(judgeNumber('3.5 kg', { value: 3.5, tolerance: 0 }, 'm')).to.equal('unclear');
    expect(judgeNumber('3.5 bananas', { value: 3.5, tolerance: 0 }, 'm')).to.equal('unclear');
    expect(judgeNumber('4 bananas', { value: 3.5, tolerance: 0 }, 'm')).to.equal('wrong');
  });

  it('takes a percentage for the share that it is', () => {
    expect(judgeNumber('25 %', { value: 0.25, tolerance: 0 }, null)).to.equal('right');
    expect(judgeNumber('25 %', { value: 25, tolerance: 0 }, '%')).to.equal('right');
    expect(judgeNumber('25', { value: 25, tolerance: 0 }, '%')).to.equal('right');
  });

  it('leaves digits that it cannot read to a person, and words without any to nobody', () => {
    expect(judgeNumber('1.2.3', key, null)).to.equal('unclear');
    expect(judgeNumber('about three', key, null)).to.equal('wrong');
    expect(judgeNumber(Number.NaN, key, null)).to.equal('wrong');
    expect(judgeNumber(Number.POSITIVE_INFINITY, key, null)).to.equal('wrong');
  });
});
