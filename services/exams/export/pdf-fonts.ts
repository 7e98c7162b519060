/** The typefaces of printed exams: Noto Sans (Latin, Greek, Cyrillic) and Noto Sans Math for what stands in formulas. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { create, type Font } from 'fontkit';

export type Weight = 'regular' | 'bold';
export type FontName = Weight | 'math';

const specifiers: Record<FontName, string> = {
  regular: '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
  bold: '@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf',
  math: '@expo-google-fonts/noto-sans-math/400Regular/NotoSansMath_400Regular.ttf',
};

export const fontNames = Object.keys(specifiers) as FontName[];

const loaded = new Map<FontName, { bytes: Buffer; font: Font }>();

function load(name: FontName): { bytes: Buffer; font: Font } {
  const known = loaded.get(name);
  if (known) return known;
  const bytes = readFileSync(fileURLToPath(import.meta.resolve(specifiers[name])));
  const entry = { bytes, font: create(bytes) as Font };
  loaded.set(name, entry);
  return entry;
}

export const fontBytes = (name: FontName): Buffer => load(name).bytes;

/** The first of a weight's typefaces that has the character; undefined where none has. */
export function fontFor(character: string, weight: Weight): FontName | undefined {
  const code = character.codePointAt(0) as number;
  return ([weight, 'math'] as const).find((name) => load(name).font.hasGlyphForCodePoint(code));
}

/** Other scripts want shaping, another direction or typefaces that we do not bring along. */
const printedScript =
  /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]/u;

/** Letters that could not be read on paper, each once. */
export function unreadableLetters(text: string): string[] {
  const unreadable = [...text].filter(
    (character) =>
      /\p{L}/u.test(character) &&
      (!printedScript.test(character) || fontFor(character, 'regular') === undefined),
  );
  return [...new Set(unreadable)];
}
