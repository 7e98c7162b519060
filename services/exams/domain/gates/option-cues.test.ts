import { expect } from 'chai';
import { describe, it } from 'mocha';
import type { MadeItem } from '../made-item.ts';
import { against, goodMcq, mcqOf } from '../testing/made-items.ts';
import { optionCues } from './option-cues.ts';

const reasons = (stem: string, ...texts: string[]): string => {
  const item = mcqOf(stem, texts, goodMcq.quote);
  return optionCues(item, against(item)).join('; ');
};

describe('gate option_cues', () => {
  it('lets options pass of which none stands out', () => {
    expect(reasons(goodMcq.stem, ...goodMcq.body.options.map(({ text }) => text))).to.equal('');
    expect(
      reasons('Who wrote the novel?', 'Jane Austen', 'Emily Brontë', 'George Eliot', 'Mary Shelley'),
    ).to.equal('');
    expect(
      reasons('What follows?', 'It aborts both of the transactions', 'It aborts one of them', 'It waits'),
    ).to.equal('');
    expect(reasons('How many are there?', '12', '14', '16', '18')).to.equal('');
  });

  it('notices what is right by its length', () => {
    expect(
      reasons(
        'What do valves do?',
        'They keep the blood from flowing back into the chambers',
        'They beat',
        'They rest',
        'They sing',
      ),
    ).to.include('longer');
  });

  it('notices options about options, in several languages', () => {
    for (const text of [
      'All of the above',
      'none of these answers',
      'Both A and C',
      'a and b',
      'Alle oben genannten',
      'toutes les réponses',
      'ninguna de las anteriores',
    ])
      expect(reasons('What is it?', 'aorta', 'vein', text), text).to.include('other options');
  });

  it('notices grammar that only what is right fits', () => {
    expect(reasons('The largest vessel is called an', 'aorta', 'vein', 'lung', 'node')).to.include(
      'fits “an”',
    );
    expect(
      reasons('What are the lower chambers called?', 'ventricles', 'atrium', 'aorta', 'valve'),
    ).to.include('plural');
    expect(reasons('The largest vessel is called an', 'aorta', 'artery', 'lung', 'node')).to.equal('');
  });

  it('notices words of the stem, absolutes, hedges, punctuation and numbers', () => {
    expect(
      reasons('What sets the rhythm of the heart?', 'the rhythm node', 'the valve', 'the lung', 'the vein'),
    ).to.include('repeats');
    expect(
      reasons('What do valves do?', 'stop backflow', 'always open', 'never close', 'only sing'),
    ).to.include('absolute');
    expect(
      reasons(
        'What do valves do?',
        'They usually stop backflow',
        'They open twice',
        'They beat fast',
        'They sing',
      ),
    ).to.include('qualified');
    expect(
      reasons('What do valves do?', 'They stop backflow.', 'They open', 'They beat', 'They rest'),
    ).to.include('full stop');
    expect(reasons('What is the rate?', '70', 'slow', 'fast', 'none')).to.include('number');
  });

  it('notices wrong options that were all made out of the right one', () => {
    const right = 'sodium at high pressure';
    const made = ['sodium at low voltage', 'potassium at high frequency', 'chloride at normal pressure'];
    expect(reasons('What flows?', right, ...made)).to.include('variations');
    const crossed = ['sodium at low voltage', 'potassium at high voltage', 'potassium at low pressure'];
    expect(reasons('What flows?', right, ...crossed)).to.equal('');
  });

  it('notices steps that say their place', () => {
    const item: MadeItem = {
      ...goodMcq,
      type: 'ordering',
      body: {
        items: ['First, it fills', 'It contracts', 'It rests'].map((text, at) => ({ id: `i${at}`, text })),
      },
      key: { order: ['i0', 'i1', 'i2'] },
    };
    expect(optionCues(item, against(item)).join()).to.include('says its place');
  });
});
