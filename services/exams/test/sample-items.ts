/** One question of each type, and as many as a test wants. */
import type { Item, ItemType } from '@scory/contracts/exams/items.ts';
import { v7 as uuidv7 } from 'uuid';
import type { ExamToExport } from '../export/exam-to-export.ts';

const documentId = '0199d1f0-7c3a-7b1e-9a51-3f1f2b6a9c10';
const parts = (...texts: string[]) =>
  texts.map((text, place) => ({ id: String.fromCharCode(97 + place), text }));

const open = {
  rubric: [
    { id: 'c1', text: 'names the proton gradient', points: 2 },
    { id: 'c2', text: 'names ATP synthase', points: 1 },
  ],
  model_answer: 'The gradient of protons drives ATP synthase.',
};

/** By type: what is asked, and what is right. */
const sides = {
  mcq: {
    stem: 'Which organelle makes most of the ATP?',
    body: { options: parts('Nucleus', 'Mitochondrion', 'Ribosome', 'Golgi apparatus') },
    key: { option: 'b' },
  },
  multi_select: {
    stem: 'Which of these have two membranes?',
    body: { options: parts('Mitochondrion', 'Lysosome', 'Chloroplast') },
    key: { options: ['a', 'c'] },
  },
  true_false: { stem: 'Ribosomes have a membrane.', body: {}, key: { value: false } },
  cloze: {
    stem: 'Fill the gaps.',
    body: {
      text: 'The {{g1}} pumps protons into the {{g2}} space.',
      gaps: [{ id: 'g1' }, { id: 'g2', options: ['outer', 'intermembrane'] }],
    },
    key: { gaps: { g1: ['respiratory chain', 'electron transport chain'], g2: ['intermembrane'] } },
  },
  short_answer: { stem: 'How is ATP made?', body: {}, key: open },
  numeric: {
    stem: 'How many ATP does one glucose give?',
    body: { unit: 'mol' },
    key: { value: 30.5, tolerance: 1.5 },
  },
  matching: {
    stem: 'Match organelles and tasks.',
    body: {
      left: parts('Ribosome', 'Lysosome'),
      right: [
        { id: 'x', text: 'Makes proteins' },
        { id: 'y', text: 'Digests' },
        { id: 'z', text: 'Keeps the genome' },
      ],
    },
    key: { pairs: { a: 'x', b: 'y' } },
  },
  ordering: {
    stem: 'Put the stages into their order.',
    body: { items: parts('Glycolysis', 'Citric acid cycle', 'Oxidative phosphorylation') },
    key: { order: ['a', 'b', 'c'] },
  },
  essay: { stem: 'Explain chemiosmosis.', body: { words_max: 300 }, key: open },
} satisfies { [T in ItemType]: { stem: string; body: object; key: object } };

export const itemTypes = Object.keys(sides) as ItemType[];

/** An item as an exam has it; `change` takes the place of what it names. */
export function sampleItem(type: ItemType, position: number, change: Partial<Item> = {}): Item {
  return {
    id: uuidv7(),
    version: 1,
    position,
    type,
    ...sides[type],
    marks: 2,
    difficulty: 'medium',
    bloom: 'understand',
    topic: 'Cell respiration',
    tags: ['biology'],
    explanation: 'The inner membrane holds the enzymes.',
    sources: [
      {
        document_id: documentId,
        page: 7,
        quote: 'ATP synthase uses the proton gradient',
        boxes: [],
        section: [],
      },
    ],
    origin: 'offline',
    ai_model: null,
    ...change,
  } as Item;
}

/** So many questions, type after type. */
export const sampleItems = (count = itemTypes.length): Item[] =>
  Array.from({ length: count }, (_, place) =>
    sampleItem(itemTypes[place % itemTypes.length] as ItemType, place + 1),
  );

export const examOf = (items: readonly Item[], change: Partial<ExamToExport> = {}): ExamToExport => ({
  id: '0199d1f0-7c3a-7b1e-9a51-3f1f2b6a9c11',
  title: 'Cell biology',
  language: 'en',
  updatedAt: new Date('2026-01-01T00:00:00Z'),
  items,
  ...change,
});
