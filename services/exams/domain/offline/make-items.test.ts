import { type ItemType, itemType } from '@scory/contracts/exams/items.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { checkItem } from '../gates/check-items.ts';
import { grounding } from '../gates/grounding.ts';
import { shape } from '../gates/shape.ts';
import { answerTexts } from '../item-texts.ts';
import type { MadeItem } from '../made-item.ts';
import type { Passage } from '../passage.ts';
import { passageOf, slotOf } from '../testing/made-items.ts';
import type { OfflineSlot } from './made.ts';
import { makeItems } from './make-items.ts';

const course = [
  'A mitochondrion is an organelle that turns the energy of sugar into a form that the cell can spend. A chloroplast is an organelle that captures the energy of light and stores it in sugar. The ribosome is a machine that builds proteins from amino acids. The ribosome reads the message of the genes. The mitochondrion has a genome of its own.',
  'Plants close their pores at noon because dry air draws too much water out of the leaf. When the soil dries out, roots send a hormone to the leaves, and the pores close within minutes. A maize plant loses 200 litres of water in a summer. The chloroplast needs carbon dioxide, and the mitochondrion needs oxygen.',
  'Many gardeners grow vegetables such as spinach, lettuce and chicory. Spinach takes up nitrate from the soil. Lettuce needs much water. In 1774 Joseph Priestley put a mouse and a mint plant under a glass. In 1779 Jan Ingenhousz found that plants clean the air in sunlight alone. In 1845 Robert Mayer saw that plants turn light into chemical energy.',
];
const passages: ReadonlyMap<number, Passage> = new Map(
  course.map((text, at) => [at + 1, passageOf(text, { number: at + 1, section: ['Plant cells'] })]),
);
const slots = (types: readonly ItemType[], on: number[] = [1, 2, 3]): OfflineSlot[] =>
  types.map((type, at) => ({
    ...slotOf(type, { number: at + 1, marks: type === 'essay' ? 10 : 3 }),
    passages: on,
  }));
const make = (types: readonly ItemType[], seed = 1, avoid: readonly MadeItem[] = []): Promise<MadeItem[]> =>
  makeItems(slots(types), passages, { seed, language: 'en', avoid });

describe('questions without a model', () => {
  it('bears every type that the material bears, each resting on its words', async () => {
    const made = await make(itemType.options);
    const types = new Set(made.map(({ type }) => type));
    for (const type of [
      'mcq',
      'true_false',
      'cloze',
      'short_answer',
      'numeric',
      'ordering',
      'multi_select',
    ] as const)
      expect(types, type).to.include(type);
    for (const item of made) expect(passages.get(item.passage)?.text).to.include(item.quote);
  });

  it('asks for what the sentences say', async () => {
    const [choice] = await make(['mcq']);
    const [why] = (await make(['short_answer'])).filter(({ stem }) => stem.startsWith('Explain why'));
    const [number] = await make(['numeric']);
    const [order] = await make(['ordering']);
    const [several] = await make(['multi_select']);
    expect(choice?.stem).to.match(/^Which term fits this description: “an? (?:organelle|machine) that/);
    expect(why?.stem).to.equal('Explain why plants close their pores at noon.');
    expect(number?.key).to.include({ value: 200 });
    expect(order && answerTexts(order)[0]).to.include('Priestley');
    expect(several && new Set(answerTexts(several))).to.deep.equal(
      new Set(['spinach', 'lettuce', 'chicory']),
    );
  });

  it('makes false statements that the text contradicts, and says how', async () => {
    const made: MadeItem[] = [];
    for (let seed = 1; seed <= 6; seed += 1)
      made.push(...(await make(['true_false', 'true_false', 'true_false'], seed)));
    const text = course.join(' ');
    for (const item of made) {
      if (item.type !== 'true_false') throw new Error(item.type);
      expect(text.includes(item.stem.replace('True or false: ', ''))).to.equal(item.key.value);
      expect(item.explanation === null).to.equal(item.key.value);
    }
    expect(new Set(made.map((item) => item.type === 'true_false' && item.key.value))).to.deep.equal(
      new Set([true, false]),
    );
  });

  it('gives the same for the same seed, and leaves out what is to be avoided', async () => {
    const types: ItemType[] = ['mcq', 'cloze', 'true_false', 'matching'];
    const made = await make(types, 7);
    expect(await make(types, 7)).to.deep.equal(made);
    expect(await make(types, 8)).not.to.deep.equal(made);
    const again = await make(types, 7, made);
    for (const item of again)
      expect(made.map(({ stem, key }) => [stem, key])).not.to.deep.include([item.stem, item.key]);
  });

  it('makes what it can in other languages, and nothing of what it cannot', async () => {
    const german = new Map([
      [
        1,
        passageOf(
          'Die Photosynthese findet in den Chloroplasten der Pflanzen statt. Pro Jahr binden Pflanzen rund 120 Tonnen Kohlenstoff je Hektar. Ohne Licht endet die Photosynthese in den Chloroplasten nach Minuten.',
          { language: 'de' },
        ),
      ],
    ]);
    const made = await makeItems(slots(itemType.options, [1]), german, {
      seed: 1,
      language: 'de',
      avoid: [],
    });
    expect(new Set(made.map(({ type }) => type))).to.deep.equal(new Set(['cloze', 'numeric', 'true_false']));
    expect(made.find(({ type }) => type === 'numeric')?.stem).to.match(/^Welche Zahl/);
    // Not a question in one language on a text in another.
    expect(
      await makeItems(slots(['cloze'], [1]), german, { seed: 1, language: 'en', avoid: [] }),
    ).to.deep.equal([]);
    expect(
      await makeItems(slots(['cloze'], [1]), german, { seed: 1, language: 'sv', avoid: [] }),
    ).to.deep.equal([]);
  });

  it('makes only what has shape and ground, of any text at all', async () => {
    const word = fc.oneof(
      fc.stringMatching(/^[a-z]{1,9}$/),
      fc.constantFrom(
        'The',
        'is',
        'a',
        'because',
        'such as',
        '1987',
        '12 kg',
        '(RL)',
        '[3].',
        ',',
        '.',
        '. When',
        '\n\n',
        'Ω',
        '=',
        '-',
      ),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    );
    const text = fc
      .array(
        fc.oneof(
          { weight: 2, arbitrary: word },
          { weight: 1, arbitrary: fc.constantFrom(...course.join(' ').split(/(?<=\.) /)) },
        ),
        { maxLength: 40 },
      )
      .map((words) => words.join(' '));
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 3 }),
        fc.nat(),
        fc.constantFrom('en', 'de', 'fr', 'xx'),
        async (list, seed, language) => {
          const all = new Map(
            list.map((each, at) => [
              at + 1,
              passageOf(each, { number: at + 1, language: seed % 2 === 0 ? language : null }),
            ]),
          );
          const asked = slots(itemType.options, [...all.keys()]);
          for (const item of await makeItems(asked, all, { seed, language, avoid: [] })) {
            const slot = asked.find(({ number }) => number === item.slot)!;
            const context = { slot, passages: all, accepted: [], language };
            expect([...shape(item, context), ...grounding(item, context)], item.stem).to.deep.equal([]);
            expect(checkItem(item, context)).to.deep.equal([]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reads hostile text in time', async () => {
    const size = 20_000;
    const repeated = (text: string): string => text.repeat(size / text.length);
    const used = process.cpuUsage();
    for (const text of [
      'a',
      'a-',
      '(',
      '[1',
      '1 ',
      'Aa ',
      'First, ',
      'aaa (AB) ',
      'Cats such as ',
      'a\n',
      '\u0000\u00ad',
      '\ud800',
    ])
      await makeItems(slots(itemType.options, [1]), new Map([[1, passageOf(repeated(text))]]), {
        seed: 1,
        language: 'en',
        avoid: [],
      });
    expect(process.cpuUsage(used).user / 1_000).to.be.below(5_000);
  });

  it('never holds the process up for long, however much material there is', async () => {
    const long = new Map(
      Array.from(
        { length: 450 },
        (_, at) =>
          [
            at + 1,
            passageOf(course[at % 3]!.replaceAll('plant', `plant ${at}`), { number: at + 1 }),
          ] as const,
      ),
    );
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    const used = process.cpuUsage();
    try {
      await makeItems(slots(['mcq', 'cloze', 'true_false', 'short_answer', 'essay'], [200]), long, {
        seed: 1,
        language: 'en',
        avoid: [],
      });
    } finally {
      clearInterval(timer);
    }
    // Of the processor, since other processes may hold this one up.
    expect(process.cpuUsage(used).user / 1_000).to.be.below(3_000);
    expect(longest).to.be.below(1_000);
  });
});
