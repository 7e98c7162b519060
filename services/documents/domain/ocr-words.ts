/** From the words that an engine reads on a straight picture to text and boxes on the page. */
import type { Box } from '@scory/contracts/documents/text.ts';
import type { TextItem } from './page-lines.ts';

/** In points on the straight page: the page turned until its lines run level. */
export interface StraightWord {
  text: string;
  /** 0 to 1. */
  confidence: number;
  box: Box;
  line: number;
}

export interface StraightLine {
  baseline: number;
  /** Size of its type. */
  size: number;
}

export interface StraightReading {
  words: StraightWord[];
  lines: StraightLine[];
}

/**
 * Lines below this are grain, stains and pictures taken for letters. Measured on spoiled pages: below 0.45 two
 * characters of three are wrong, from 0.5 on one of six.
 */
const noiseConfidence = 0.45;
/** Sizes within this part of the usual one are the same type, measured on other letters. */
const sameSize = 0.14;

const mean = (words: readonly StraightWord[]): number => {
  const letters = words.reduce((sum, { text }) => sum + text.length, 0);
  return letters === 0
    ? 0
    : words.reduce((sum, { text, confidence }) => sum + text.length * confidence, 0) / letters;
};

/** How sure the engine is of the text: the mean over its characters, 0 where there are none. */
export const confidenceOf = (words: readonly StraightWord[]): number => mean(words);

function linesOf(words: readonly StraightWord[]): StraightWord[][] {
  const lines = new Map<number, StraightWord[]>();
  for (const word of words) {
    const line = lines.get(word.line);
    if (line) line.push(word);
    else lines.set(word.line, [word]);
  }
  return [...lines.values()];
}

/** A round mark before a line: what engines make of a bullet, for which they have no letter. */
const bulletLike = /^[®©¢°*•·●○■▪]$/;
/** These too, where other lines of the page have one of the marks above. */
const bulletAmongOthers = /^[eo]$/;

/** Leaves out what is no writing, and calls a bullet a bullet. */
export function withoutNoise({ words, lines }: StraightReading): StraightReading {
  const written = linesOf(words).filter(
    (line) => mean(line) >= noiseConfidence && line.some(({ text }) => /[\p{L}\p{N}]/u.test(text)),
  );
  const listed = written.filter((line) => line.length > 1 && bulletLike.test(line[0]!.text)).length > 1;
  const opens = ([first, next]: StraightWord[]): boolean =>
    next !== undefined &&
    (bulletLike.test(first!.text) ||
      (listed && bulletAmongOthers.test(first!.text) && /^\p{Lu}/u.test(next.text)));
  const kept = written.flatMap((line) =>
    opens(line) ? [{ ...line[0]!, text: '•' }, ...line.slice(1)] : line,
  );
  return { words: kept, lines };
}

/** Of text that was read from a picture: nothing is known of it. */
const readFont = '';

/** The size that most of the text is set in. */
function usualSize({ words, lines }: StraightReading): number {
  const sized = words.map(({ text, line }) => ({ size: lines[line]!.size, weight: text.length }));
  sized.sort((a, b) => a.size - b.size);
  let rest = sized.reduce((sum, { weight }) => sum + weight, 0) / 2;
  for (const { size, weight } of sized) {
    rest -= weight;
    if (rest <= 0) return size;
  }
  return 10;
}

/** Words as layout takes the text of a PDF: in the order read, with their spaces between them. */
export function itemsOf(reading: StraightReading): TextItem[] {
  const usual = usualSize(reading);
  return linesOf(reading.words).flatMap((line) => {
    const { baseline, size: measured } = reading.lines[line[0]!.line]!;
    const size = Math.abs(measured - usual) <= sameSize * usual ? usual : measured;
    return line.flatMap(({ text, box: [x0, , x1] }, index) => {
      const item: TextItem = { text, x: x0, y: baseline, width: x1 - x0, size, font: readFont };
      return index === 0 ? [item] : [{ ...item, text: ' ', width: 0 }, item];
    });
  });
}

export interface PageSize {
  width: number;
  height: number;
}

/** A box on the straight page as a box on the page itself, which leans by `skew` degrees clockwise. */
export function leaning(box: Box, skew: number, { width, height }: PageSize): Box {
  const angle = (skew * Math.PI) / 180;
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const [middleX, middleY] = [width / 2, height / 2];
  const corners = [box[0], box[2]].flatMap((x) =>
    [box[1], box[3]].map((y) => [
      cosine * (x - middleX) - sine * (y - middleY) + middleX,
      sine * (x - middleX) + cosine * (y - middleY) + middleY,
    ]),
  );
  const bound = (value: number, most: number): number =>
    Math.round(Math.min(most, Math.max(0, value)) * 10) / 10;
  const xs = corners.map(([x]) => x!);
  const ys = corners.map(([, y]) => y!);
  return [
    bound(Math.min(...xs), width),
    bound(Math.min(...ys), height),
    bound(Math.max(...xs), width),
    bound(Math.max(...ys), height),
  ];
}

/**
 * Pages that were read, in the type that most of the document is set in: that an engine knows no fonts, and measures
 * sizes a little differently, must not make headings of a scanned page's lines.
 */
export function inTypeOfDocument<P extends { items: TextItem[] }>(pages: readonly P[]): P[] {
  const types = new Map<string, { font: string; size: number; weight: number }>();
  for (const { font, size, text } of pages.flatMap((page) => page.items)) {
    if (font === readFont) continue;
    const key = `${font} ${size.toFixed(1)}`;
    const type = types.get(key) ?? { font, size, weight: 0 };
    type.weight += text.length;
    types.set(key, type);
  }
  const [body] = [...types.values()].sort((a, b) => b.weight - a.weight);
  if (!body) return [...pages];
  const { font, size } = body;
  const near = (item: TextItem): boolean => Math.abs(item.size - size) <= sameSize * size;
  return pages.map((page) => ({
    ...page,
    items: page.items.map((item) =>
      item.font === readFont ? { ...item, font, size: near(item) ? size : item.size } : item,
    ),
  }));
}
