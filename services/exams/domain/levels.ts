/** Which levels of Bloom's taxonomy a type of question can ask for, and what a question of a type and a difficulty weighs. */
import type { ExamRequest } from '@scory/contracts/exams/exam-request.ts';
import { type BloomLevel, bloomLevel, type Difficulty, type ItemType } from '@scory/contracts/exams/items.ts';

/** What is chosen or written down in a word shows that somebody knows or can apply it; what is argued or made takes prose. */
const levelsOfType: Readonly<Record<ItemType, readonly BloomLevel[]>> = {
  mcq: ['remember', 'understand', 'apply', 'analyze'],
  multi_select: ['remember', 'understand', 'apply', 'analyze'],
  true_false: ['remember', 'understand'],
  cloze: ['remember', 'understand'],
  short_answer: ['remember', 'understand', 'apply', 'analyze', 'evaluate'],
  numeric: ['remember', 'apply', 'analyze'],
  matching: ['remember', 'understand'],
  ordering: ['remember', 'understand', 'apply'],
  essay: ['understand', 'apply', 'analyze', 'evaluate', 'create'],
};

/** Where nobody asks for levels: of those of the type, how deep each difficulty goes, as shares of the list. */
const depthOf: Readonly<Record<Difficulty, readonly [number, number]>> = {
  easy: [0, 0.5],
  medium: [0.25, 0.75],
  hard: [0.5, 1],
};

/** Levels that a question of the type may have, the lowest first; none where what is asked for contradicts the type. */
export function levelsFor(
  type: ItemType,
  difficulty: Difficulty,
  asked: readonly BloomLevel[] | undefined,
): BloomLevel[] {
  const possible = levelsOfType[type].filter((level) => asked === undefined || asked.includes(level));
  const [from, to] = depthOf[difficulty];
  const first = Math.min(Math.floor(from * possible.length), possible.length - 1);
  return possible.slice(Math.max(0, first), Math.max(first + 1, Math.ceil(to * possible.length)));
}

const weightOfType: Readonly<Record<ItemType, number>> = {
  mcq: 1,
  multi_select: 2,
  true_false: 1,
  cloze: 1,
  short_answer: 4,
  numeric: 2,
  matching: 3,
  ordering: 3,
  essay: 10,
};
const weightOfDifficulty: Readonly<Record<Difficulty, number>> = { easy: 1, medium: 1, hard: 1.5 };

export const weightOf = (type: ItemType, difficulty: Difficulty): number =>
  weightOfType[type] * weightOfDifficulty[difficulty];

/** The marks of a question in an exam whose sum nobody asked for. */
export const usualMarks = (type: ItemType): number => weightOfType[type];

/** How many questions of each difficulty, of a type that is asked for so often. */
const mix: readonly (readonly [Difficulty, number])[] = [
  ['easy', 0.3],
  ['medium', 0.5],
  ['hard', 0.2],
];

/** Spread over the questions of a type, so that any stretch of them is mixed. */
export function difficultiesFor(difficulty: ExamRequest['difficulty'], count: number): Difficulty[] {
  if (difficulty !== 'mixed') return Array.from({ length: count }, () => difficulty);
  const given = new Map<Difficulty, number>();
  return Array.from({ length: count }, (_, place) => {
    const behind = ([level, share]: readonly [Difficulty, number]): number =>
      share * (place + 1) - (given.get(level) ?? 0);
    const [chosen] = mix.reduce((best, each) => (behind(each) > behind(best) ? each : best));
    given.set(chosen, (given.get(chosen) ?? 0) + 1);
    return chosen;
  });
}

/** Types that are asked for on levels which none of their questions can have. */
export function contradictions({ counts, bloom }: Pick<ExamRequest, 'counts' | 'bloom'>): ItemType[] {
  const types = Object.entries(counts) as [ItemType, number][];
  return types
    .filter(([type, count]) => count > 0 && !bloomLevel.options.some((level) => may(type, level, bloom)))
    .map(([type]) => type);
}

const may = (type: ItemType, level: BloomLevel, asked: readonly BloomLevel[] | undefined): boolean =>
  levelsOfType[type].includes(level) && (asked === undefined || asked.includes(level));
