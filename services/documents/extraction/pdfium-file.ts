/**
 * A PDF's pages, read and drawn by PDFium compiled to WebAssembly. Runs only inside an extraction child: a PDF is a program
 * somebody else wrote. PDFium opens what has no user password, as readers do.
 */
import { type PDFiumDocument, PDFiumLibrary, type PDFiumPage } from '@hyzyla/pdfium';
import type { Raster } from '../domain/raster.ts';
import { type ReadPage, uprightPage } from '../domain/upright.ts';
import { type Inspection, inspectPage } from './hidden-text.ts';
import { documentHandles, handlesOf, textFrom, withName } from './pdfium-library.ts';
import { openPage } from './pdfium-page.ts';
import { readText } from './pdfium-text.ts';
import { ExtractError } from './protocol.ts';

export interface Size {
  width: number;
  height: number;
}

export interface Drawn {
  raster: Raster;
  /** Of the page in points, its own rotation applied. */
  page: Size;
}

export interface PdfiumReading extends Inspection {
  page: ReadPage;
}

export interface PdfiumFile {
  pages: number;
  /** As the file's metadata have it. */
  title: string | null;
  /** Its text, and what else shows on it. Throws an `ExtractError`: PAGE_NOT_FOUND or PAGE_UNREADABLE. */
  read(page: number): Promise<PdfiumReading>;
  /**
   * Draws a page (from 1) on white, in the pixels that `fit` chooses for its size in points. Throws an
   * `ExtractError`: PAGE_NOT_FOUND, or PAGE_UNREADABLE where PDFium cannot draw it.
   */
  draw(page: number, fit: (page: Size) => Size, colours: Raster['channels']): Promise<Drawn>;
  close(): void;
}

/** Once per process: it takes longer to load than a page to draw. */
let library: Promise<PDFiumLibrary> | undefined;

function opened(error: unknown): ExtractError {
  const message = error instanceof Error ? error.message : String(error);
  if (/password|security/i.test(message)) {
    return new ExtractError('PDF_PASSWORD', 'The PDF opens only with a password');
  }
  return new ExtractError('PDF_MALFORMED', 'The PDF is damaged beyond what can be drawn');
}

function titleOf(document: PDFiumDocument): string | null {
  const { library, document: handle } = documentHandles(document);
  return (
    withName(library, 'Title', (tag) =>
      textFrom(library, 'utf16le', (buffer, bytes) =>
        library.wasmExports.FPDF_GetMetaText(handle, tag, buffer, bytes),
      ),
    ) || null
  );
}

/** PDFium is told to reverse the order of its bytes, so they are RGBA. */
function withoutAlpha(rgba: Uint8Array, width: number, height: number): Raster {
  const data = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < data.length; from += 4, to += 3) {
    data[to] = rgba[from]!;
    data[to + 1] = rgba[from + 1]!;
    data[to + 2] = rgba[from + 2]!;
  }
  return { width, height, channels: 3, data };
}

/** A fault within the library, or memory that it does not get, may leave it in any state. */
const isFault = (error: unknown): boolean =>
  error instanceof RangeError || (error instanceof Error && error.name === 'RuntimeError');

/** Throws an `ExtractError`. */
export async function openPdfium(data: Uint8Array): Promise<PdfiumFile> {
  library ??= PDFiumLibrary.init();
  let broken = false;
  /** After a fault nothing more is asked of the library, and the next file gets a fresh one. */
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    if (broken) throw new ExtractError('PAGE_UNREADABLE', 'The file made its reader fail');
    try {
      return await work();
    } catch (error) {
      broken = isFault(error);
      if (broken) library = undefined;
      throw error;
    }
  };
  const loaded = await library.catch((error: unknown) => {
    library = undefined;
    throw error;
  });
  const { document, pages, title } = await guarded(async () => {
    const document = await loaded.loadDocument(data);
    return { document, pages: document.getPageCount(), title: titleOf(document) };
  }).catch((error: unknown) => {
    throw opened(error);
  });
  const pageAt = (number: number): PDFiumPage => {
    if (number < 1 || number > pages) throw new ExtractError('PAGE_NOT_FOUND', 'The PDF has no such page');
    const page = document.getPage(number - 1);
    if (handlesOf(page).page === 0) throw new ExtractError('PAGE_UNREADABLE', 'The page cannot be opened');
    return page;
  };
  async function readPage(number: number): Promise<PdfiumReading> {
    const open = openPage(pageAt(number));
    try {
      const inspection = await inspectPage(document, number, open);
      return { page: uprightPage(number, open, readText(open, inspection.unseen)), ...inspection };
    } finally {
      open.close();
    }
  }
  return {
    ...{ pages, title },
    read: (number) => guarded(() => readPage(number)),
    async draw(number, fit, colours) {
      const unreadable = new ExtractError('PAGE_UNREADABLE', 'The page cannot be drawn');
      const pdfPage = pageAt(number);
      const { originalWidth, originalHeight } = pdfPage.getOriginalSize();
      if (!(originalWidth > 0 && originalHeight > 0)) {
        openPage(pdfPage).close();
        throw unreadable;
      }
      const page = { width: originalWidth, height: originalHeight };
      const colorSpace = colours === 1 ? 'Gray' : 'BGRA';
      const { width, height, data } = await guarded(() =>
        pdfPage.render({ ...fit(page), render: 'bitmap', colorSpace }),
      ).catch(() => {
        throw unreadable;
      });
      const raster: Raster =
        colours === 1 ? { width, height, channels: 1, data } : withoutAlpha(data, width, height);
      return { raster, page };
    },
    close() {
      // What it was to give back goes with the library.
      if (!broken) document.destroy();
    },
  };
}
