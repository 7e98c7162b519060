/** Reads a PDF page by page. Runs only inside an extraction child: a PDF is a program somebody else wrote. */
import './dom-matrix.ts';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import type { Box } from '@scory/contracts/documents/text.ts';
import { PDFParse } from 'pdf-parse';
import { countUnmapped } from '../domain/clean-text.ts';
import type { RawPage, TextItem } from '../domain/page-lines.ts';

/** What is used of the document that pdf-parse opens (a pdf.js proxy; its own text API has no geometry). */
interface PdfTextItem {
  str: string;
  width: number;
  height: number;
  transform: [number, number, number, number, number, number];
  fontName: string;
}
interface PdfPage {
  getViewport(options: { scale: number }): { width: number; height: number; transform: number[] };
  getTextContent(): Promise<{ items: (PdfTextItem | { type: string })[] }>;
  getOperatorList(): Promise<{ fnArray: number[]; argsArray: unknown[][] }>;
  commonObjs: { has(id: string): boolean; get(id: string): { name?: string } };
  cleanup(): void;
}
export interface PdfDocument {
  numPages: number;
  getPage(number: number): Promise<PdfPage>;
  getMetadata(): Promise<{ info: { Title?: unknown } }>;
}

/** Holds the character maps that East Asian PDFs refer to by name. */
const library = dirname(findPackageJSON('pdfjs-dist', findPackageJSON('pdf-parse', import.meta.url)!)!);

/** Opens the file; throws pdf-parse's typed exceptions. */
export async function openPdf(
  data: Uint8Array,
): Promise<{ document: PdfDocument; close: () => Promise<void> }> {
  const parser = new PDFParse({
    data,
    cMapUrl: join(library, 'cmaps/'),
    cMapPacked: true,
    isEvalSupported: false,
    useSystemFonts: false,
    disableFontFace: true,
    verbosity: 0,
    // Pictures are drawn by another library; here they would only take time and memory.
    maxImageSize: 1,
  });
  // `load` is how every public method of the parser opens the document, but is typed private.
  const document = await (parser as unknown as { load(): Promise<PdfDocument> }).load();
  return { document, close: () => parser.destroy() };
}

type Matrix = [number, number, number, number, number, number];

function multiply(a: readonly number[], b: readonly number[]): Matrix {
  return [
    a[0]! * b[0]! + a[2]! * b[1]!,
    a[1]! * b[0]! + a[3]! * b[1]!,
    a[0]! * b[2]! + a[2]! * b[3]!,
    a[1]! * b[2]! + a[3]! * b[3]!,
    a[0]! * b[4]! + a[2]! * b[5]! + a[4]!,
    a[1]! * b[4]! + a[3]! * b[5]! + a[5]!,
  ];
}

/** Direction in which the text runs on the page as displayed, in quarter turns clockwise. */
function quarterTurns(matrix: Matrix): 0 | 1 | 2 | 3 {
  const turns = Math.round(Math.atan2(matrix[1], matrix[0]) / (Math.PI / 2));
  return ((turns + 4) % 4) as 0 | 1 | 2 | 3;
}

/** A baseline point on the page turned so that text of this direction stands upright. */
function upright(matrix: Matrix, turns: number, width: number, height: number): [number, number] {
  const [, , , , x, y] = matrix;
  if (turns === 1) return [y, width - x];
  if (turns === 2) return [width - x, height - y];
  if (turns === 3) return [height - y, x];
  return [x, y];
}

const rotations = { 1: 270, 2: 180, 3: 90 } as const;

/** A box on the page as displayed, on the page turned upright. */
export function uprightBox([x0, y0, x1, y1]: Box, { rotation, width, height }: RawPage): Box {
  if (rotation === 270) return [y0, height - x1, y1, height - x0];
  if (rotation === 180) return [width - x1, height - y1, width - x0, height - y0];
  if (rotation === 90) return [width - y1, x0, width - y0, x1];
  return [x0, y0, x1, y1];
}

/** Points: a size of zero could not be divided by. */
const smallest = 0.01;

export interface ReadPage extends RawPage {
  unmapped: number;
  /** Where two readers of the page disagree: how far they agree, and whose reading this is. */
  readers?: { agreement: number; kept: 'first' | 'second' };
}

/** One page's text; what runs across the direction of most of it (a stamp on the margin) is left out. */
export async function readPage(document: PdfDocument, number: number): Promise<ReadPage> {
  const page = await document.getPage(number);
  const viewport = page.getViewport({ scale: 1 });
  const content = await page.getTextContent();
  page.cleanup();
  const drawn: { item: PdfTextItem; matrix: Matrix; turns: 0 | 1 | 2 | 3 }[] = [];
  const characters = [0, 0, 0, 0];
  let unmapped = 0;
  for (const item of content.items) {
    if (!('str' in item) || item.str === '') continue;
    const matrix = multiply(viewport.transform, item.transform);
    if (!matrix.every(Number.isFinite)) continue;
    const turns = quarterTurns(matrix);
    characters[turns]! += item.str.length;
    unmapped += countUnmapped(item.str);
    drawn.push({ item, matrix, turns });
  }
  const main = characters.indexOf(Math.max(...characters)) as 0 | 1 | 2 | 3;
  const items: TextItem[] = [];
  for (const { item, matrix, turns } of drawn) {
    if (turns !== main) continue;
    const [x, y] = upright(matrix, main, viewport.width, viewport.height);
    // Type of no size is kept as what it is: nothing that could be read.
    const size = Math.hypot(matrix[2], matrix[3]) || item.height || smallest;
    items.push({ text: item.str, x, y, width: item.width, size, font: item.fontName });
  }
  const across = main === 1 || main === 3;
  return {
    number,
    width: across ? viewport.height : viewport.width,
    height: across ? viewport.width : viewport.height,
    ...(main !== 0 && { rotation: rotations[main] }),
    items,
    unmapped,
  };
}
