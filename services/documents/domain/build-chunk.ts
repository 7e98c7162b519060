/** From stretches of whole texts to a chunk with its spans. */
import { hash } from 'node:crypto';
import type { Paragraph, TextLine } from '@scory/contracts/documents/text.ts';
import { boxesOf, boxesOnLines } from './boxes-of.ts';
import type { Chunk, ChunkKind, ChunkSpan } from './chunk.ts';
import type { Unit } from './chunk-units.ts';
import { countTokens } from './tokens.ts';
import type { WholeText } from './whole-texts.ts';

/** A stretch of a whole text within a chunk. */
interface Run {
  whole: WholeText;
  start: number;
  end: number;
  repeated: boolean;
}

/** A chunk that has not got its place among the others. */
export interface ChunkDraft {
  kind: ChunkKind;
  section: string[];
  hidden?: true;
  /** Those in front that an earlier chunk has too. */
  repeated: readonly Unit[];
  units: readonly Unit[];
}

/** Units that follow each other in one text are one stretch. */
function runsOf({ repeated, units }: Pick<ChunkDraft, 'repeated' | 'units'>): Run[] {
  const runs: Run[] = [];
  const add = ({ whole, start, end }: Unit, again: boolean): void => {
    const last = runs.at(-1);
    if (last && last.whole === whole && last.end === start && last.repeated === again) last.end = end;
    else runs.push({ whole, start, end, repeated: again });
  };
  for (const unit of repeated) add(unit, true);
  for (const unit of units) add(unit, false);
  return runs;
}

/** What stands between two stretches: the white space that they have in their text, or a line's end. */
function glueOf(before: Run, after: Run): string {
  const table = before.whole.kind === 'table' || after.whole.kind === 'table';
  if (before.whole !== after.whole) return table ? '\n' : '\n\n';
  const gap = after.start >= before.end ? before.whole.text.slice(before.end, after.start) : 'x';
  return gap.trim() === '' ? gap : table ? '\n' : ' ';
}

/** Index of the first line that ends after `offset`. */
function firstAfter(lines: readonly TextLine[], offset: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle]!.end > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The lines of characters `from` to `to` of a paragraph, by characters of the chunk. */
function linesWithin(
  { text, lines }: Paragraph,
  from: number,
  to: number,
  shift: number,
): TextLine[] | undefined {
  if (!lines) return undefined;
  const within: TextLine[] = [];
  for (let index = firstAfter(lines, from); index < lines.length && lines[index]!.start < to; index += 1) {
    const line = lines[index]!;
    const [start, end] = [Math.max(from, line.start), Math.min(to, line.end)];
    const [box] = boxesOnLines(text, [line], start, end);
    if (box) within.push({ start: start + shift, end: end + shift, box });
  }
  return within;
}

/** The paragraphs that a stretch runs through; `at` is where it begins in the chunk. */
function spansOf({ whole, start, end, repeated }: Run, at: number): ChunkSpan[] {
  const spans: ChunkSpan[] = [];
  for (const part of whole.parts) {
    if (part.end <= start) continue;
    if (part.start >= end) break;
    const from = Math.max(start, part.start) - part.start;
    const to = Math.min(end, part.end) - part.start;
    const begin = at + part.start + from - start;
    const lines = linesWithin(part.paragraph, from, to, begin - from);
    spans.push({
      start: begin,
      end: begin + to - from,
      page: part.page,
      paragraph: part.index,
      from,
      to,
      ...(lines && lines.length > 0 ? { lines } : { boxes: boxesOf(part.paragraph, from, to) }),
      ...(repeated && { repeated: true }),
    });
  }
  return spans;
}

function trimmed(run: Run): Run {
  const text = run.whole.text.slice(run.start, run.end);
  return {
    ...run,
    start: run.start + text.length - text.trimStart().length,
    end: run.end - (text.length - text.trimEnd().length),
  };
}

/** The text of a chunk and the stretches it is made of; within one text white space stays as it is. */
function compose(draft: Pick<ChunkDraft, 'repeated' | 'units'>): {
  text: string;
  placed: { run: Run; at: number }[];
} {
  const placed: { run: Run; at: number }[] = [];
  let text = '';
  for (const run of runsOf(draft).map(trimmed)) {
    const before = placed.at(-1)?.run;
    if (before) text += glueOf(before, run);
    placed.push({ run, at: text.length });
    text += run.whole.text.slice(run.start, run.end);
  }
  return { text, placed };
}

/** Tokens of the chunk that these units would make. */
export const tokensTogether = (repeated: readonly Unit[], units: readonly Unit[]): number =>
  countTokens(compose({ repeated, units }).text);

export function buildChunk(draft: ChunkDraft, index: number): Chunk {
  const { text, placed } = compose(draft);
  const { kind, section, hidden } = draft;
  return {
    index,
    kind,
    text,
    tokens: countTokens(text),
    section,
    ...(hidden && { hidden }),
    spans: placed.flatMap(({ run, at }) => spansOf(run, at)),
    hash: hash('sha256', JSON.stringify([kind, section, text])),
  };
}
