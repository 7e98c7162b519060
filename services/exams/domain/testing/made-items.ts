/** Passages, slots and items for tests of the gates and of the offline engine. */
import type { Slot } from '@scory/contracts/exams/exam-request.ts';
import type { ItemType } from '@scory/contracts/exams/items.ts';
import type { Against } from '../gates/against.ts';
import type { MadeItem } from '../made-item.ts';
import type { Passage } from '../passage.ts';

export const passageOf = (text: string, more: Partial<Passage> = {}): Passage => ({
  number: 1,
  documentId: 'document',
  kind: 'text',
  section: ['Heart'],
  text,
  language: 'en',
  lines: [],
  ...more,
});

export const heart = passageOf(
  'The heart of an adult beats about 70 times a minute. The left ventricle pumps blood into the aorta, and the right ventricle pumps it into the lungs. Valves keep the blood from flowing back. The sinus node sets the rhythm; a pacemaker can replace it. During exercise the heart rate rises because muscles need more oxygen.',
);

export const slotOf = (type: ItemType, more: Partial<Slot> = {}): Slot => ({
  number: 1,
  type,
  topic: 'Heart',
  bloom: 'remember',
  difficulty: 'easy',
  marks: 2,
  ...more,
});

const common = {
  explanation: null,
  difficulty: 'easy',
  bloom: 'remember',
  topic: 'Heart',
  slot: 1,
  passage: 1,
} as const;

/** The first option is right. */
export const mcqOf = (stem: string, texts: readonly string[], quote: string): MadeItem & { type: 'mcq' } => ({
  ...common,
  type: 'mcq',
  stem,
  quote,
  body: { options: texts.map((text, at) => ({ id: 'abcdefgh'.charAt(at), text })) },
  key: { option: 'a' },
});

export const statementOf = (
  stem: string,
  value: boolean,
  quote: string,
): MadeItem & { type: 'true_false' } => ({
  ...common,
  type: 'true_false',
  stem,
  quote,
  body: {},
  key: { value },
});

export const clozeOf = (
  text: string,
  gaps: Record<string, string[]>,
  quote: string,
): MadeItem & { type: 'cloze' } => ({
  ...common,
  type: 'cloze',
  stem: 'Fill in the gap.',
  quote,
  body: { text, gaps: Object.keys(gaps).map((id) => ({ id })) },
  key: { gaps },
});

export const numericOf = (stem: string, value: number, quote: string): MadeItem & { type: 'numeric' } => ({
  ...common,
  type: 'numeric',
  stem,
  quote,
  body: { unit: null },
  key: { value, tolerance: 0 },
});

export const shortOf = (
  stem: string,
  answer: string,
  quote: string,
): MadeItem & { type: 'short_answer' } => ({
  ...common,
  type: 'short_answer',
  stem,
  quote,
  body: {},
  key: { rubric: [{ id: 'c1', text: answer, points: 2 }], model_answer: answer },
});

export const against = (item: MadeItem, more: Partial<Against> = {}): Against => ({
  slot: slotOf(item.type),
  passages: new Map([[1, heart]]),
  accepted: [],
  language: 'en',
  ...more,
});

/** An item that no gate objects to. */
export const goodMcq = mcqOf(
  'Into which vessel does the left ventricle pump blood?',
  ['aorta', 'vena cava', 'portal vein', 'jugular vein'],
  'The left ventricle pumps blood into the aorta',
);
