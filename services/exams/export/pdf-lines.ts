/** Text broken into lines of a width, each a row of runs in one typeface. */
import { type FontName, fontFor, type Weight } from './pdf-fonts.ts';
import { visibleText } from './visible-text.ts';

export interface Run {
  font: FontName;
  text: string;
  width: number;
}

export type Measure = (text: string, font: FontName, size: number) => number;

export interface Style {
  weight: Weight;
  size: number;
}

/** Where a character has no glyph there is a box, as in print. */
const noGlyph = '\u25a1';

/** Runs of characters that one typeface has. A combining mark stays with the letter that it belongs to. */
function runsOf(word: string, { weight, size }: Style, measure: Measure): Run[] {
  const runs: Run[] = [];
  for (const character of word.normalize('NFC')) {
    const joins = /\p{M}/u.test(character);
    const font = fontFor(character, weight);
    const last = runs.at(-1);
    const shown = font === undefined ? noGlyph : character;
    const name = font ?? 'math';
    if (last && (last.font === name || (joins && fontFor(character, weight) === last.font)))
      last.text += shown;
    else runs.push({ font: name, text: shown, width: 0 });
  }
  for (const run of runs) run.width = measure(run.text, run.font, size);
  return runs;
}

const widthOf = (runs: readonly Run[]): number => runs.reduce((sum, { width }) => sum + width, 0);

/** A word that no line holds, in pieces that one does. */
function pieces(word: string, style: Style, measure: Measure, width: number): Run[][] {
  const found: Run[][] = [];
  let text = '';
  for (const { segment } of new Intl.Segmenter().segment(word)) {
    if (text !== '' && widthOf(runsOf(text + segment, style, measure)) > width) {
      found.push(runsOf(text, style, measure));
      text = segment;
    } else {
      text += segment;
    }
  }
  return [...found, runsOf(text, style, measure)];
}

/** The lines of a text, at least one. Indents and blank lines stay; a space at a line's end goes. */
export function linesOf(text: string, style: Style, measure: Measure, width: number): Run[][] {
  return visibleText(text)
    .replaceAll('\t', '    ')
    .split('\n')
    .flatMap((paragraph) => paragraphLines(paragraph, style, measure, width));
}

/** Words of one typeface become one run, which is drawn at once. */
function append(line: Run[], runs: readonly Run[]): void {
  for (const run of runs) {
    const last = line.at(-1);
    if (last?.font === run.font) {
      last.text += run.text;
      last.width += run.width;
    } else {
      line.push({ ...run });
    }
  }
}

function paragraphLines(paragraph: string, style: Style, measure: Measure, width: number): Run[][] {
  const lines: Run[][] = [];
  let line: Run[] = [];
  let filled = 0;
  for (const token of paragraph.match(/\S+|\s+/g) ?? []) {
    const runs = runsOf(token, style, measure);
    const wide = widthOf(runs);
    if (filled + wide <= width) {
      append(line, runs);
      filled += wide;
    } else if (token.trim() !== '') {
      if (filled > 0) lines.push(line);
      const parts = wide <= width ? [runs] : pieces(token, style, measure, width);
      line = parts.pop() as Run[];
      lines.push(...parts);
      filled = widthOf(line);
    }
  }
  return [...lines, line];
}
