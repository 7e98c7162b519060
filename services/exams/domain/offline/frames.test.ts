import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { passageOf } from '../testing/made-items.ts';
import { conditionOf, definitionOf, listingOf, reasonOf, subjectOf } from './frames.ts';
import { type Grammar, loadGrammar } from './grammar.ts';
import { type Statement, statementsOf } from './statement.ts';

describe('frames of statements', () => {
  let grammar: Grammar;
  before(async () => {
    grammar = await loadGrammar();
  });
  const read = (sentence: string): Statement => {
    const [statement] = statementsOf(passageOf(sentence), grammar);
    if (!statement) throw new Error(`No statement: ${sentence}`);
    return statement;
  };

  it('finds the subject where a plain noun phrase opens the sentence', () => {
    expect(
      subjectOf(read('Chlorophyll molecules absorb photons and pass electrons down a chain of carriers.')),
    ).to.include({
      subject: 'Chlorophyll molecules',
      plural: true,
      predicate: 'absorb photons and pass electrons down a chain of carriers',
    });
    expect(
      subjectOf(read('The thyroid gland makes two hormones out of iodine and an amino acid.')),
    ).to.include({
      subject: 'thyroid gland',
      article: 'the',
    });
    expect(
      subjectOf(read('When the blood becomes too concentrated, receptors release vasopressin.')),
    ).to.equal(undefined);
  });

  it('finds what a term is, and no mere judgement', () => {
    expect(
      definitionOf(read('A deadlock is a situation in which two transactions wait for each other.')),
    ).to.include({
      term: 'deadlock',
      definition: 'a situation in which two transactions wait for each other',
    });
    expect(definitionOf(read('Sleep is a good way to remember what was learned during the day.'))).to.equal(
      undefined,
    );
  });

  it('finds reasons and conditions', () => {
    expect(
      reasonOf('colour blindness is far more common in men, because the gene lies on the X chromosome.'),
    ).to.deep.equal({
      fact: 'colour blindness is far more common in men',
      reason: 'The gene lies on the X chromosome',
    });
    expect(reasonOf('it is common, because the gene lies on the X chromosome.')).to.equal(undefined);
    expect(
      conditionOf(read('When a vessel is torn, platelets stick to the exposed collagen within seconds.')),
    ).to.deep.equal({
      condition: 'when a vessel is torn',
      outcome: 'Platelets stick to the exposed collagen within seconds',
    });
  });

  it('finds the members of a list', () => {
    expect(
      listingOf(read('Many people speak Romance languages such as Italian, Spanish and Portuguese.')),
    ).to.deep.equal({
      question: 'Which of the following are Romance languages?',
      members: ['Italian', 'Spanish', 'Portuguese'],
    });
    expect(
      listingOf(
        read(
          'He made a series of decisions, including reading papers and invoking tools.'.replace(
            'He',
            'Napoleon',
          ),
        ),
      ),
    ).to.equal(undefined);
  });
});
