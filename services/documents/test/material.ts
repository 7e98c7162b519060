/** PDFs for tests: real ones where the material lies beside the checkout, and made ones. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import PDFDocument from 'pdfkit';
import type { ReadPage } from '../domain/upright.ts';
import { openPdfium } from '../extraction/pdfium-file.ts';

const folder = fileURLToPath(new URL('../../../../shared/material/', import.meta.url));

/** Absent on other machines: the test then calls `this.skip()`. */
export const material = (path: string): string | undefined =>
  existsSync(folder + path) ? folder + path : undefined;

export const materialBytes = (path: string): Buffer | undefined => {
  const found = material(path);
  return found === undefined ? undefined : readFileSync(found);
};

/** The pages of a PDF, as they are read before the document is laid out. */
export async function readPages(pdf: Uint8Array): Promise<ReadPage[]> {
  const file = await openPdfium(pdf);
  try {
    const pages: ReadPage[] = [];
    for (let number = 1; number <= file.pages; number += 1) pages.push((await file.read(number)).page);
    return pages;
  } finally {
    file.close();
  }
}

/** A PDF with one line of text a page, or what `draw` puts onto it. */
export async function makePdf(
  pages: readonly (string | ((pdf: PDFKit.PDFDocument) => void))[],
  options: PDFKit.PDFDocumentOptions = {},
): Promise<Buffer> {
  const pdf = new PDFDocument({ size: 'A4', margin: 60, ...options });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise((resolve) => pdf.once('end', resolve));
  for (const [index, page] of pages.entries()) {
    if (index > 0) pdf.addPage();
    if (typeof page === 'string') pdf.font('Times-Roman').fontSize(11).text(page);
    else page(pdf);
  }
  pdf.end();
  await ended;
  return Buffer.concat(chunks);
}

const quoted = (text: string): string => text.replaceAll('"', '%22');

/** One multipart body, by hand: what a test sends must not be mended by a library. */
export function multipart(
  parts: { name: string; content: string | Buffer; fileName?: string; type?: string }[],
): { body: Buffer; contentType: string } {
  const boundary = 'scory-boundary-7f3a9c';
  const pieces: Buffer[] = [];
  for (const { name, content, fileName, type } of parts) {
    const file = fileName === undefined ? '' : `; filename="${quoted(fileName)}"`;
    const declared = type === undefined ? '' : `\r\nContent-Type: ${type}`;
    pieces.push(
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}${declared}\r\n\r\n`,
      ),
    );
    pieces.push(Buffer.from(content), Buffer.from('\r\n'));
  }
  pieces.push(Buffer.from(`--${boundary}--\r\n`));
  return { body: Buffer.concat(pieces), contentType: `multipart/form-data; boundary=${boundary}` };
}

/** A PDF of one page that draws `content`, `times` times over: small on disk, as large as wanted when inflated. */
export function repeatingPdf(content: string, times: number): Buffer {
  const stream = deflateSync(Buffer.alloc(content.length * times, content), { level: 1 });
  const objects = [
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
    Buffer.from(
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    ),
    Buffer.concat([
      Buffer.from(`<< /Length ${stream.length} /Filter /FlateDecode >>\nstream\n`),
      stream,
      Buffer.from('\nendstream'),
    ]),
    Buffer.from('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'),
  ];
  const pieces = [Buffer.from('%PDF-1.4\n')];
  const offsets: number[] = [];
  const length = (): number => pieces.reduce((sum, piece) => sum + piece.length, 0);
  objects.forEach((object, index) => {
    offsets.push(length());
    pieces.push(Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n'));
  });
  const xref = length();
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  pieces.push(
    Buffer.from(
      `xref\n0 6\n0000000000 65535 f \n${entries}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF`,
    ),
  );
  return Buffer.concat(pieces);
}

/** Takes many seconds to read. */
export const slowPdf = (): Buffer => repeatingPdf('BT /F1 12 Tf 10 10 Td (ab) Tj ET\n', 3_000_000);
