/** Items as authors and models may write them: any text at all, full of what the formats take for syntax. */
import type { Item, ItemType } from '@scory/contracts/exams/items.ts';
import fc from 'fast-check';
import { oneLine } from '../export/visible-text.ts';
import { sampleItem } from './sample-items.ts';

const syntax = [
  ...[
    '~',
    '=',
    '#',
    '{',
    '}',
    ':',
    '::',
    '\\',
    '\\n',
    '\\\\',
    '->',
    '%50%',
    '%',
    '[html]',
    '[',
    ']',
    '//',
    '####',
  ],
  ...[
    '{1:SA:=a}',
    '{#1}',
    '{T}',
    '}}',
    '{{',
    '{{c1::',
    '{{g9}}',
    '&',
    '&amp;',
    '&#125;',
    '&&058;',
    '<',
    '>',
    ']]>',
  ],
  ...[
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[sound:a.mp3]',
    '[latex]',
    '\\(x\\)',
    '$$x$$',
  ],
  ...[
    '"',
    "'",
    ',',
    ';',
    '\n',
    '\r\n',
    '\n\n',
    '\t',
    '  ',
    ' ',
    '*',
    '@@PLUGINFILE@@',
    '$CATEGORY: x',
    '\u001f',
    '\u2028',
  ],
  ...['+1', '-1', '=1+1', '@SUM(A1)', 'Größe', 'λ', 'ж', '∑', '漢字', '👩‍🔬', 'e\u0301', '\ufffe'],
];

/** Trimmed, storable and visible, as the contract has it. */
const arbitraryText = (max = 200): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof(fc.constantFrom(...syntax), fc.string({ unit: 'binary', maxLength: 8 })), {
      minLength: 1,
      maxLength: 8,
    })
    .map((pieces) => pieces.join('').replaceAll('\u0000', '').slice(0, max).toWellFormed().trim())
    .filter((text) => /\S/.test(oneLine(text)));

const parts = (least: number, most: number): fc.Arbitrary<{ id: string; text: string }[]> =>
  fc
    .array(arbitraryText(), { minLength: least, maxLength: most })
    .map((texts) => texts.map((text, place) => ({ id: `p${place}`, text })));

const open = fc.record({
  rubric: fc
    .array(fc.record({ text: arbitraryText(), points: fc.integer({ min: 1, max: 9 }) }), {
      minLength: 1,
      maxLength: 3,
    })
    .map((criteria) => criteria.map((criterion, place) => ({ id: `c${place}`, ...criterion }))),
  model_answer: arbitraryText(),
});

const gap = fc.record({
  accepted: fc.array(arbitraryText(60), { minLength: 1, maxLength: 3 }),
  wrong: fc.option(fc.array(arbitraryText(60), { minLength: 1, maxLength: 3 })),
});

const cloze = fc
  .record({
    words: fc.array(arbitraryText(), { minLength: 3, maxLength: 3 }),
    gaps: fc.array(gap, { minLength: 1, maxLength: 2 }),
  })
  .map(({ words, gaps }) => ({
    body: {
      text: gaps.map((_, place) => `${words[place]} {{g${place + 1}}} `).join('') + words[2],
      gaps: gaps.map(({ accepted, wrong }, place) => ({
        id: `g${place + 1}`,
        ...(wrong && { options: [accepted[0] as string, ...wrong] }),
      })),
    },
    key: { gaps: Object.fromEntries(gaps.map(({ accepted }, place) => [`g${place + 1}`, accepted])) },
  }));

/** By type: what is shown and what is right, agreeing with each other. */
const sides: Record<ItemType, fc.Arbitrary<{ body: unknown; key: unknown }>> = {
  mcq: parts(2, 5).map((options) => ({ body: { options }, key: { option: 'p1' } })),
  multi_select: parts(3, 5).map((options) => ({ body: { options }, key: { options: ['p2', 'p0'] } })),
  true_false: fc.boolean().map((value) => ({ body: {}, key: { value } })),
  cloze,
  short_answer: open.map((key) => ({ body: {}, key })),
  numeric: fc.record({
    body: fc.record({ unit: fc.option(arbitraryText(40)) }),
    key: fc.record({
      value: fc.double({ noNaN: true, noDefaultInfinity: true }),
      tolerance: fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
    }),
  }),
  matching: fc.record({ left: parts(2, 4), right: parts(5, 5) }).map(({ left, right }) => ({
    body: { left, right },
    key: { pairs: Object.fromEntries(left.map(({ id }, place) => [id, `p${4 - place}`])) },
  })),
  ordering: parts(2, 5).map((items) => ({
    body: { items },
    key: { order: items.map(({ id }) => id).reverse() },
  })),
  essay: fc.record({
    body: fc.record({ words_max: fc.option(fc.integer({ min: 20, max: 5_000 })) }),
    key: open,
  }),
};

export const arbitraryItem = <T extends ItemType>(type: T): fc.Arbitrary<Extract<Item, { type: T }>> =>
  fc
    .record({
      side: sides[type],
      stem: arbitraryText(),
      explanation: fc.option(arbitraryText()),
      quote: arbitraryText(),
    })
    .map(({ side, stem, explanation, quote }) => {
      const sample = sampleItem(type, 1, { ...(side as Partial<Item>), stem, explanation });
      const [source] = sample.sources;
      return { ...sample, sources: source ? [{ ...source, quote }] : [] } as Extract<Item, { type: T }>;
    });
