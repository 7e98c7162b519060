/** The text of a page as PDFium reads it: character by character, put together into the pieces that are drawn. */
import type { Unseen } from '../domain/unseen-text.ts';
import { type DrawnText, quarterTurns, type Turns } from '../domain/upright.ts';
import { type Library, type Pointer, textFrom, withMemory } from './pdfium-library.ts';
import { applied, around, combined, type Matrix, type OpenPage } from './pdfium-page.ts';
import { ExtractError } from './protocol.ts';

const space = 0x20;
const hyphenAtLineEnd = 0x02;
const softHyphen = 0xad;
const unmapped = 0xfffd;
/** Part of the size of the type from which on a gap within a piece divides it: table cells may be one piece. */
const widestGap = 0.9;
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
}

/** Asks for the characters of a page that is open for text; places are those of the page as displayed. */
function characters(library: Library, textPage: Pointer, toReader: Matrix, at: Pointer) {
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
    originOf(index: number): [x: number, y: number] {
      pdfium.FPDFText_GetCharOrigin(textPage, index, at, at + 8);
      return applied(toReader, library.HEAPF64[at >> 3]!, library.HEAPF64[(at >> 3) + 1]!);
    },
    /** From the end of one to the beginning of the next, along a line that runs to the right. Asked of each space. */
    gapBetween(last: number, next: number): number {
      const [x, y] = [at >> 3, (at >> 3) + 1];
      pdfium.FPDFText_GetCharOrigin(textPage, last, at, at + 8);
      const [fromX, fromY] = [library.HEAPF64[x]!, library.HEAPF64[y]!];
      pdfium.FPDFText_GetCharOrigin(textPage, next, at, at + 8);
      const [stepX, stepY] = [Math.abs(library.HEAPF64[x]! - fromX), Math.abs(library.HEAPF64[y]! - fromY)];
      pdfium.FPDFText_GetLooseCharBox(textPage, last, at);
      const edge = at >> 2;
      const across = stepX >= stepY ? edge : edge + 1;
      const reach = Math.abs(library.HEAPF32[across + 2]! - library.HEAPF32[across]!);
      return (Math.hypot(stepX, stepY) - reach) * scale;
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

/** Without a meaning where a font's own code has leaked out. */
function meaningOf({ wasmExports: pdfium }: Library, textPage: Pointer, index: number, code: number): number {
  if (code === 0xfffe || (code === hyphenAtLineEnd && pdfium.FPDFText_IsHyphen(textPage, index) === 1))
    return softHyphen;
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
    if (
      piece?.object !== object ||
      (parted && asked.gapBetween(piece.last, index) > widestGap * piece.size)
    ) {
      piece = { object, first: index, last: index, from: written, to: written, ...asked.typeOf(index) };
      pieces.push(piece);
    } else if (parted) write(space);
    write(meaningOf(library, textPage, index, code));
    piece.last = index;
    piece.to = written;
    parted = false;
  }
  return { pieces, text: Buffer.from(units.buffer) };
}

/** In the order in which the page draws them, nearly: the library sorts what stands on one line. */
export function readText(open: OpenPage, unseen: ReadonlyMap<Pointer, Unseen>): DrawnText[] {
  const { library, page, toReader } = open;
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
      const asked = characters(library, textPage, toReader, at);
      const { pieces, text } = piecesOf(library, textPage, asked);
      return pieces.flatMap(({ object, first, last, from, to, turns, size }): DrawnText[] => {
        const [starts, ends] = [asked.reachOf(first, turns), asked.reachOf(last, turns)];
        const [low, high] = [Math.min(starts[0], ends[0]), Math.max(starts[1], ends[1])];
        const [x, y] = asked.originOf(first);
        const along = turns === 0 || turns === 1 ? low : high;
        const start = turns === 0 || turns === 2 ? { x: along, y } : { x, y: along };
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
