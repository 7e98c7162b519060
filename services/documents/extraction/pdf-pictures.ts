/**
 * A PDF's pages as pictures, drawn by PDFium compiled to WebAssembly. Runs only inside an extraction child.
 * PDFium opens what has no user password, as readers do.
 */
import { readFile } from 'node:fs/promises';
import { type PDFiumDocument, PDFiumLibrary, type PDFiumPage } from '@hyzyla/pdfium';
import type { Raster } from '../domain/raster.ts';
import { type Inspection, inspectPage } from './hidden-text.ts';
import { openPage, type PageObject } from './pdfium-page.ts';
import { ExtractError } from './protocol.ts';

export type PlacedText = Pick<PageObject, 'box' | 'origin' | 'size'> & { text: string };

export interface Size {
  width: number;
  height: number;
}

export interface Drawn {
  raster: Raster;
  /** Of the page in points, its own rotation applied. */
  page: Size;
}

export interface PdfPictures {
  /**
   * Draws a page (from 1) on white, in the pixels that `fit` chooses for its size in points. Throws an
   * `ExtractError`: PAGE_NOT_FOUND, or PAGE_UNREADABLE where PDFium cannot draw it.
   */
  draw(page: number, fit: (page: Size) => Size, colours: Raster['channels']): Promise<Drawn>;
  /** What the page draws that no reader sees; undefined where it draws too much to tell. */
  inspect(page: number): Promise<Inspection | undefined>;
  /** The text of the page as PDFium reads it, placed on the page as displayed. */
  readText(page: number): PlacedText[];
  /** In points. */
  sizeOf(page: number): Size;
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

export async function openPictures(path: string): Promise<PdfPictures> {
  const data = await readFile(path);
  library ??= PDFiumLibrary.init();
  const document: PDFiumDocument = await (await library).loadDocument(data).catch((error: unknown) => {
    throw opened(error);
  });
  const pages = document.getPageCount();
  const pageAt = (number: number): PDFiumPage => {
    if (number < 1 || number > pages) throw new ExtractError('PAGE_NOT_FOUND', 'The PDF has no such page');
    return document.getPage(number - 1);
  };
  return {
    async draw(number, fit, colours) {
      const unreadable = new ExtractError('PAGE_UNREADABLE', 'The page cannot be drawn');
      const pdfPage = pageAt(number);
      const { originalWidth, originalHeight } = pdfPage.getOriginalSize();
      if (!(originalWidth > 0 && originalHeight > 0)) throw unreadable;
      const page = { width: originalWidth, height: originalHeight };
      const { width, height, data } = await pdfPage
        .render({ ...fit(page), render: 'bitmap', colorSpace: colours === 1 ? 'Gray' : 'BGRA' })
        .catch(() => {
          throw unreadable;
        });
      const raster: Raster =
        colours === 1 ? { width, height, channels: 1, data } : withoutAlpha(data, width, height);
      return { raster, page };
    },
    async inspect(number) {
      if (number < 1 || number > pages) return undefined;
      return inspectPage(document, number);
    },
    readText(number) {
      const open = openPage(pageAt(number));
      try {
        const texts = (open.objects() ?? []).filter(({ type }) => type === 'text');
        const words = open.textsOf(texts);
        return texts.map(({ box, origin, size }, index) => ({ text: words[index]!, box, origin, size }));
      } finally {
        open.close();
      }
    },
    sizeOf(number) {
      const page = pageAt(number);
      const { originalWidth: width, originalHeight: height } = page.getOriginalSize();
      openPage(page).close();
      return { width, height };
    },
    close: () => document.destroy(),
  };
}
