/** What a page of a PDF draws, object by object in the order of painting, as PDFium sees it. */
import type { PDFiumPage } from '@hyzyla/pdfium';
import type { Box } from '@scory/contracts/documents/text.ts';
import { handlesOf, type Pointer, withMemory, withName } from './pdfium-library.ts';

export type Colour = [red: number, green: number, blue: number, alpha: number];

export interface PageObject {
  type: 'text' | 'path' | 'image' | 'shading';
  /** In points from the top left of the page as displayed; empty (x1 <= x0) where nothing is drawn. */
  box: Box;
  /** Of text: the size of its type, and where its baseline begins. */
  size: number;
  origin: [x: number, y: number];
  /** Undefined where it is filled with a pattern. */
  fill: Colour | undefined;
  /** Of text, PDF 32000-1, 9.3.6; 3 and 7 draw nothing. */
  renderMode: number;
  /** Of text: how much of it lies outside of what it is clipped to. */
  clipped: 'none' | 'some' | 'all';
  /** Of text: it is blended with what lies below it, or masked. */
  transparent: boolean;
  /** Of a path: whether its inside is painted. */
  filled: boolean;
  /** Of text: it may stand in a layer that is switched off. */
  layered: boolean;
  /** Of text: it has another one in its place for whoever cannot see it. */
  saysOther: boolean;
  handle: Pointer;
}

const types = { 1: 'text', 2: 'path', 3: 'image', 4: 'shading' } as const;
const formType = 5;
const typeOf = (type: number): PageObject['type'] | undefined => types[type as keyof typeof types];
/** A page of more is no page of text, and comparing its objects would take too long. */
const objectsMax = 20_000;
/** More than the library draws. */
const formsWithin = 50;
const marksMax = 50;
/** Around what is in a layer (PDF 32000-1, 8.11.3.2). */
const layerMark = 'OC';
/** The name that is looked for has six with the zero at its end; longer ones are others. */
const markNameBytes = 64;
const clipCornersMax = 32;

export type Matrix = readonly [number, number, number, number, number, number];
const identity: Matrix = [1, 0, 0, 1, 0, 0];

export const applied = ([a, b, c, d, e, f]: Matrix, x: number, y: number): [number, number] => [
  a * x + c * y + e,
  b * x + d * y + f,
];

export function combined(outer: Matrix, inner: Matrix): Matrix {
  const [a, b] = [outer[0] * inner[0] + outer[2] * inner[1], outer[1] * inner[0] + outer[3] * inner[1]];
  const [c, d] = [outer[0] * inner[2] + outer[2] * inner[3], outer[1] * inner[2] + outer[3] * inner[3]];
  return [a, b, c, d, ...applied(outer, inner[4], inner[5])];
}

export function around(points: readonly (readonly [number, number])[]): Box {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

const cornersOf = ([x0, y0, x1, y1]: Box): [number, number][] => [
  [x0, y0],
  [x1, y0],
  [x0, y1],
  [x1, y1],
];

/** A page that is open; whoever opened it closes it, or has it drawn, which closes it too. */
export interface OpenPage extends ReturnType<typeof handlesOf> {
  /** In points, as the page is displayed. */
  width: number;
  height: number;
  /** From the page's own coordinates, which may be turned and cropped, to points from the top left of the page as displayed. */
  toReader: Matrix;
  /** Undefined where there are too many to look at. Forms are taken apart. */
  objects(): PageObject[] | undefined;
  /** Whether a text is drawn at all: of fonts that are not in the file, the library knows only those of every PDF reader. */
  hasGlyphs(object: PageObject): boolean;
  /** Leaves the object out of the next drawing of this page. */
  leaveOut(object: PageObject): void;
  close(): void;
}

export function openPage(page: PDFiumPage): OpenPage {
  const handles = handlesOf(page);
  const { library, page: handle, document } = handles;
  const { wasmExports: pdfium } = library;
  const { originalWidth: width, originalHeight: height } = page.getOriginalSize();

  /** Lends memory for some numbers of four bytes. */
  const withNumbers = <T>(count: number, use: (at: Pointer[]) => T): T =>
    withMemory(library, count * 4, (start) =>
      use(Array.from({ length: count }, (_, index) => start + index * 4)),
    );
  const floats = (at: readonly Pointer[]): number[] =>
    at.map((pointer) => library.HEAPF32[pointer >> 2] ?? 0);

  /** The map is affine. */
  function mapToReader(at: readonly Pointer[]): Matrix {
    // The library answers in whole pixels.
    const [fineWidth, fineHeight] = [width * 100, height * 100].map((side) => Math.min(1e8, Math.ceil(side)));
    const place = (x: number, y: number): [number, number] => {
      pdfium.FPDF_PageToDevice(handle, 0, 0, fineWidth!, fineHeight!, 0, x, y, at[0]!, at[1]!);
      const [left, top] = [library.HEAP32[at[0]! >> 2]!, library.HEAP32[at[1]! >> 2]!];
      return [(left * width) / fineWidth!, (top * height) / fineHeight!];
    };
    const origin = place(0, 0);
    const [right, up] = [place(1_000, 0), place(0, 1_000)];
    return [
      (right[0] - origin[0]) / 1_000,
      (right[1] - origin[1]) / 1_000,
      (up[0] - origin[0]) / 1_000,
      (up[1] - origin[1]) / 1_000,
      ...origin,
    ];
  }
  const toReader = withNumbers(2, mapToReader);

  /** By the frames of its clips; one of many corners may cut anything away. */
  function clippedOf(object: Pointer, [x0, y0, x1, y1]: Box, at: Pointer[]): PageObject['clipped'] {
    let clipped: PageObject['clipped'] = 'none';
    const clip = pdfium.FPDFPageObj_GetClipPath(object);
    const paths = clip === 0 ? 0 : pdfium.FPDFClipPath_CountPaths(clip);
    for (let path = 0; path < paths; path += 1) {
      const segments = pdfium.FPDFClipPath_CountPathSegments(clip, path);
      if (segments > clipCornersMax) {
        clipped = 'some';
        continue;
      }
      const corners = Array.from({ length: Math.max(0, segments) }, (_, index): [number, number] => {
        const segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, index);
        pdfium.FPDFPathSegment_GetPoint(segment, at[0]!, at[1]!);
        return [library.HEAPF32[at[0]! >> 2]!, library.HEAPF32[at[1]! >> 2]!];
      });
      const [left, bottom, right, top] = around(corners);
      if (corners.length === 0 || left >= x1 || bottom >= y1 || right <= x0 || top <= y0) return 'all';
      if (!(left <= x0 && bottom <= y0 && right >= x1 && top >= y1)) clipped = 'some';
    }
    return clipped;
  }

  function typeOfText(object: Pointer, placed: Matrix, at: Pointer[]): Pick<PageObject, 'origin' | 'size'> {
    const size = pdfium.FPDFTextObj_GetFontSize(object, at[0]!) !== 0 ? floats(at)[0]! : 0;
    const matrix = pdfium.FPDFPageObj_GetMatrix(object, at[0]!) !== 0 ? floats(at) : identity;
    const [, , c, d, x, y] = combined(placed, matrix as unknown as Matrix);
    return { origin: [x, y], size: Math.abs(size) * Math.hypot(c, d) };
  }

  /** What stands around an object in the page's program: most have nothing around them. */
  function marksOf(object: Pointer): Pick<PageObject, 'layered' | 'saysOther'> {
    const count = pdfium.FPDFPageObj_CountMarks(object);
    if (count <= 0) return { layered: false, saysOther: false };
    // Nobody marks up a text that much who does not hide something.
    if (count > marksMax) return { layered: true, saysOther: true };
    const marks = Array.from({ length: count }, (_, index) => pdfium.FPDFPageObj_GetMark(object, index));
    return {
      layered: marks.some((mark) => nameOf(mark) === layerMark),
      saysOther: withName(library, 'ActualText', (key) =>
        marks.some((mark) => pdfium.FPDFPageObjMark_GetParamValueType(mark, key) !== 0),
      ),
    };
  }

  const nameOf = (mark: Pointer): string =>
    withMemory(library, markNameBytes + 4, (at) => {
      const known = pdfium.FPDFPageObjMark_GetName(mark, at, markNameBytes, at + markNameBytes) !== 0;
      const bytes = library.HEAPU32[(at + markNameBytes) >> 2]!;
      return known && bytes > 2
        ? Buffer.from(library.HEAPU8.subarray(at, at + bytes - 2)).toString('utf16le')
        : '';
    });

  function readObject(
    object: Pointer,
    type: PageObject['type'],
    placed: Matrix,
    at: Pointer[],
    within: { layered: boolean },
  ): PageObject {
    const [left, bottom, right, top] = at;
    const bounded = pdfium.FPDFPageObj_GetBounds(object, left!, bottom!, right!, top!) !== 0;
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = bounded ? floats(at.slice(0, 4)) : [];
    const box = around(cornersOf([x0, y0, x1, y1]).map(([x, y]) => applied(placed, x, y)));
    const [red, green, blue, alpha] = at;
    const coloured = pdfium.FPDFPageObj_GetFillColor(object, red!, green!, blue!, alpha!) !== 0;
    const fill = coloured ? (at.slice(0, 4).map((each) => library.HEAPU32[each >> 2]!) as Colour) : undefined;
    const renderMode = type === 'text' ? pdfium.FPDFTextObj_GetTextRenderMode(object) : 0;
    const clipped = type === 'text' && bounded ? clippedOf(object, [x0, y0, x1, y1], at) : 'none';
    const { origin, size } =
      type === 'text' ? typeOfText(object, placed, at) : { origin: [0, 0] as [0, 0], size: 0 };
    const transparent = type === 'text' && pdfium.FPDFPageObj_HasTransparency(object) !== 0;
    const filled =
      type === 'path' &&
      pdfium.FPDFPath_GetDrawMode(object, at[0]!, at[1]!) !== 0 &&
      library.HEAP32[at[0]! >> 2] !== 0;
    const { layered, saysOther } = type === 'text' ? marksOf(object) : { layered: false, saysOther: false };
    return {
      ...{ type, box, size, origin, fill, renderMode, clipped, transparent, filled, saysOther },
      layered: layered || within.layered,
      handle: object,
    };
  }

  /** Forms count too: one may draw the next twice, and that one the next. */
  let looked = 0;
  function collect(
    found: PageObject[],
    of: { count: number; get: (index: number) => Pointer },
    placed: Matrix,
    { depth, layered }: { depth: number; layered: boolean },
    at: Pointer[],
  ): void {
    for (let index = 0; index < of.count && looked <= objectsMax; index += 1) {
      looked += 1;
      const object = of.get(index);
      const kind = pdfium.FPDFPageObj_GetType(object);
      const type = typeOf(kind);
      if (type) found.push(readObject(object, type, placed, at, { layered }));
      else if (kind === formType && depth < formsWithin) {
        const matrix = pdfium.FPDFPageObj_GetMatrix(object, at[0]!) !== 0 ? floats(at) : identity;
        const within = {
          count: pdfium.FPDFFormObj_CountObjects(object),
          get: (place: number) => pdfium.FPDFFormObj_GetObject(object, place),
        };
        // A form may say itself that it is in a layer, which nothing tells.
        const inner = { depth: depth + 1, layered: true };
        collect(found, within, combined(placed, matrix as unknown as Matrix), inner, at);
      }
    }
  }

  return {
    ...handles,
    ...{ width, height, toReader },
    objects: () =>
      withNumbers(6, (at) => {
        const found: PageObject[] = [];
        looked = 0;
        const page = {
          count: pdfium.FPDFPage_CountObjects(handle),
          get: (index: number) => pdfium.FPDFPage_GetObject(handle, index),
        };
        collect(found, page, toReader, { depth: 0, layered: false }, at);
        return looked > objectsMax ? undefined : found;
      }),
    hasGlyphs({ handle: text }) {
      const bitmap = pdfium.FPDFTextObj_GetRenderedBitmap(document, handle, text, 1);
      if (bitmap === 0) return false;
      const start = pdfium.FPDFBitmap_GetBuffer(bitmap);
      const bytes = pdfium.FPDFBitmap_GetStride(bitmap) * pdfium.FPDFBitmap_GetHeight(bitmap);
      const drawn = library.HEAPU8.subarray(start, start + bytes).some((byte) => byte !== 0);
      pdfium.FPDFBitmap_Destroy(bitmap);
      return drawn;
    },
    leaveOut: (object) => void pdfium.FPDFPageObj_SetIsActive(object.handle, 0),
    close: () => pdfium.FPDF_ClosePage(handle),
  };
}
