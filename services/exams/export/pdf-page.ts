/** Paper: rows are put one below the other, and a block of them is torn only where no page holds it. */
import PDFDocument from 'pdfkit';
import { fontBytes, fontNames } from './pdf-fonts.ts';
import { linesOf, type Run, type Style } from './pdf-lines.ts';

/** Something that stands in one place and is never cut. */
export interface Row {
  height: number;
  draw(y: number): void;
}

export interface Paper {
  pdf: PDFKit.PDFDocument;
  /** Between the margins, in points. */
  left: number;
  width: number;
  /** Rows of text from `x` on; each may be drawn on another page. */
  text(text: string, style: Style, place?: { x?: number; width?: number }): Row[];
  /** Text on the line that a row begins with. */
  beside(row: Row, text: string, style: Style, place: { x?: number; right?: number }): Row;
  put(block: readonly Row[]): void;
  newPage(): void;
  /** Numbers the pages and gives the bytes. */
  finish(footer: string): Promise<Buffer>;
}

const margin = 56;
const lineHeight = 1.4;
const footerStyle: Style = { weight: 'regular', size: 8 };

export const space = (height: number): Row => ({ height, draw: () => undefined });

export const rule = ({ pdf }: Pick<Paper, 'pdf'>, from: number, to: number, y: number): void => {
  pdf.lineWidth(0.5).moveTo(from, y).lineTo(to, y).stroke();
};

export function openPaper(info: { title: string; language: string | null; createdAt: Date }): Paper {
  const pdf = new PDFDocument({
    size: 'A4',
    margin,
    bufferPages: true,
    ...(info.language !== null && { lang: info.language }),
    info: { Title: info.title, CreationDate: info.createdAt, Producer: 'Scory', Creator: 'Scory' },
  });
  for (const name of fontNames) pdf.registerFont(name, fontBytes(name));
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => pdf.once('end', resolve).once('error', reject));
  const width = pdf.page.width - 2 * margin;
  const bottom = pdf.page.height - margin;
  let y = margin;

  // pdfkit remembers the shape of every word.
  const measure = (text: string, font: string, size: number): number =>
    pdf.font(font).fontSize(size).widthOfString(text);

  function drawRuns(runs: readonly Run[], size: number, x: number, top: number): void {
    let at = x;
    for (const run of runs) {
      // Both typefaces on one base line, whatever their ascents.
      pdf
        .font(run.font)
        .fontSize(size)
        .text(run.text, at, top + size, { lineBreak: false, baseline: 'alphabetic' });
      at += run.width;
    }
  }

  const text: Paper['text'] = (content, style, { x = margin, width: within = margin + width - x } = {}) =>
    linesOf(content, style, measure, within).map((runs) => ({
      height: style.size * lineHeight,
      draw: (top) => drawRuns(runs, style.size, x, top),
    }));

  function newPage(): void {
    pdf.addPage();
    y = margin;
  }

  return {
    pdf,
    left: margin,
    width,
    text,
    newPage,
    beside(row, content, style, { x, right }) {
      const [runs = []] = linesOf(content, style, measure, Number.POSITIVE_INFINITY);
      const wide = runs.reduce((sum, run) => sum + run.width, 0);
      const at = x ?? (right ?? margin + width) - wide;
      return {
        height: row.height,
        draw: (top) => {
          drawRuns(runs, style.size, at, top);
          row.draw(top);
        },
      };
    },
    put(block) {
      const height = block.reduce((sum, row) => sum + row.height, 0);
      if (y + height > bottom && y > margin && height <= bottom - margin) newPage();
      for (const row of block) {
        if (y + row.height > bottom && y > margin) newPage();
        row.draw(y);
        y += row.height;
      }
    },
    async finish(footer) {
      const { start, count } = pdf.bufferedPageRange();
      for (let page = start; page < start + count; page += 1) {
        pdf.switchToPage(page);
        // Below the margin, where pdfkit would begin another page.
        pdf.page.margins.bottom = 0;
        const place = `${page + 1} / ${count}`;
        const [runs = []] = linesOf(place, footerStyle, measure, width);
        const wide = runs.reduce((sum, run) => sum + run.width, 0);
        drawRuns(runs, footerStyle.size, margin + width - wide, bottom + 20);
        const [title = []] = linesOf(footer, footerStyle, measure, width - 60);
        drawRuns(title, footerStyle.size, margin, bottom + 20);
      }
      pdf.end();
      await ended;
      return Buffer.concat(chunks);
    },
  };
}
