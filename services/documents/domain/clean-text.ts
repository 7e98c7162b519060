/** Characters that extraction yields and that neither a reader nor a database wants. */

const ligatures: Record<string, string> = {
  '\uFB00': 'ff',
  '\uFB01': 'fi',
  '\uFB02': 'fl',
  '\uFB03': 'ffi',
  '\uFB04': 'ffl',
  '\uFB05': 'st',
  '\uFB06': 'st',
};

/** Old TeX fonts draw an accent and a letter as two glyphs; the accent comes first in the text. */
const spacingAccents: Record<string, { combining: string; letters: RegExp }> = {
  '\u00A8': { combining: '\u0308', letters: /[aeiouyAEIOUY]/ },
  // An acute before s or t is more often a wrong apostrophe (`it´s`) than an accent.
  '\u00B4': { combining: '\u0301', letters: /[aeiouycnzAEIOUYCNZ]/ },
  '\u02C6': { combining: '\u0302', letters: /[aeiouAEIOU]/ },
  '\u02DC': { combining: '\u0303', letters: /[anoANO]/ },
  '\u02C7': { combining: '\u030C', letters: /[cdenrstzCDENRSTZ]/ },
  '\u02DA': { combining: '\u030A', letters: /[auAU]/ },
};

const noise =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF\uFFFE\uFFFF]/g;
/** Private use, replacement marks, and control characters where a font's own encoding leaked out. */
const unmapped = /[\u0000-\u0008\u000E-\u001F\uE000-\uF8FF\uFFFD]|\p{Co}/gu;
const special =
  /[\u0000-\u001F\u007F-\u009F\u00A0\u00A8\u00B4\u02C6\u02C7\u02DA\u02DC\u2000-\u200B\u200E\u200F\u2028-\u202F\u205F-\u2069\u3000\uD800-\uF8FF\uFB00-\uFB06\uFEFF\uFFFD-\uFFFF]/;

/**
 * Text without control and bidirectional override characters, lone surrogates, private-use glyphs and exotic
 * spaces; ligatures spelled out. Line feeds and tabs stay. Soft hyphens stay too: only who
 * sees the line end knows what they mean.
 */
export function cleanText(text: string): string {
  if (!special.test(text)) return text.normalize('NFC');
  return text
    .toWellFormed()
    .replace(unmapped, '')
    .replace(noise, '')
    .replace(/[\u00A0\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]/g, ' ')
    .replace(/[\uFB00-\uFB06]/g, (ligature) => ligatures[ligature]!)
    .normalize('NFC');
}

/** Accent glyphs composed with the letters that follow them: `M¨uhlenberg`, `na¨ıve`. */
export function composeAccents(text: string): string {
  return text
    .replace(
      /([\u00A8\u00B4\u02C6\u02C7\u02DA\u02DC])([A-Za-z\u0131])/g,
      (both, accent: string, glyph: string) => {
        const { combining, letters } = spacingAccents[accent]!;
        const letter = glyph === '\u0131' ? 'i' : glyph;
        return letters.test(letter) ? letter + combining : both;
      },
    )
    .normalize('NFC');
}

/** How many characters have no meaning outside the font that drew them. */
export function countUnmapped(text: string): number {
  return special.test(text) ? (text.toWellFormed().match(unmapped)?.length ?? 0) : 0;
}
