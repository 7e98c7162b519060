import { expect } from 'chai';
import { describe, it } from 'mocha';
import { joinLines, vocabularyOf } from './hyphenation.ts';

describe('joining lines', () => {
  const vocabulary = vocabularyOf([
    'a cost-benefit analysis',
    'the database was trace driven',
    'TraceMonkey runs',
  ]);
  const cases: [string, string, string, string][] = [
    ['a word that the line end cut', 'the dehypenisa-', 'tion of a text', 'the dehypenisation of a text'],
    ['a soft hyphen', 'dehyphen\u00AD', 'ation', 'dehyphenation'],
    ['a compound', 'a well-', 'known fact', 'a well-known fact'],
    ['a compound of more parts', 'state-of-the-', 'art methods', 'state-of-the-art methods'],
    ['a compound that the document itself writes so', 'the cost-', 'benefit ratio', 'the cost-benefit ratio'],
    ['a word that the document itself writes joined', 'the data-', 'base was', 'the database was'],
    [
      'a last part that makes compounds of a known word',
      'a trace-',
      'based compiler',
      'a trace-based compiler',
    ],
    ['an ending, not a compound', 'a high-', 'er value', 'a higher value'],
    ['a number after the hyphen', 'COVID-', '19 patients', 'COVID-19 patients'],
    ['a name after the hyphen', 'the Anglo-', 'American war', 'the Anglo-American war'],
    ['camel case that the document knows', 'and Trace-', 'Monkey stops', 'and TraceMonkey stops'],
    ['a left-out part', 'pre-', 'and post-test scores', 'pre- and post-test scores'],
    ['an address', 'see https://example.org/a-', 'page for it', 'see https://example.org/a-page for it'],
    ['a dash of its own', 'before -', 'after', 'before - after'],
    ['a long dash', 'before\u2014', 'after', 'before\u2014after'],
    ['no hyphen', 'one line', 'and the next', 'one line and the next'],
  ];
  for (const [what, before, after, whole] of cases) {
    it(`${what}: ${whole}`, () => expect(joinLines(before, after, vocabulary)).to.equal(whole));
  }
});
