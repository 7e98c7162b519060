/**
 * Looks at a page with PDFium after pdf.js has read it: which of its text does not show, and, where that text is suspicious,
 * whether PDFium reads the same. Runs inside an extraction child.
 */
import type { Box } from '@scory/contracts/documents/text.ts';
import { countUnmapped } from '../domain/clean-text.ts';
import type { TextItem } from '../domain/page-lines.ts';
import { compareReadings, wantsSecondReader } from '../domain/reader-agreement.ts';
import { markUnseen } from '../domain/unseen-text.ts';
import type { Inspection } from './hidden-text.ts';
import { type ReadPage, uprightBox } from './pdf-pages.ts';
import type { PdfPictures, PlacedText } from './pdf-pictures.ts';

const textOf = (items: readonly TextItem[]): string => items.map(({ text }) => text).join(' ');

/** From the page as PDFium displays it to the page as read: upright, and in units of the page where it has its own. */
function placeOn(page: ReadPage, displayedWidth: number): (box: Box) => Box {
  const across = page.rotation === 90 || page.rotation === 270;
  const scale = (across ? page.height : page.width) / displayedWidth;
  return (box) => uprightBox(box.map((edge) => edge * scale) as Box, page);
}

/** PDFium's soft hyphens. */
const hyphens = /\uFFFE/g;
/** Of text whose font is not known. */
const noFont = '';

function itemsOf(texts: readonly PlacedText[], place: (box: Box) => Box): TextItem[] {
  return texts.flatMap(({ text, box, origin: [x, y], size }): TextItem[] => {
    const [x0, , x1] = place(box);
    const [, baseline] = place([x, y, x, y]);
    const clean = text.replace(hyphens, '\u00AD');
    return clean === '' ? [] : [{ text: clean, x: x0, y: baseline, width: x1 - x0, size, font: noFont }];
  });
}

export interface Looked {
  page: ReadPage;
  /** Undefined where PDFium cannot read what pdf.js can. */
  drawings: boolean | undefined;
}

function checkAgain(given: ReadPage, inspection: Inspection, pictures: PdfPictures): ReadPage {
  const { unseen, pieces, width } = inspection;
  const place = placeOn(given, width);
  const placed = unseen.map((stretch) => ({ ...stretch, box: place(stretch.box) }));
  const page = unseen.length === 0 ? given : { ...given, items: markUnseen(given.items, placed) };
  const first = textOf(page.items);
  if (!wantsSecondReader({ text: first, pieces })) return page;
  const items = itemsOf(pictures.readText(page.number), place);
  const second = textOf(items);
  const { agreement, disagree, keep } = compareReadings(first, second);
  if (!disagree) return page;
  const readers = { agreement: Math.round(agreement * 100) / 100, kept: keep };
  if (keep === 'first') return { ...page, readers };
  return { ...page, items: markUnseen(items, placed), unmapped: countUnmapped(second), readers };
}

export async function lookAgain(page: ReadPage, pictures: Promise<PdfPictures>): Promise<Looked> {
  try {
    const opened = await pictures;
    const inspection = await opened.inspect(page.number);
    if (!inspection) return { page, drawings: undefined };
    return { page: checkAgain(page, inspection, opened), drawings: inspection.drawings };
  } catch {
    return { page, drawings: undefined };
  }
}
