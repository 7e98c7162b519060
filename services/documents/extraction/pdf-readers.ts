/**
 * The two readers of a PDF. PDFium reads every page, and tells what on it does not show. Where what it reads is suspicious, or may
 * not be what the page shows, or where PDFium cannot read at all, pdf.js reads too. Runs inside an extraction child.
 */
import { readFile } from 'node:fs/promises';
import type { TextItem } from '../domain/page-lines.ts';
import { compareReadings, wantsSecondReader } from '../domain/reader-agreement.ts';
import { markUnseen, markUnseenAt, type UnseenText } from '../domain/unseen-text.ts';
import { type ReadPage, uprightBox } from '../domain/upright.ts';
import { openPdfium, type PdfiumFile, type PdfiumReading } from './pdfium-file.ts';
import type { PdfjsFile } from './pdfjs-file.ts';
import { ExtractError } from './protocol.ts';

export interface PageReading {
  page: ReadPage;
  /** There is something on the page but text; undefined where PDFium cannot tell. */
  drawings: boolean | undefined;
  /** Its text may be of no language. */
  suspicious: boolean;
}

export interface PdfReaders {
  pages: number;
  /** As the file's metadata have it. */
  title: string | null;
  /** Throws PAGE_UNREADABLE where neither can read it. */
  read(page: number): Promise<PageReading>;
  /** Throws as PDFium's does, also where it cannot open the file. */
  draw: PdfiumFile['draw'];
  close(): Promise<void>;
}

const unread = { drawings: undefined, suspicious: true };

const textOf = (items: readonly TextItem[]): string => items.map(({ text }) => text).join(' ');

const isAcross = ({ rotation }: ReadPage): boolean => rotation === 90 || rotation === 270;

/** pdf.js applies the unit that a page may have, PDFium does not: pages of one document are in one unit. */
function inUnitsOf(first: ReadPage, page: ReadPage): ReadPage {
  const by = (isAcross(page) === isAcross(first) ? first.width : first.height) / page.width;
  if (!Number.isFinite(by) || Math.abs(by - 1) < 0.001) return page;
  const items = page.items.map((item) => ({
    ...item,
    ...{ x: item.x * by, y: item.y * by, width: item.width * by, size: item.size * by },
  }));
  return { ...page, width: page.width * by, height: page.height * by, items };
}

/** What pdf.js has read, with what PDFium says does not show. */
function withUnseen(page: ReadPage, { page: first, misread }: PdfiumReading): TextItem[] {
  const unseen = first.items.flatMap(({ text, x, y, width, size, unseen: why }): UnseenText[] =>
    why ? [{ text, box: [x, y - size, x + width, y + size / 4], why }] : [],
  );
  const places = misread.map(({ box, origin: [x, y], unseen }) => {
    const [left, baseline] = uprightBox([x, y, x, y], page);
    return { box: uprightBox(box, page), origin: [left, baseline] as const, unseen };
  });
  return markUnseen(markUnseenAt(page.items, places), unseen);
}

/** The fonts of what PDFium has read where pdf.js has read. */
function withFontsOf(first: readonly TextItem[], items: readonly TextItem[]): TextItem[] {
  const rows = Map.groupBy(first, ({ y }) => Math.round(y));
  return items.map((item) => {
    const row = Math.round(item.y);
    const there = [row, row - 1, row + 1]
      .flatMap((each) => rows.get(each) ?? [])
      .find(({ x, width }) => x < item.x + item.width && item.x < x + width);
    return there ? { ...item, font: there.font } : item;
  });
}

/** The text of the page: PDFium's, unless that may not be what the page draws. */
function choose(reading: PdfiumReading, given: ReadPage): ReadPage {
  const { page: first, saysOther } = reading;
  const second = inUnitsOf(first, given);
  const drawn = { ...second, items: withFontsOf(first.items, withUnseen(second, reading)) };
  const { agreement, disagree, keep } = compareReadings(textOf(first.items), textOf(drawn.items));
  // However much fuller what is said in its place may be.
  const kept = saysOther || (disagree && keep === 'second') ? drawn : first;
  if (!disagree) return kept;
  const readers = {
    agreement: Math.round(agreement * 100) / 100,
    kept: kept === first ? 'first' : 'second',
  } as const;
  return { ...kept, readers };
}

/** Not in memory that is shared with other files. */
async function bytesOf(path: string): Promise<Uint8Array> {
  const { buffer, byteOffset, length } = await readFile(path);
  return new Uint8Array(buffer, byteOffset, length);
}

/** Throws an `ExtractError` for what is no PDF or opens only with a password. */
export async function openReaders(path: string): Promise<PdfReaders> {
  const data = await bytesOf(path);
  if (data.length === 0) throw new ExtractError('PDF_EMPTY', 'The file is empty');
  let pdfjs: Promise<PdfjsFile> | undefined;
  const second = (): Promise<PdfjsFile> => {
    // Most files do without it.
    pdfjs ??= import('./pdfjs-file.ts').then(async ({ openPdfjs }) => openPdfjs(await bytesOf(path)));
    return pdfjs;
  };
  const pdfium = await openPdfium(data).catch((error: unknown) => {
    // A library that cannot be loaded is no fault of the file: it is tried again, not read without knowing what shows.
    if (error instanceof ExtractError && error.code === 'PDF_MALFORMED') return undefined;
    throw error;
  });
  const counted = pdfium && pdfium.pages > 0 ? pdfium : undefined;
  const { pages, title } =
    counted ??
    (await second().catch((error: unknown) => {
      pdfium?.close();
      throw error;
    }));

  async function read(number: number): Promise<PageReading> {
    const first = await pdfium?.read(number).catch(() => undefined);
    if (first && !first.saysOther) {
      const { page, pieces, drawings } = first;
      if (!wantsSecondReader({ text: textOf(page.items), pieces }))
        return { page, drawings, suspicious: false };
    }
    const again = await second()
      .then((file) => file.read(number))
      .catch(() => undefined);
    if (first && again) return { page: choose(first, again), drawings: first.drawings, suspicious: true };
    // What may be said in the place of what the page draws is no reading of it: its picture is.
    if (first?.saysOther) return { page: { ...first.page, items: [], unmapped: 0 }, ...unread };
    if (first) return { page: first.page, drawings: first.drawings, suspicious: true };
    if (again) return { page: again, ...unread };
    throw new ExtractError('PAGE_UNREADABLE', 'No reader can read the page');
  }

  return {
    ...{ pages, title, read },
    async draw(...asked) {
      if (!pdfium) throw new ExtractError('PAGE_UNREADABLE', 'The page cannot be drawn');
      return pdfium.draw(...asked);
    },
    async close() {
      pdfium?.close();
      await pdfjs?.then((file) => file.close()).catch(() => undefined);
    },
  };
}
