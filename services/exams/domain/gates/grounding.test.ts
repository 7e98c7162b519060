import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { MadeItem } from '../made-item.ts';
import {
  against,
  clozeOf,
  goodMcq,
  heart,
  mcqOf,
  numericOf,
  passageOf,
  shortOf,
  statementOf,
} from '../testing/made-items.ts';
import { grounding } from './grounding.ts';

const reasons = (item: MadeItem): string => grounding(item, against(item)).join('; ');
const pumps = 'The left ventricle pumps blood into the aorta';

describe('gate grounding', () => {
  it('lets pass what its passage says', () => {
    for (const item of [
      goodMcq,
      clozeOf('The rhythm is set by the {{g1}}.', { g1: ['sinus node'] }, 'The sinus node sets the rhythm'),
      numericOf('How often does the heart beat in a minute?', 70, 'beats about 70 times a minute'),
      statementOf(
        'True or false: The heart of an adult beats about 90 times a minute.',
        false,
        'The heart of an adult beats about 70 times a minute.',
      ),
      shortOf(
        'Why does the heart rate rise during exercise?',
        'Muscles need more oxygen.',
        'the heart rate rises because muscles need more oxygen',
      ),
    ])
      expect(reasons(item), item.stem).to.equal('');
  });

  it('turns away quotes that do not stand there, of another passage, or of too few words', () => {
    expect(reasons({ ...goodMcq, quote: 'The left ventricle pushes blood into the aorta' })).to.include(
      'does not stand',
    );
    expect(reasons({ ...goodMcq, passage: 7 })).to.include('no passage 7');
    expect(reasons({ ...goodMcq, quote: 'the aorta' })).to.include('too short');
  });

  it('turns away keys that nothing near the quote says', () => {
    expect(reasons(mcqOf('What pumps blood?', ['spleen tissue', 'a', 'b'], pumps))).to.include('spleen');
    expect(
      reasons(numericOf('How often does the heart beat?', 72, 'beats about 70 times a minute')),
    ).to.include('72');
    expect(
      reasons(
        clozeOf(
          'The rhythm is set by the {{g1}}.',
          { g1: ['vagus nerve'] },
          'The sinus node sets the rhythm',
        ),
      ),
    ).to.include('vagus');
  });

  it('turns away numbers that the material does not say, however they are written', () => {
    expect(
      reasons({ ...goodMcq, stem: 'Into which vessel did the ventricle pump blood in 1987?' }),
    ).to.include('1987');
    expect(reasons(statementOf('True or false: The heart beats 4 million times.', true, pumps))).to.include(
      '4',
    );
  });

  it('turns away statements that are called false and stand there, or called true and are denied', () => {
    expect(reasons(statementOf(`True or false: ${pumps}.`, false, pumps))).to.include('calls false');
    expect(
      reasons(
        statementOf('True or false: The left ventricle does not pump blood into the aorta.', true, pumps),
      ),
    ).to.include('denies');
  });

  it('compares no words where the exam is in another language than its material', () => {
    const item = mcqOf(
      'In welches Gefäß pumpt die linke Herzkammer?',
      ['Hauptschlagader', 'Hohlvene', 'Pfortader'],
      pumps,
    );
    expect(grounding(item, against(item, { language: 'de' }))).to.deep.equal([]);
    const german = new Map([[1, passageOf(heart.text, { language: 'de' })]]);
    expect(grounding(item, against(item, { language: 'de', passages: german }))).not.to.deep.equal([]);
  });
});
