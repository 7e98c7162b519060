/** Pages of a PDF as they are read, before the document is laid out. Runs only inside an extraction child. */
import type { ReadPage } from '../domain/upright.ts';
import { endsProperly, type PdfFile } from './pdf-file.ts';
import { ExtractError, type PageRange, type ReadSettings } from './protocol.ts';
import type { PictureReading } from './read-picture.ts';

/** JSON: one process may read it, and another one make a document of it. */
export interface RangeReading {
  pages: ReadPage[];
  /** Numbers of pages that could not be read; in `pages` they are empty. */
  unreadable: number[];
  /** Pages that were read as pictures, by their number. */
  readings: [number, PictureReading][];
  /** As the file's metadata have it. */
  title: string | null;
  truncated: boolean;
}

/** `pictures`: how many of the pages were read as pictures. */
export type OnPage = (completed: number, total: number, pictures?: number) => void;

/** Undefined where `goOn` says after a page that the rest is not to be read. Throws TOO_LARGE. */
export async function readRange(
  path: string,
  { readers, scans }: PdfFile,
  { from, to }: PageRange,
  { maxCharacters }: Pick<ReadSettings, 'maxCharacters'>,
  onPage: OnPage,
  goOn: (pagesLeft: number) => boolean = () => true,
): Promise<RangeReading | undefined> {
  const pages: ReadPage[] = [];
  const unreadable: number[] = [];
  let characters = 0;
  for (let number = from; number <= to; number += 1) {
    try {
      const page = await scans.read(await readers.read(number));
      for (const item of page.items) characters += item.text.length;
      pages.push(page);
    } catch {
      unreadable.push(number);
      pages.push({ number, width: 0, height: 0, items: [], unmapped: 0 });
    }
    if (characters > maxCharacters) {
      throw new ExtractError('TOO_LARGE', `The PDF has more than ${maxCharacters} characters of text`);
    }
    onPage(number - from + 1, to - from + 1, scans.looked);
    if (!goOn(to - number)) return undefined;
  }
  return {
    pages,
    unreadable,
    readings: [...scans.readings],
    title: readers.title,
    truncated: !(await endsProperly(path)),
  };
}
