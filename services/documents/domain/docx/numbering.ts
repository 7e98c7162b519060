/** Counts numbered paragraphs as Word does (ECMA-376 part 1, 17.9): `2.1`, `(a)`, `iv.`. */
import { type OrdinalStyle, ordinal } from '../ordinals.ts';
import { childOf, childrenOf, type XmlElement } from '../xml-element.ts';
import type { Numbered } from './styles.ts';

interface Level {
  start: number;
  /** None draws a bullet or nothing. */
  style: OrdinalStyle | undefined;
  /** `%1.%2)` */
  pattern: string;
  /** Level whose step starts this one anew, 1 the highest; 0 never. */
  restart: number | undefined;
}

export interface Numbering {
  /** What stands before the paragraph; empty for a bullet. Must be asked in the order of the document. */
  next(numbered: Numbered): string;
}

const styles: Record<string, OrdinalStyle> = {
  decimal: 'decimal',
  decimalZero: 'decimal',
  lowerLetter: 'letter',
  upperLetter: 'LETTER',
  lowerRoman: 'roman',
  upperRoman: 'ROMAN',
};

const valOf = (element: XmlElement | undefined, name: string): string | undefined =>
  childOf(element, name)?.attributes['w:val'];

const numberOr = (text: string | undefined, otherwise: number): number => {
  const number = Number(text ?? Number.NaN);
  return Number.isSafeInteger(number) ? number : otherwise;
};

function readLevel(element: XmlElement): Level {
  const format = valOf(element, 'w:numFmt') ?? 'decimal';
  const restart = valOf(element, 'w:lvlRestart');
  return {
    start: numberOr(valOf(element, 'w:start'), 0),
    style: Object.hasOwn(styles, format) ? styles[format] : undefined,
    pattern: valOf(element, 'w:lvlText') ?? '',
    restart: restart === undefined ? undefined : numberOr(restart, 0),
  };
}

const levelsOf = (element: XmlElement | undefined): Map<number, Level> =>
  new Map(
    childrenOf(element, 'w:lvl').map((level) => [Number(level.attributes['w:ilvl']), readLevel(level)]),
  );

interface List {
  /** Lists of one definition count together. */
  counts: (number | undefined)[];
  levels: Map<number, Level>;
  /** By level, where this list starts it anew. */
  restarts: Map<number, number>;
}

export function readNumbering(root: XmlElement | undefined): Numbering {
  const definitions = new Map(
    childrenOf(root, 'w:abstractNum').map((element) => [
      element.attributes['w:abstractNumId'],
      { levels: levelsOf(element), counts: [] as (number | undefined)[] },
    ]),
  );
  const lists = new Map<string, List>();
  for (const element of childrenOf(root, 'w:num')) {
    const definition = definitions.get(valOf(element, 'w:abstractNumId'));
    if (!definition) continue;
    const levels = new Map(definition.levels);
    const restarts = new Map<number, number>();
    for (const override of childrenOf(element, 'w:lvlOverride')) {
      const at = Number(override.attributes['w:ilvl']);
      for (const [, level] of levelsOf(override)) levels.set(at, level);
      const start = valOf(override, 'w:startOverride');
      if (start !== undefined) restarts.set(at, numberOr(start, 1));
    }
    lists.set(element.attributes['w:numId'] ?? '', { counts: definition.counts, levels, restarts });
  }
  return {
    next({ list: id, level: at }) {
      const list = lists.get(id);
      const level = list?.levels.get(at);
      if (!list || !level) return '';
      step(list, at);
      return level.style === undefined ? '' : label(list, level.pattern);
    },
  };
}

function step({ counts, levels, restarts }: List, at: number): void {
  // Only the first paragraph of a list starts it anew.
  const anew = restarts.get(at);
  restarts.delete(at);
  const before = anew === undefined ? counts[at] : undefined;
  counts[at] = before === undefined ? (anew ?? levels.get(at)!.start) : before + 1;
  for (let below = at + 1; below < 9; below += 1) {
    const { restart } = levels.get(below) ?? {};
    if (restart === undefined || (restart > 0 && at < restart)) counts[below] = undefined;
  }
}

function label({ counts, levels }: List, pattern: string): string {
  return pattern.replace(/%([1-9])/g, (_, digit: string) => {
    const at = Number(digit) - 1;
    const level = levels.get(at);
    return ordinal(counts[at] ?? level?.start ?? 1, level?.style ?? 'decimal');
  });
}
