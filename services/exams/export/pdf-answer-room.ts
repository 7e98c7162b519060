/** Where the answer to a printed question goes: boxes to tick, places to fill in, lines to write on. */
import type { Item } from '@scory/contracts/exams/items.ts';
import { clozeParts, gapsOf } from './cloze-parts.ts';
import type { ItemOf } from './exam-to-export.ts';
import type { Labels } from './labels.ts';
import type { Style } from './pdf-lines.ts';
import { type Paper, type Row, rule } from './pdf-page.ts';
import { shownItems, shownOptions, shownRight } from './shown-parts.ts';

interface Place {
  x: number;
  /** Default: up to the margin. */
  width?: number;
  style: Style;
}

const lineGap = 22;
const boxSize = 9;
/** Words of handwriting that a line of the page takes. */
const wordsPerLine = 10;
const linesMax = 26;

export function answerRoom(paper: Paper, item: Item, labels: Labels, place: Place): Row[] {
  switch (item.type) {
    case 'mcq':
      return shownOptions(item).flatMap(({ letter, text }) =>
        ticked(paper, 'circle', `${letter}) ${text}`, place),
      );
    case 'multi_select':
      return shownOptions(item).flatMap(({ letter, text }) =>
        ticked(paper, 'square', `${letter}) ${text}`, place),
      );
    case 'true_false':
      return [labels.true, labels.false].flatMap((text) => ticked(paper, 'circle', text, place));
    case 'cloze':
      return gapChoices(paper, item, place);
    case 'numeric':
      return [numberLine(paper, item, place)];
    case 'matching':
      return columns(paper, item, place);
    case 'ordering':
      return shownItems(item).flatMap(({ letter, text }) =>
        ticked(paper, 'blank', `${letter}) ${text}`, place),
      );
    case 'short_answer':
      return writingLines(paper, 4, place);
    case 'essay':
      return essayLines(paper, item, labels, place);
  }
}

type Mark = 'circle' | 'square' | 'blank';

const markWidths: Record<Mark, number> = { circle: 18, square: 18, blank: 34 };

/** Words with something to tick, or a line to write a number or letter on, before the first of them. */
function ticked(paper: Paper, mark: Mark, text: string, { x, width, style }: Place): Row[] {
  const indent = markWidths[mark];
  const within = (width ?? paper.left + paper.width - x) - indent;
  const [first, ...others] = paper.text(text, style, { x: x + indent, width: within });
  if (!first) return [];
  const draw = (y: number): void => {
    paper.pdf.lineWidth(0.7);
    if (mark === 'circle') paper.pdf.circle(x + boxSize / 2, y + 2 + boxSize / 2, boxSize / 2).stroke();
    else if (mark === 'square') paper.pdf.rect(x, y + 2, boxSize, boxSize).stroke();
    else rule(paper, x, x + 26, y + style.size + 2);
    first.draw(y);
  };
  return [{ height: first.height + 1, draw }, ...others];
}

const gapChoices = (paper: Paper, item: ItemOf<'cloze'>, { x, style }: Place): Row[] => {
  const gaps = gapsOf(clozeParts(item));
  return gaps.flatMap(({ number, options }) =>
    options
      ? paper.text(`${gaps.length > 1 ? `(${number}) ` : ''}${options.join('  /  ')}`, style, { x })
      : [],
  );
};

function numberLine(paper: Paper, item: ItemOf<'numeric'>, { x, style }: Place): Row {
  const until = x + 140;
  const line: Row = { height: lineGap, draw: (y) => rule(paper, x, until, y + style.size + 4) };
  return item.body.unit === null ? line : paper.beside(line, item.body.unit, style, { x: until + 6 });
}

/** Both sides beside each other, a line before the left for the letter of the right. */
function columns(paper: Paper, item: ItemOf<'matching'>, { x, style }: Place): Row[] {
  const half = (paper.left + paper.width - x) / 2;
  const left = item.body.left.map(({ text }, place) =>
    ticked(paper, 'blank', `${place + 1}. ${text}`, { x, style, width: half - 10 }),
  );
  const right = shownRight(item).map(({ letter, text }) =>
    paper.text(`${letter}) ${text}`, style, { x: x + half, width: half }),
  );
  const pairs = Array.from({ length: Math.max(left.length, right.length) }, (_, place) =>
    beside(left[place] ?? [], right[place] ?? []),
  );
  return pairs.flat();
}

/** Two columns as one: their rows go to the same page. */
const beside = (one: readonly Row[], other: readonly Row[]): Row[] =>
  Array.from({ length: Math.max(one.length, other.length) }, (_, line) => {
    const sides = [one[line], other[line]].filter((row) => row !== undefined);
    return {
      height: Math.max(...sides.map(({ height }) => height)),
      draw: (y) => {
        for (const side of sides) side.draw(y);
      },
    };
  });

const writingLines = (paper: Paper, count: number, { x }: Place): Row[] =>
  Array.from({ length: count }, () => ({
    height: lineGap,
    draw: (y: number) => rule(paper, x, paper.left + paper.width, y + lineGap - 4),
  }));

function essayLines(paper: Paper, item: ItemOf<'essay'>, labels: Labels, place: Place): Row[] {
  const words = item.body.words_max;
  const count = Math.min(linesMax, Math.max(8, Math.ceil((words ?? 150) / wordsPerLine)));
  const limit = words === null ? [] : paper.text(labels.words(words), place.style, { x: place.x });
  return [...limit, ...writingLines(paper, count, place)];
}
