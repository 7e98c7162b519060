/**
 * A page as a model read it from its picture, held against the words that the OCR engine stands by: a model may leave out
 * what it cannot read, and invent what would be likely there.
 */
import type { Box, DocumentPage, Paragraph, TextLine } from '@scory/contracts/documents/text.ts';
import { cleanText } from './clean-text.ts';

export interface TranscribedLine {
  text: string;
  /** Left, top, right, bottom in thousandths of the page. */
  box: readonly number[] | null;
}

export interface Transcript {
  /** The model. */
  engine: { name: string; version: string };
  paragraphs: readonly { kind: Paragraph['kind']; lines: readonly TranscribedLine[] }[];
}

export type TranscriptVerdict =
  /** Taken, and the engine's words are in it. */
  | 'confirmed'
  /** Taken; the engine stood by too few words to tell. */
  | 'unchecked'
  /** Words that the engine stands by are missing: a part of them, and the page says which; most, and it was not taken. */
  | 'disputed';

/** Words of OCR from this confidence on are on the page: measured, one in a hundred of them is not. */
const certainWord = 0.9;
/** Shorter ones are in every text. */
const shortestWord = 4;
const fewestWords = 5;
/** Share of them that a transcript holds which is right. Hyphens at line ends and split words cost some. */
const confirmed = 0.85;
const untakable = 0.5;
const missingMax = 50;

const bare = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();

function boxOf({ box }: TranscribedLine, { width, height }: DocumentPage): Box | undefined {
  if (box?.length !== 4 || !box.every((edge) => edge >= 0 && edge <= 1_000)) return undefined;
  const [x0, top, x1, bottom] = box as [number, number, number, number];
  if (!(x1 > x0 && bottom > top)) return undefined;
  const placed = [x0 * width, top * height, x1 * width, bottom * height];
  return placed.map((edge) => Math.round(edge / 100) / 10) as Box;
}

function paragraphOf({ kind, lines }: Transcript['paragraphs'][number], page: DocumentPage): Paragraph[] {
  const placed: TextLine[] = [];
  let text = '';
  let complete = true;
  for (const line of lines) {
    const words = cleanText(line.text).trim();
    if (words === '') continue;
    if (text !== '') text += kind === 'table' ? '\n' : ' ';
    const start = text.length;
    text += words;
    const box = boxOf(line, page);
    if (box) placed.push({ start, end: text.length, box });
    else complete = false;
  }
  if (text === '') return [];
  return [{ text, kind, boxes: placed.map(({ box }) => box), ...(complete && { lines: placed }) }];
}

/** The page with the transcript in place of what the engine read, where the two agree enough. */
export function withTranscript(
  page: DocumentPage,
  { engine, paragraphs }: Transcript,
): { page: DocumentPage; verdict: TranscriptVerdict } {
  const { ocr } = page;
  const read = paragraphs.flatMap((paragraph) => paragraphOf(paragraph, page));
  const letters = bare(read.map(({ text }) => text).join(''));
  const certain = (ocr?.words ?? []).filter(
    ({ text, confidence }) => confidence >= certainWord && bare(text).length >= shortestWord,
  );
  const missing = certain.filter(({ text }) => !letters.includes(bare(text)));
  const share = certain.length === 0 ? 1 : 1 - missing.length / certain.length;
  const enough = certain.length >= fewestWords;
  if (!ocr || letters === '' || (enough && share < untakable)) return { page, verdict: 'disputed' };
  const verdict = !enough ? 'unchecked' : share >= confirmed ? 'confirmed' : 'disputed';
  return {
    verdict,
    page: {
      ...page,
      paragraphs: read,
      ocr: {
        ...ocr,
        transcript: {
          engine: engine.name,
          version: engine.version,
          checked: certain.length,
          missing: missing.slice(0, missingMax).map(({ text }) => text),
        },
      },
    },
  };
}
