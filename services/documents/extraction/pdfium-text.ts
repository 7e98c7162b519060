/** The text of a page as PDFium reads it: character by character, put together into the pieces that are drawn. */
import type { Unseen } from '../domain/unseen-text.ts';
import { type DrawnText, quarterTurns, type Turns } from '../domain/upright.ts';
import { type Library, type Pointer, textFrom, withMemory } from './pdfium-library.ts';
import { applied, around, combined, type Matrix, type OpenPage } from './pdfium-page.ts';
import { ExtractError } from './protocol.ts';

const space = 0x20;
const hyphenAtLineEnd = 0x02;
const hyphen = 0x2d;
const softHyphen = 0xad;
const unmapped = 0xfffd;
/** Part of the size of the type from which on a gap within a piece divides it: table cells may be one piece. */
const widestGap = 0.9;
/** Points by which a letter may hang over the edge of the page. */
const edge = 1;
/** Points: a size of zero could not be divided by. */
const smallest = 0.01;

/** Characters `first` to `last` of one text object. */
interface Piece {
  object: Pointer;
  first: number;
  last: number;
  /** Where its text is in what is written. */
  from: number;
  to: number;
  turns: Turns;
  size: number;
  /** None of its characters begins on the page. */
  outside: boolean;
}

/** Asks for the characters of a page that is open for text; places are those of the page as displayed. */
function characters(
  library: Library,
  textPage: Pointer,
  { toReader, width, height }: Pick<OpenPage, 'toReader' | 'width' | 'height'>,
  at: Pointer,
) {
  const { wasmExports: pdfium } = library;
  const scale = Math.sqrt(Math.abs(toReader[0] * toReader[3] - toReader[1] * toReader[2]));
  // The library's memory may grow with each call, and then lies elsewhere.
  const floats = (count: number): Float32Array => library.HEAPF32.subarray(at >> 2, (at >> 2) + count);
  return {
    typeOf(index: number): Pick<Piece, 'turns' | 'size'> {
      pdfium.FPDFText_GetMatrix(textPage, index, at);
      const [a, b, c, d] = combined(toReader, floats(6) as unknown as Matrix);
      const size = pdfium.FPDFText_GetFontSize(textPage, index) * Math.hypot(c, d);
      return { turns: quarterTurns(a, b), size: Math.max(smallest, Math.round(Math.abs(size) * 100) / 100) };
    },
    /** Where its baseline begins. Asked of each character, so nothing is made for it. */
    moveTo(index: number, origin: Origin): void {
      pdfium.FPDFText_GetCharOrigin(textPage, index, at, at + 8);
      const [x, y] = [library.HEAPF64[at >> 3]!, library.HEAPF64[(at >> 3) + 1]!];
      origin.x = toReader[0] * x + toReader[2] * y + toReader[4];
      origin.y = toReader[1] * x + toReader[3] * y + toReader[5];
      const { x: left, y: top } = origin;
      origin.outside = left < -edge || top < -edge || left > width + edge || top > height + edge;
    },
    /** How far it moves on, whichever way it runs: hardly a character is wider than its font is high. */
    advanceOf(index: number): number {
      pdfium.FPDFText_GetLooseCharBox(textPage, index, at);
      const [left, top, right, bottom] = floats(4) as unknown as Matrix;
      return Math.max(0, Math.min(Math.abs(right - left), Math.abs(top - bottom))) * scale;
    },
    /** From where to where it reaches along the baseline, to the right or downwards. */
    reachOf(index: number, turns: Turns): [from: number, to: number] {
      pdfium.FPDFText_GetLooseCharBox(textPage, index, at);
      const [left, top, right, bottom] = floats(4) as unknown as Matrix;
      const [x0, y0, x1, y1] = around([applied(toReader, left, bottom), applied(toReader, right, top)]);
      return turns === 1 || turns === 3 ? [y0, y1] : [x0, x1];
    },
  };
}
type Characters = ReturnType<typeof characters>;

/** Of a character, on the page as displayed. */
interface Origin {
  x: number;
  y: number;
  /** It does not begin on the page. */
  outside: boolean;
}

/** Without a meaning where a font's own code has leaked out. */
function meaningOf({ wasmExports: pdfium }: Library, textPage: Pointer, index: number, code: number): number {
  if (code === hyphenAtLineEnd && pdfium.FPDFText_IsHyphen(textPage, index) === 1) return hyphen;
  if (code === 0xfffe) return softHyphen;
  return code < space || code > 0x10ffff ? unmapped : code;
}

function piecesOf(library: Library, textPage: Pointer, asked: Characters): { pieces: Piece[]; text: Buffer } {
  const { wasmExports: pdfium } = library;
  const count = Math.max(0, pdfium.FPDFText_CountChars(textPage));
  const pieces: Piece[] = [];
  // A character may be two units, and have a space before it.
  const units = new Uint16Array(3 * count);
  let written = 0;
  const write = (code: number): void => {
    if (code <= 0xffff) units[written++] = code;
    else {
      units[written++] = 0xd800 + ((code - 0x10000) >> 10);
      units[written++] = 0xdc00 + ((code - 0x10000) & 0x3ff);
    }
  };
  let piece: Piece | undefined;
  let parted = false;
  const [before, now]: [Origin, Origin] = [
    { x: 0, y: 0, outside: false },
    { x: 0, y: 0, outside: false },
  ];
  /** A cell of its own, or beyond the edge of the page: one text may go on there. */
  const standsApart = ({ last, size, outside }: Piece): boolean => {
    if (now.outside !== outside) return true;
    const step = Math.hypot(now.x - before.x, now.y - before.y);
    return step > widestGap * size && step - asked.advanceOf(last) > widestGap * size;
  };
  for (let index = 0; index < count; index += 1) {
    const code = pdfium.FPDFText_GetUnicode(textPage, index);
    const object = pdfium.FPDFText_GetTextObject(textPage, index);
    // Of no text: the library has put it where it sees a space or the end of a line.
    if (object === 0) {
      piece = undefined;
      continue;
    }
    if (code === space && pdfium.FPDFText_IsGenerated(textPage, index) === 1) {
      parted = true;
      continue;
    }
    asked.moveTo(index, now);
    if (piece?.object !== object || standsApart(piece)) {
      const { outside } = now;
      piece = {
        object,
        first: index,
        last: index,
        from: written,
        to: written,
        outside,
        ...asked.typeOf(index),
      };
      pieces.push(piece);
    } else if (parted) write(space);
    write(meaningOf(library, textPage, index, code));
    piece.last = index;
    piece.to = written;
    parted = false;
    before.x = now.x;
    before.y = now.y;
  }
  return { pieces, text: Buffer.from(units.buffer) };
}

/** In the order in which the page draws them, nearly: the library sorts what stands on one line. */
export function readText(open: OpenPage, unseen: ReadonlyMap<Pointer, Unseen>): DrawnText[] {
  const { library, page } = open;
  const { wasmExports: pdfium } = library;
  /** Of this page: a font that no page uses any more may leave its address to another. */
  const fonts = new Map<Pointer, string>();
  const fontOf = (object: Pointer): string => {
    const font = pdfium.FPDFTextObj_GetFont(object);
    let name = fonts.get(font);
    if (name === undefined) {
      name = textFrom(library, 'latin1', (buffer, bytes) =>
        pdfium.FPDFFont_GetBaseFontName(font, buffer, bytes),
      );
      fonts.set(font, name);
    }
    return name;
  };
  const textPage = pdfium.FPDFText_LoadPage(page);
  if (textPage === 0) throw new ExtractError('PAGE_UNREADABLE', 'The text of the page cannot be read');
  try {
    return withMemory(library, 32, (at) => {
      const asked = characters(library, textPage, open, at);
      const { pieces, text } = piecesOf(library, textPage, asked);
      const origin: Origin = { x: 0, y: 0, outside: false };
      return pieces.flatMap(({ object, first, last, from, to, turns, size, outside }): DrawnText[] => {
        const [starts, ends] = [asked.reachOf(first, turns), asked.reachOf(last, turns)];
        const low = Math.min(starts[0], ends[0]);
        // What ends before the edge begins beyond it, its last letter too.
        const high = outside && low < 0 ? Math.min(0, ends[1]) : Math.max(starts[1], ends[1]);
        asked.moveTo(first, origin);
        const along = turns === 0 || turns === 1 ? low : high;
        const start = turns === 0 || turns === 2 ? { x: along, y: origin.y } : { x: origin.x, y: along };
        // Numbers that a file makes as large as it likes.
        if (![start.x, start.y, high - low, size].every(Number.isFinite)) return [];
        const why = unseen.get(object);
        const drawn = { text: text.toString('utf16le', 2 * from, 2 * to), ...start, width: high - low };
        return [{ ...drawn, size, font: fontOf(object), turns, ...(why && { unseen: why }) }];
      });
    });
  } finally {
    pdfium.FPDFText_ClosePage(textPage);
  }
}
