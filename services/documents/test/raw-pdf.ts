/** PDFs put together by hand, object by object: no library writes what a hostile file holds. */
import { deflateSync } from 'node:zlib';

/** A dictionary's entries, or any other object as it stands in the file. */
export type PdfObject = string | Buffer;

export const streamOf = (content: PdfObject, entries = ''): Buffer => {
  const data = deflateSync(content, { level: 9 });
  return Buffer.concat([
    Buffer.from(`<< /Length ${data.length} /Filter /FlateDecode ${entries} >>\nstream\n`),
    data,
    Buffer.from('\nendstream'),
  ]);
};

export interface RawPdf {
  /** By number; the catalogue is number 1. */
  objects: Record<number, PdfObject>;
  /** More entries of the trailer; `@XREF` stands for where the table is. */
  trailer?: string;
}

export function rawPdf({ objects, trailer = '' }: RawPdf): Buffer {
  const pieces: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  let length = pieces[0]!.length;
  const put = (piece: Buffer): void => {
    pieces.push(piece);
    length += piece.length;
  };
  const places: [number: number, offset: number][] = [];
  for (const [number, object] of Object.entries(objects)) {
    places.push([Number(number), length]);
    put(Buffer.from(`${number} 0 obj\n`));
    put(Buffer.from(object));
    put(Buffer.from('\nendobj\n'));
  }
  const sections: string[] = [];
  // Numbers that follow each other are one section.
  for (let from = 0, to = 0; from < places.length; from = to) {
    while (to < places.length && places[to]![0] === places[from]![0] + to - from) to += 1;
    const rows = places.slice(from, to).map(([, offset]) => `${String(offset).padStart(10, '0')} 00000 n \n`);
    sections.push(`${places[from]![0]} ${rows.length}\n${rows.join('')}`);
  }
  const size = places.at(-1)![0] + 1;
  const more = trailer.replaceAll('@XREF', String(length));
  put(
    Buffer.from(
      `xref\n0 1\n0000000000 65535 f \n${sections.join('')}trailer\n<< /Size ${size} /Root 1 0 R ${more} >>\nstartxref\n${length}\n%%EOF`,
    ),
  );
  return Buffer.concat(pieces);
}

/** One page that draws this, in Helvetica as F1; `more` objects begin with number 10. */
export function onePage(
  content: PdfObject,
  {
    page = '',
    resources = '',
    more = {},
  }: { page?: string; resources?: string; more?: RawPdf['objects'] } = {},
): RawPdf {
  const box = page.includes('/MediaBox') ? '' : '/MediaBox [0 0 600 800]';
  return {
    objects: {
      1: '<< /Type /Catalog /Pages 2 0 R >>',
      2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      3: `<< /Type /Page /Parent 2 0 R ${box} /Contents 4 0 R ${page} /Resources << /Font << /F1 5 0 R >> ${resources} >> >>`,
      4: streamOf(content),
      5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
      ...more,
    },
  };
}
