/** Pages whose text is known, set as papers and course books are: what is drawn, and how it has to be read. */
import { makePdf } from '../../../services/documents/test/material.ts';
import { brokenLines } from './broken-lines.ts';

export interface TypesetDocument {
  name: string;
  pdf: Buffer;
  /** Paragraphs in the order in which somebody reads them; without running heads and page numbers. */
  truth: string[];
}

type Pdf = PDFKit.PDFDocument;

const lineHeight = 13;
const size = 10;
const left = 60;
const gutter = 20;
const pageWidth = 595;
const columnWidth = (pageWidth - 2 * left - gutter) / 2;
const fullWidth = pageWidth - 2 * left;

/** Draws lines one below the other; where the next one would begin. */
function drawLines(pdf: Pdf, lines: readonly string[], x: number, y: number): number {
  lines.forEach((line, at) => {
    pdf.text(line, x, y + at * lineHeight, { lineBreak: false });
  });
  return y + lines.length * lineHeight;
}

function drawParagraphs(pdf: Pdf, texts: readonly string[], place: { x: number; y: number; width: number }) {
  pdf.font('Times-Roman').fontSize(size);
  return texts.reduce(
    (y, text) => drawLines(pdf, brokenLines(pdf, text, place.width), place.x, y) + 7,
    place.y,
  );
}

function drawTitle(pdf: Pdf, title: string): void {
  pdf.font('Times-Bold').fontSize(17).text(title, left, 70, { lineBreak: false });
}

async function oneColumn(texts: readonly string[]): Promise<TypesetDocument> {
  const title = 'One Column Under a Title';
  const pdf = await makePdf([
    (page) => {
      drawTitle(page, title);
      drawParagraphs(page, texts.slice(0, 6), { x: left, y: 110, width: fullWidth });
    },
  ]);
  return { name: 'one column, divided words', pdf, truth: [title, ...texts.slice(0, 6)] };
}

async function twoColumns(texts: readonly string[]): Promise<TypesetDocument> {
  const title = 'Two Columns Under a Title';
  const pdf = await makePdf([
    (page) => {
      drawTitle(page, title);
      drawParagraphs(page, texts.slice(0, 5), { x: left, y: 110, width: columnWidth });
      drawParagraphs(page, texts.slice(5, 10), {
        x: left + columnWidth + gutter,
        y: 110,
        width: columnWidth,
      });
    },
  ]);
  return { name: 'two columns, divided words', pdf, truth: [title, ...texts.slice(0, 10)] };
}

async function runningHeads(texts: readonly string[]): Promise<TypesetDocument> {
  const pages = [0, 1, 2, 3].map((at) => texts.slice(at * 5, at * 5 + 5));
  const pdf = await makePdf(
    pages.map((paragraphs, at) => (page: Pdf) => {
      page.page.margins.bottom = 0;
      page.font('Times-Italic').fontSize(9);
      page.text(at % 2 === 0 ? 'A Reader for Evenings' : 'Chapter 3: Of Many Things', left, 35, {
        lineBreak: false,
      });
      drawParagraphs(page, paragraphs, { x: left, y: 80, width: fullWidth });
      page.fontSize(9).text(String(41 + at), pageWidth / 2, 805, { lineBreak: false });
    }),
  );
  return { name: 'running heads and page numbers', pdf, truth: pages.flat() };
}

async function footnotes(texts: readonly string[]): Promise<TypesetDocument> {
  const notes = [
    '1 The figures are those of the second edition; the first one gives them in other units.',
    '2 A longer account, with letters that were not known then, is found in the archive of the town.',
  ];
  const pdf = await makePdf([
    (page) => {
      page.page.margins.bottom = 0;
      drawParagraphs(page, texts.slice(0, 5), { x: left, y: 80, width: columnWidth });
      drawParagraphs(page, texts.slice(5, 10), { x: left + columnWidth + gutter, y: 80, width: columnWidth });
      page
        .moveTo(left, 728)
        .lineTo(left + 90, 728)
        .lineWidth(0.5)
        .stroke();
      page.font('Times-Roman').fontSize(8);
      notes.forEach((note, at) => {
        page.text(note, left, 736 + at * 14, { lineBreak: false });
      });
    },
  ]);
  return { name: 'footnotes below columns', pdf, truth: [...texts.slice(0, 10), ...notes] };
}

const cells = [
  ['Town', 'Stations', 'Mean rainfall', 'Driest month'],
  ['Halden', '14', '812 mm', 'March'],
  ['Marlow Bridge', '9', '640 mm', 'April'],
  ['Quist', '21', '1,105 mm', 'February'],
  ['Lower Tarn', '3', '588 mm', 'March'],
];

async function table(texts: readonly string[]): Promise<TypesetDocument> {
  const caption = 'Table 1: Rainfall at four towns.';
  const pdf = await makePdf([
    (page) => {
      const y = drawParagraphs(page, [texts[0]!, texts[1]!, caption], { x: left, y: 80, width: fullWidth });
      cells.forEach((row, at) => {
        row.forEach((cell, column) => {
          page.text(cell, left + column * 115, y + at * 16, { lineBreak: false });
        });
      });
      drawParagraphs(page, texts.slice(2, 4), { x: left, y: y + cells.length * 16 + 12, width: fullWidth });
    },
  ]);
  const rows = cells.map((row) => row.join('\t')).join('\n');
  return { name: 'table', pdf, truth: [texts[0]!, texts[1]!, caption, rows, texts[2]!, texts[3]!] };
}

/** Codes of a font as TeX makes them: each ligature is one glyph that only its name explains. */
const ligatures = ['ffi', 'ffl', 'ff', 'fi', 'fl'] as const;

async function ligatureGlyphs(): Promise<TypesetDocument> {
  const truth = [
    'The official finally found a sufficient offer for the affluent firm, and the staff left the office.',
    'Five shuffled leaflets baffled the chief officer, who filed the first one in an efficient filing cabinet.',
  ];
  const pdf = await makePdf([
    (page) => {
      page.font('Times-Roman').fontSize(11);
      const widths = Array.from({ length: 255 }, (_, at) => {
        const text = ligatures[at] ?? (at >= 31 && at < 126 ? String.fromCharCode(at + 1) : '');
        return text === '' ? 0 : Math.round((page.widthOfString(text) / 11) * 1_000);
      });
      const font = page.ref({
        Type: 'Font',
        Subtype: 'Type1',
        BaseFont: 'Times-Roman',
        FirstChar: 1,
        LastChar: 255,
        Widths: widths,
        Encoding: { Type: 'Encoding', BaseEncoding: 'WinAnsiEncoding', Differences: [1, ...ligatures] },
      });
      font.end(undefined);
      page.page.fonts.Ligatures = font;
      truth.forEach((line, at) => {
        const codes = ligatures.reduce(
          (text, ligature, code) => text.replaceAll(ligature, `\\00${code + 1}`),
          line,
        );
        // The page is upside down to pdfkit.
        page.addContent(`BT /Ligatures 11 Tf 1 0 0 -1 ${left} ${100 + at * 40} Tm (${codes}) Tj ET`);
      });
    },
  ]);
  return { name: 'ligatures as glyphs', pdf, truth };
}

async function captions(texts: readonly string[]): Promise<TypesetDocument> {
  const caption = 'Figure 2: Traces of the needle during the longest of the quiet nights.';
  const pdf = await makePdf([
    (page) => {
      const x = left + columnWidth + gutter;
      drawParagraphs(page, texts.slice(0, 5), { x: left, y: 80, width: columnWidth });
      const y = drawParagraphs(page, texts.slice(5, 7), { x, y: 80, width: columnWidth });
      page
        .rect(x, y + 6, columnWidth, 90)
        .lineWidth(1)
        .stroke();
      page
        .moveTo(x + 10, y + 80)
        .lineTo(x + 60, y + 30)
        .lineTo(x + 110, y + 65)
        .stroke();
      page.font('Times-Italic').fontSize(9);
      const below = drawLines(page, brokenLines(page, caption, columnWidth), x, y + 106);
      drawParagraphs(page, texts.slice(7, 9), { x, y: below + 12, width: columnWidth });
    },
  ]);
  return {
    name: 'figure with caption in a column',
    pdf,
    truth: [...texts.slice(0, 7), caption, ...texts.slice(7, 9)],
  };
}

/** Text that stands on a line of its own. */
interface PlacedLine {
  text: string;
  page: number;
  x: number;
  y: number;
  bold: boolean;
}

const columnTop = 70;
const columnBottom = 770;

/** Lines that run from column to column and page to page, wherever a paragraph is; two narrow columns on a page. */
function flowed(pdf: Pdf, paragraphs: readonly { text: string; bold: boolean }[]): PlacedLine[] {
  const narrow = 12;
  const width = (fullWidth - narrow) / 2;
  const lines: PlacedLine[] = [];
  let column = 0;
  let y = columnTop;
  for (const { text, bold } of paragraphs) {
    pdf.font(bold ? 'Times-Bold' : 'Times-Roman').fontSize(size);
    // A heading stays with what it is over.
    if (bold && y + 3 * lineHeight > columnBottom) y = columnBottom;
    for (const line of brokenLines(pdf, text, width)) {
      if (y + lineHeight > columnBottom) {
        column += 1;
        y = columnTop;
      }
      const x = left + (column % 2) * (width + narrow);
      lines.push({ text: line, page: Math.floor(column / 2), x, y, bold });
      y += lineHeight;
    }
    y += 4;
  }
  return lines;
}

/** All at once, drawn as some programs do it: line by line across both columns. */
async function wholePaper(texts: readonly string[]): Promise<TypesetDocument> {
  const titles = ['1 Where It Begins', '2 What Was Found', '3 What Follows From It'];
  const paragraphs = texts.flatMap((text, at) => {
    const title = at % 12 === 0 ? titles[at / 12] : undefined;
    const own = { text, bold: false };
    return title === undefined ? [own] : [{ text: title, bold: true }, own];
  });
  let lines: PlacedLine[] = [];
  await makePdf([
    (page) => {
      lines = flowed(page, paragraphs);
    },
  ]);
  const pages = Array.from({ length: lines.at(-1)!.page + 1 }, (_, at) => (page: Pdf) => {
    page.page.margins.bottom = 0;
    page
      .font('Times-Italic')
      .fontSize(9)
      .text('Letters on Many Things 4 (2021)', left, 35, { lineBreak: false });
    page.text(String(211 + at), pageWidth - left - 15, 35, { lineBreak: false });
    const own = lines.filter((line) => line.page === at).sort((a, b) => a.y - b.y || a.x - b.x);
    for (const { text, x, y, bold } of own)
      page
        .font(bold ? 'Times-Bold' : 'Times-Roman')
        .fontSize(size)
        .text(text, x, y, { lineBreak: false });
  });
  const pdf = await makePdf(pages);
  return { name: 'paper of several pages, narrow gutter', pdf, truth: paragraphs.map(({ text }) => text) };
}

/** `texts` are at least 32 paragraphs of prose. */
export const typesetDocuments = (texts: readonly string[]): Promise<TypesetDocument[]> =>
  Promise.all([
    oneColumn(texts),
    twoColumns(texts),
    runningHeads(texts),
    footnotes(texts),
    table(texts),
    ligatureGlyphs(),
    captions(texts),
    wholePaper(texts.slice(0, 32)),
  ]);
