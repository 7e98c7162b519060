/** Decides what a hyphen at the end of a line was: put there by the line break, or part of the word. */

const dash = '\\-\\u2010\\u00AD';
const wordBeforeBreak = new RegExp(`([\\p{L}\\p{M}\\d${dash}'’]*[\\p{L}\\d])([${dash}])$`, 'u');
/** Words and addresses longer than this are judged by their end. */
const longestWord = 200;
const wordAfterBreak = /^[\p{L}\p{M}\d]+/u;

/** First and last parts of English compounds that are written with a hyphen far more often than joined. */
const firstParts = new Set(
  'anglo cross double eight ex five four full half hard high ill large left long low lower mid near nine non one open quasi right self semi seven short single six small so state ten three top two upper well wide zero'.split(
    ' ',
  ),
);
const lastParts = new Set(
  'adjusted aged art aware based bound called controlled defined dependent driven effective efficient free friendly hand known level like made mode month oriented point quality reported related scale sensitive side specific style term time type week wide year years'.split(
    ' ',
  ),
);
/** What follows a hyphen that stands for a left-out part: `pre- and post-test`, `Haupt- und Nebensatz`. */
const conjunctions = new Set(['and', 'or', 'to', 'und', 'oder', 'bis', 'et', 'ou', 'y', 'o', 'e']);

export interface Vocabulary {
  /** Words as they stand within lines, in lower case. */
  words: ReadonlySet<string>;
}

/** Words that no line break touches: what tells `well-known` from `hyphen-ation`. */
export function vocabularyOf(lines: Iterable<string>): Vocabulary {
  const words = new Set<string>();
  for (const line of lines) {
    const found =
      line.toLowerCase().match(/[\p{L}\p{M}][\p{L}\p{M}\d]*(?:[-\u2010][\p{L}\p{M}\d]+)*/gu) ?? [];
    if (/[-\u2010\u00AD]$/.test(line)) found.pop();
    for (const word of found) words.add(word.replaceAll('\u2010', '-'));
  }
  return { words };
}

function isCompound(first: string, second: string, vocabulary: Vocabulary): boolean {
  const left = first.toLowerCase().replaceAll('\u2010', '-');
  const right = second.toLowerCase();
  // The document's own usage is the best witness.
  if (vocabulary.words.has(left + right)) return false;
  if (vocabulary.words.has(`${left}-${right}`)) return true;
  if (left.includes('-') || /\d$/.test(left)) return true;
  // Endings: `high-er`, `long-est`.
  if (right.length <= 3) return false;
  return firstParts.has(left) || (lastParts.has(right) && vocabulary.words.has(left));
}

/** Two consecutive lines of a paragraph as one text. */
export function joinLines(before: string, after: string, vocabulary: Vocabulary): string {
  const last = before.charCodeAt(before.length - 1);
  if (last !== 0x2d && last !== 0x2010 && last !== 0xad) {
    return last === 0x2014 || last === 0x2f ? before + after : `${before} ${after}`;
  }
  const left = wordBeforeBreak.exec(before.slice(-longestWord));
  const right = wordAfterBreak.exec(after)?.[0];
  if (!left || right === undefined) return `${before} ${after}`;
  const [, first, hyphen] = left as unknown as [string, string, string];
  const stem = before.slice(0, -1);
  if (hyphen === '\u00AD') return stem + after;
  if (conjunctions.has(right)) return `${before} ${after}`;
  // A capital or a digit opens a part of its own (`Anglo-American`, `COVID-19`), as does an address.
  if (vocabulary.words.has((first + right).toLowerCase())) return stem + after;
  if (!/^\p{Ll}/u.test(right) || /(?:https?:\/\/|www\.)\S*$/.test(before.slice(-longestWord)))
    return before + after;
  return (isCompound(first, right, vocabulary) ? before : stem) + after;
}
