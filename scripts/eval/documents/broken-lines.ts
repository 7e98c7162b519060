/** Text as lines of a width, in the font that a page has at the moment. */

/** Where a long word may be divided: between a vowel and a consonant, with three letters on each side. */
function divided(word: string, fits: (part: string) => boolean): [string, string] | undefined {
  for (let at = word.length - 3; at >= 3; at -= 1) {
    const [before, after] = [word.slice(0, at), word.slice(at)];
    const legal = /^[a-z]+$/.test(word) && /[aeiou]$/.test(before) && /^[^aeiou]/.test(after);
    if (legal && fits(`${before}-`)) return [`${before}-`, after];
  }
  return undefined;
}

/** As narrow columns are set: words that do not fit are divided at the end of the line. */
export function brokenLines(pdf: PDFKit.PDFDocument, text: string, width: number): string[] {
  const fits = (line: string): boolean => pdf.widthOfString(line) <= width;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    const parts = divided(word, (part) => fits(`${line} ${part}`));
    lines.push(parts ? `${line} ${parts[0]}` : line);
    line = parts ? parts[1] : word;
  }
  return [...lines, line];
}
