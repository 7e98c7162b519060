/** Reads a PDF page by page with pdf-parse, which is pdf.js. Runs only inside an extraction child. */
import './dom-matrix.ts';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { PDFParse } from 'pdf-parse';
import { type DrawnText, quarterTurns, type ReadPage, uprightPage } from '../domain/upright.ts';
import { ExtractError } from './protocol.ts';

/** What is used of the document that pdf-parse opens (a pdf.js proxy; its own text API has no geometry). */
interface PdfTextItem {
  str: string;
  width: number;
  height: number;
  transform: [number, number, number, number, number, number];
}
interface PdfPage {
  getViewport(options: { scale: number }): { width: number; height: number; transform: number[] };
  getTextContent(): Promise<{ items: (PdfTextItem | { type: string })[] }>;
  cleanup(): void;
}
interface PdfDocument {
  numPages: number;
  getPage(number: number): Promise<PdfPage>;
  getMetadata(): Promise<{ info: { Title?: unknown } }>;
}

export interface PdfjsFile {
  pages: number;
  /** As the file's metadata have it. */
  title: string | null;
  /** Rejects where pdf.js cannot read the page. */
  read(page: number): Promise<ReadPage>;
  close(): Promise<void>;
}

/** Holds the character maps that East Asian PDFs refer to by name. */
const library = dirname(findPackageJSON('pdfjs-dist', findPackageJSON('pdf-parse', import.meta.url)!)!);

/** pdf-parse's exception, by name: it re-creates the classes of the library inside. */
function typed(error: unknown): ExtractError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (name === 'PasswordException')
    return new ExtractError('PDF_PASSWORD', 'The PDF opens only with a password');
  if (/zero bytes/.test(message)) return new ExtractError('PDF_EMPTY', 'The file is empty');
  return new ExtractError('PDF_MALFORMED', 'The PDF is damaged beyond what can be read');
}

async function titleOf(document: PdfDocument): Promise<string | null> {
  try {
    const { info } = await document.getMetadata();
    return typeof info.Title === 'string' ? info.Title : null;
  } catch {
    // Broken metadata says nothing about the text.
    return null;
  }
}

/** Takes the bytes over. Throws an `ExtractError`. */
export async function openPdfjs(data: Uint8Array): Promise<PdfjsFile> {
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
  const document = await (parser as unknown as { load(): Promise<PdfDocument> })
    .load()
    .catch((error: unknown) => {
      throw typed(error);
    });
  return {
    pages: document.numPages,
    title: await titleOf(document),
    read: (number) => readPage(document, number),
    close: () => parser.destroy(),
  };
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

/** Points: a size of zero could not be divided by. */
const smallest = 0.01;
/** pdf.js numbers fonts in the order in which it meets them, differently in each range of pages: they have no names here. */
const noFont = '';

async function readPage(document: PdfDocument, number: number): Promise<ReadPage> {
  const page = await document.getPage(number);
  const viewport = page.getViewport({ scale: 1 });
  const content = await page.getTextContent();
  page.cleanup();
  // Widths are told without the unit that a page may have.
  const [scaleX = 1, scaleY = 0] = viewport.transform;
  const unit = Math.hypot(scaleX, scaleY);
  const drawn: DrawnText[] = [];
  for (const item of content.items) {
    if (!('str' in item) || item.str === '') continue;
    const matrix = multiply(viewport.transform, item.transform);
    if (!matrix.every(Number.isFinite)) continue;
    const [a, b, c, d, x, y] = matrix;
    // Type of no size is kept as what it is: nothing that could be read.
    const size = Math.hypot(c, d) || item.height || smallest;
    const turns = quarterTurns(a, b);
    drawn.push({ text: item.str, x, y, width: item.width * unit, size, font: noFont, turns });
  }
  return uprightPage(number, viewport, drawn);
}
