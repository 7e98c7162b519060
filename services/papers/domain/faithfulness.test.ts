import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { FaithfulnessCheck } from './faithfulness.ts';
import { readPaper } from './paper-text.ts';

const abstract = `We randomised 412 adults with mild hypertension to walking groups or to written advice. After 12 months, systolic
blood pressure had fallen by 6.4 mmHg in the walking group and by 1.9 mmHg in the control group. Body weight did not differ
significantly between the groups. The risk of falls was higher in the walking group than in the control group. Nausea fell
from 27% with placebo to 23% with walking. The quality of life was better with walking. There was no evidence that walking
prevents stroke. Walking may be a feasible way to lower blood pressure. In a second sample, 37.78% of 900 people dropped out.`;

describe('FaithfulnessCheck', () => {
  const check = new FaithfulnessCheck(readPaper({ title: 'Walking groups', abstract }));
  const codes = (text: string, sources?: number[]): string[] =>
    check.check({ text, sources }).violations.map(({ code }) => code);

  const faithful = [
    'The study took 412 adults with slightly raised blood pressure.',
    'After one year, blood pressure had fallen by 6.4 mmHg in the walking group.',
    "Body weight didn't differ significantly between the groups.",
    'Body weight was similar in the two groups.',
    'There was no significant difference in body weight between the groups.',
    'The risk of falls was lower in the control group than in the walking group.',
    'Nausea fell from 27 percent with placebo to 23 percent with walking.',
    'Nausea fell to about one in four people with walking.',
    'We do not know whether walking prevents stroke: there was no evidence for it.',
    'Walking might help to lower blood pressure.',
    'About 38% of the people dropped out.',
    '37.8% of 900 people dropped out.',
  ];
  for (const text of faithful) {
    it(`lets pass: ${text}`, () => {
      expect(codes(text)).to.deep.equal([]);
    });
  }

  const unfaithful: readonly (readonly [code: string, text: string])[] = [
    ['NUMBER_UNSUPPORTED', 'The study took 512 adults with mild hypertension.'],
    [
      'NUMBER_UNSUPPORTED',
      'After 12 months, blood pressure had fallen by 1.9 mmHg in the walking group and by 6.4 mmHg in the control group.',
    ],
    ['NUMBER_UNSUPPORTED', 'Nausea fell from 23% with placebo to 27% with walking.'],
    ['NUMBER_UNSUPPORTED', 'About half of the 900 people dropped out.'],
    ['UNIT_CHANGED', 'After 12 weeks, systolic blood pressure had fallen by 6.4 mmHg.'],
    ['UNIT_CHANGED', 'Nausea fell from 27 mg with placebo to 23 mg with walking.'],
    ['DIRECTION_REVERSED', 'The risk of falls was lower in the walking group than in the control group.'],
    ['DIRECTION_REVERSED', 'The quality of life was worse with walking.'],
    ['DIRECTION_REVERSED', 'Systolic blood pressure had risen in the walking group.'],
    ['POLARITY_CHANGED', 'Body weight differed significantly between the groups.'],
    ['POLARITY_CHANGED', 'There was clear evidence that walking prevents stroke.'],
    ['POLARITY_CHANGED', 'The quality of life was not better with walking.'],
    ['UNSUPPORTED', 'Rents in the capital became more expensive for tenants.'],
  ];
  for (const [code, text] of unfaithful) {
    it(`finds ${code}: ${text}`, () => {
      expect(codes(text)).to.include(code);
    });
  }

  it('names the source sentences, best first', () => {
    expect(check.check({ text: 'Walking gave a better quality of life.' }).sources[0]).to.equal(5);
  });

  it('does not believe sources that do not say it', () => {
    expect(codes('Rents in the capital became more expensive for tenants.', [0, 1, 99, -1])).to.include(
      'UNSUPPORTED',
    );
  });

  it('sees that a hedge was lost', () => {
    expect(check.check({ text: 'Walking is a feasible way to lower blood pressure.' }).hedgeLost).to.equal(
      true,
    );
    expect(
      check.check({ text: 'Walking may be a feasible way to lower blood pressure.' }).hedgeLost,
    ).to.equal(false);
  });

  it('finds every sentence of a source true to the source', () => {
    for (const { text } of readPaper({ abstract }).sentences) expect(codes(text), text).to.deep.equal([]);
  });

  it('across languages checks the numbers and asks for named sources', () => {
    const translated = new FaithfulnessCheck(readPaper({ abstract }), { translated: true });
    const found = (text: string, sources: number[]): string[] =>
      translated.check({ text, sources }).violations.map(({ code }) => code);
    expect(found('Bei 37,78 % von 900 Menschen brach der Versuch ab.', [8])).to.deep.equal([]);
    expect(found('Bei 47,78 % von 900 Menschen brach der Versuch ab.', [8])).to.deep.equal([
      'NUMBER_UNSUPPORTED',
    ]);
    expect(found('Der Blutdruck sank.', [])).to.deep.equal(['UNSUPPORTED']);
  });

  it('never throws, whatever the source and the output', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.string({ unit: 'grapheme', maxLength: 100 }),
        (source, text) => {
          const { score } = new FaithfulnessCheck(readPaper({ text: source })).check({
            text,
            sources: [0, 7],
          });
          expect(score).to.be.within(0, 1);
        },
      ),
    );
  });
});
