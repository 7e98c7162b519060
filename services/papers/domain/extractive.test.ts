import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { evalPapers } from '../../../scripts/eval/data/papers.ts';
import { rewriteSentence, simplifyExtractive } from './extractive.ts';
import { loadTagger } from './grammar.ts';
import { readPaper } from './paper-text.ts';
import { quantitiesOf } from './quantities.ts';
import { readabilityOf } from './readability.ts';
import { readingLevels } from './simplified-paper.ts';

const numbersOf = (text: string): string[] =>
  (text.match(/\d+(?:[.,]\d+)*/g) ?? []).map((number) => number.replace(/,/g, ''));

describe('simplifyExtractive', () => {
  it('points every sentence of the result to source sentences that exist', async () => {
    for (const { title, abstract } of evalPapers) {
      const paper = readPaper({ title, abstract });
      for (const level of readingLevels) {
        const result = await simplifyExtractive({ title, abstract }, { level });
        expect(result.sources.summary).to.have.length(result.sentences.length);
        expect(result.sources.key_points).to.have.length(result.key_points.length);
        for (const index of [...result.sources.summary, ...result.sources.key_points].flat())
          expect(paper.sentences[index]?.kept).to.equal(true);
        expect(result.key_points.length).to.be.within(3, 7);
        expect(result.summary).to.equal(result.sentences.join(' '));
        expect(result.warnings.map(({ code }) => code)).to.include('EXTRACTIVE');
      }
    }
  });

  it('makes levels that really differ: grade and rare words fall from advanced to beginner', async () => {
    const grades: number[] = [];
    const rare: number[] = [];
    for (const level of readingLevels) {
      const results = await Promise.all(
        evalPapers.map(({ title, abstract }) => simplifyExtractive({ title, abstract }, { level })),
      );
      grades.push(results.reduce((sum, { reading_grade }) => sum + reading_grade.after, 0) / results.length);
      rare.push(results.reduce((sum, { rare_words }) => sum + rare_words.after, 0) / results.length);
    }
    const [beginner, intermediate, advanced] = grades as [number, number, number];
    expect(beginner).to.be.below(intermediate);
    expect(intermediate).to.be.below(advanced);
    expect(rare[0]).to.be.below(rare[1]!);
    expect(rare[1]).to.be.below(rare[2]!);
    const source =
      evalPapers.reduce((sum, { abstract }) => sum + readabilityOf(abstract).grade, 0) / evalPapers.length;
    expect(beginner).to.be.below(source - 1);
  });

  it('says only numbers that the source says, and never throws, whatever the text', async () => {
    const words = fc.constantFrom(
      'We',
      'found',
      '12',
      'trials',
      '3.5%',
      '(95% CI 1 to 2)',
      ',',
      'which',
      'was',
      'and',
      'reduced',
      'pain',
      '.',
      ';',
      'However',
      '[3]',
      'utilised',
      '“',
      ')',
      '\n\n',
      '1 Results',
      'et al.',
      'é',
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.array(words, { maxLength: 80 }).map((list) => list.join(' ')),
    );
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom(...readingLevels), async (body, level) => {
        const { summary, key_points, title } = await simplifyExtractive({ text: body }, { level });
        const known = new Set(numbersOf(body));
        for (const number of numbersOf([title, summary, ...key_points].join(' ')))
          expect(known.has(number), `${number} in ${body}`).to.equal(true);
      }),
      { numRuns: 150 },
    );
  });

  it('says plainly that nothing is there to simplify', async () => {
    for (const text of ['', '   ', '\u0000', '1 2 3']) {
      const result = await simplifyExtractive({ text }, { level: 'beginner' });
      expect(result.warnings.map(({ code }) => code)).to.include('SOURCE_TOO_SHORT');
    }
  });

  it('leaves the wording of other languages alone and says so; it does not pretend to translate', async () => {
    const text =
      'Der Regen fällt auf die Dächer der Stadt und das Wasser läuft auf die Straße. Die Forscher haben 12 Dächer mit Pflanzen untersucht (p < 0,05). Auf diesen Dächern blieb die Hälfte des Wassers. '.repeat(
        3,
      );
    const result = await simplifyExtractive({ text }, { level: 'beginner' });
    expect(result.language).to.equal('de');
    expect(result.warnings.map(({ code }) => code)).to.include('LANGUAGE_NOT_SUPPORTED');
    expect(result.summary).to.contain('Dächer');
    const english = await simplifyExtractive(
      { abstract: evalPapers[0]!.abstract },
      { level: 'beginner', language: 'id' },
    );
    expect(english.language).to.equal('en');
    expect(english.warnings.map(({ code }) => code)).to.include('LANGUAGE_NOT_SUPPORTED');
  });

  it('stops when aborted', async () => {
    const abort = new AbortController();
    const running = simplifyExtractive(
      { text: `${evalPapers[0]!.abstract} `.repeat(400) },
      { level: 'beginner' },
      abort.signal,
    );
    abort.abort(new Error('cancelled'));
    const failure = await running.then(
      () => null,
      (error: Error) => error.message,
    );
    expect(failure).to.equal('cancelled');
  });

  it('lets other work run during a long paper', async () => {
    await loadTagger();
    const text = evalPapers.map(({ abstract }) => abstract).join('\n\n');
    const long = Array.from({ length: 25 }, (_, at) => `${at + 1} Part ${at + 1}\n\n${text}`).join('\n\n');
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    await simplifyExtractive({ title: 'Long', text: long }, { level: 'beginner' });
    clearInterval(timer);
    expect(longest).to.be.above(0).and.below(400);
  });

  it('is easier than the abstracts it simplifies, on paired human simplifications', async function () {
    const path = join(
      import.meta.dirname,
      '../../../../shared/material/simplification/cochrane-40.source.txt',
    );
    if (!existsSync(path)) {
      console.log('      skipped: no shared material on this machine');
      this.skip();
    }
    const sources = readFileSync(path, 'utf8').trim().split('\n');
    const mean = async (level: 'beginner' | 'intermediate' | 'advanced'): Promise<[number, number]> => {
      const results = await Promise.all(
        sources.map((abstract) => simplifyExtractive({ abstract }, { level })),
      );
      return [
        results.reduce((sum, { reading_grade }) => sum + reading_grade.after, 0) / results.length,
        results.reduce((sum, { rare_words }) => sum + rare_words.after, 0) / results.length,
      ];
    };
    const [advanced, intermediate, beginner] = [
      await mean('advanced'),
      await mean('intermediate'),
      await mean('beginner'),
    ];
    const source = sources.reduce((sum, text) => sum + readabilityOf(text).grade, 0) / sources.length;
    expect(intermediate[0]).to.be.below(advanced[0]);
    expect(beginner[0]).to.be.below(intermediate[0]);
    expect(beginner[0]).to.be.below(source - 1.5);
    expect(intermediate[1]).to.be.below(advanced[1]);
    expect(beginner[1]).to.be.below(intermediate[1]);
  });
});

describe('rewriteSentence', () => {
  const cases: readonly (readonly [name: string, source: string, expected: readonly string[]])[] = [
    [
      'drops citations and statistics',
      'Ketamine reduced pain (RR 0.73, 95% CI 0.65 to 0.81) [4, 5].',
      ['Ketamine reduced pain.'],
    ],
    [
      'keeps the only number of a comparison',
      'The drug reduced pain (by 12%).',
      ['The drug reduced pain (by 12%).'],
    ],
    [
      'splits clauses with subjects of their own',
      'Ninety-one people enrolled in the study, but only 42 people remained in the trial throughout the follow-up period.',
      [
        'Ninety-one people enrolled in the study.',
        'But only 42 people remained in the trial throughout the follow-up period.',
      ],
    ],
    [
      'takes relative clauses apart with their subject',
      'We have also described our trace compiler, which translates a trace from one form to native code.',
      [
        'We have also described our trace compiler.',
        'This compiler translates a trace from one form to native code.',
      ],
    ],
    [
      'turns leading clauses into sentences',
      'Although all studies were well planned and large, each study had problems with missing data in the end.',
      [
        'All studies were well planned and large.',
        'But each study had problems with missing data in the end.',
      ],
    ],
    [
      'uses plain words in the right form',
      'Patients utilised the device and underwent an assessment prior to surgery.',
      ['Patients used the device and had an assessment before surgery.'],
    ],
    [
      'does not split lists',
      'The trials compared antibiotics, antiviral drugs, and other treatments in adults with severe infections of the lung.',
      [
        'The trials compared antibiotics, antiviral drugs, and other treatments in adults with severe infections of the lung.',
      ],
    ],
  ];
  for (const [name, source, expected] of cases) {
    it(name, async () => {
      expect(rewriteSentence(source, 'beginner', await loadTagger())).to.deep.equal(expected);
    });
  }

  it('keeps the numbers of what it keeps', async () => {
    const tag = await loadTagger();
    for (const { abstract } of evalPapers) {
      for (const { text } of readPaper({ abstract }).sentences) {
        const known = quantitiesOf(text).map(({ value }) => value);
        for (const part of rewriteSentence(text, 'beginner', tag))
          for (const { value } of quantitiesOf(part)) expect(known).to.include(value);
      }
    }
  });
});
