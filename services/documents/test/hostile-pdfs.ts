/** PDFs made to take all the time or memory of who reads them, or to make them go round in circles. */
import { onePage, type RawPdf, rawPdf, streamOf } from './raw-pdf.ts';

const words = 'BT /F1 12 Tf 60 700 Td (Words that are there.) Tj ET\n';
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** `count` pages, each with an object of its own. */
function manyPages(count: number): Buffer {
  const objects: RawPdf['objects'] = { ...onePage(words).objects };
  const numbers = range(count).map((index) => index + 10);
  for (const number of numbers) objects[number] = objects[3]!;
  objects[2] = `<< /Type /Pages /Count ${count} /Kids [${numbers.map((number) => `${number} 0 R`).join(' ')}] >>`;
  return rawPdf({ objects });
}

/** Pages that all are the same one, named over and over in a small file. */
const onePageNamed = (times: number): Buffer =>
  rawPdf({
    objects: {
      ...onePage(words).objects,
      2: `<< /Type /Pages /Count ${times} /Kids [${'3 0 R '.repeat(times)}] >>`,
    },
  });

/** A tree of pages that is a list: a node in a node in a node. */
function deepPages(depth: number): Buffer {
  const objects: RawPdf['objects'] = { ...onePage(words).objects };
  for (const index of range(depth)) {
    const child = index === depth - 1 ? 3 : index + 11;
    objects[index + 10] = `<< /Type /Pages /Count 1 /Kids [${child} 0 R] >>`;
  }
  objects[2] = '<< /Type /Pages /Count 1 /Kids [10 0 R] >>';
  return rawPdf({ objects });
}

/** Each level of forms draws the next one twice. */
function doublingForms(levels: number): Buffer {
  const more: RawPdf['objects'] = {};
  for (const level of range(levels)) {
    const entries = `/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /F1 5 0 R >> /XObject << /N ${level + 11} 0 R >> >>`;
    more[level + 10] = streamOf(level === levels - 1 ? words : '/N Do /N Do\n', entries);
  }
  return rawPdf(onePage('/N Do\n', { resources: '/XObject << /N 10 0 R >>', more }));
}

function formInItself(): Buffer {
  const entries =
    '/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /N 10 0 R >> >>';
  return rawPdf(
    onePage(`${words}/N Do\n`, {
      resources: '/XObject << /N 10 0 R >>',
      more: { 10: streamOf('/N Do\n', entries) },
    }),
  );
}

/** Two streams of objects, each of which is said to lie in the other. */
function streamsInEachOther(): Buffer {
  const content = '10 0 11 20 << /Type /X >> << /Type /Y >>';
  const objects: RawPdf['objects'] = {
    1: '<< /Type /Catalog /Pages 2 0 R >>',
    2: '<< /Type /Pages /Kids [3 0 R] /Count 1 /Resources 10 0 R >>',
    3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 10 0 R >>',
  };
  const head = rawPdf({ objects });
  const start = head.lastIndexOf('xref\n0 1');
  const stream = (number: number, other: number): Buffer =>
    Buffer.concat([
      Buffer.from(`${number} 0 obj\n`),
      streamOf(content, `/Type /ObjStm /N 2 /First 10 /Extends ${other} 0 R`),
      Buffer.from('\nendobj\n'),
    ]);
  const body = Buffer.concat([head.subarray(0, start), stream(20, 21), stream(21, 20)]);
  const entry = (type: number, second: number, third: number): number[] => [
    type,
    (second >> 24) & 255,
    (second >> 16) & 255,
    (second >> 8) & 255,
    second & 255,
    third,
  ];
  const at = (number: number): number => body.indexOf(`${number} 0 obj`);
  const rows = [
    ...[entry(0, 0, 255), entry(1, at(1), 0), entry(1, at(2), 0), entry(1, at(3), 0)],
    // Objects 10 and 11 lie in 20 and 21, which lie in each other.
    ...[entry(2, 20, 0), entry(2, 21, 1), entry(2, 21, 0), entry(2, 20, 1)],
  ].flat();
  const table = streamOf(
    Buffer.from(rows),
    '/Type /XRef /Size 22 /Root 1 0 R /W [1 4 1] /Index [0 4 10 2 20 2]',
  );
  return Buffer.concat([
    body,
    Buffer.from('30 0 obj\n'),
    table,
    Buffer.from(`\nendobj\nstartxref\n${body.length}\n%%EOF`),
  ]);
}

/** A font whose codes all are said to mean a text without end. */
function fontWithEndlessMeaning(): Buffer {
  const map = `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def
1 begincodespacerange <00> <FF> endcodespacerange
${'1 beginbfrange <00> <FF> <'.concat('0041'.repeat(100_000), '> endbfrange\n').repeat(20)}
endcmap end end`;
  const font = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 10 0 R >>';
  return rawPdf(onePage(words.repeat(50), { more: { 5: font, 10: streamOf(map) } }));
}

function fontOfWideRange(): Buffer {
  const map = `begincmap 1 begincodespacerange <00000000> <FFFFFFFF> endcodespacerange
1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange
1 begincidrange <00000000> <FFFFFFFF> 0 endcidrange endcmap`;
  const more = {
    5: '<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding 10 0 R /ToUnicode 10 0 R /DescendantFonts [11 0 R] >>',
    10: streamOf(map, '/Type /CMap /CMapName /X'),
    11: '<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor << /Type /FontDescriptor /FontName /X /Flags 4 >> >>',
  };
  return rawPdf(onePage(words, { more }));
}

/** A font file that inflates to hundreds of megabytes. */
function inflatingFont(): Buffer {
  const more = {
    5: '<< /Type /Font /Subtype /TrueType /BaseFont /X /FirstChar 32 /LastChar 33 /Widths [500 500] /FontDescriptor 10 0 R >>',
    10: '<< /Type /FontDescriptor /FontName /X /Flags 32 /FontFile2 11 0 R >>',
    11: streamOf(Buffer.alloc(900_000_000)),
  };
  return rawPdf(onePage(words, { more }));
}

/** A glyph that draws itself. */
function glyphInItself(): Buffer {
  const more = {
    5: '<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 65 /LastChar 65 /Widths [1000] /Encoding << /Type /Encoding /Differences [65 /A] >> /CharProcs << /A 10 0 R >> /Resources << /Font << /F1 5 0 R >> >> >>',
    10: streamOf('1000 0 d0 BT /F1 1000 Tf (AAAA) Tj ET\n'),
  };
  return rawPdf(onePage('BT /F1 12 Tf 60 700 Td (AAAA) Tj ET\n', { more }));
}

const pictureOf = (side: number): Buffer => {
  const entries = `/Type /XObject /Subtype /Image /Width ${side} /Height ${side} /ColorSpace /DeviceGray /BitsPerComponent 8`;
  const more = { 10: streamOf(Buffer.alloc(100_000), entries) };
  return rawPdf(onePage('600 0 0 800 0 0 cm /I Do\n', { resources: '/XObject << /I 10 0 R >>', more }));
};

const boxed = (box: string): Buffer => rawPdf(onePage(words, { page: `/MediaBox [${box}]` }));

function claimedPages(count: number): Buffer {
  return rawPdf({
    objects: { ...onePage(words).objects, 2: `<< /Type /Pages /Kids [3 0 R] /Count ${count} >>` },
  });
}

function pagesInCircles(): Buffer {
  return rawPdf({
    objects: {
      ...onePage(words).objects,
      2: '<< /Type /Pages /Kids [6 0 R 3 0 R] /Count 3 >>',
      6: '<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 6 0 R] /Count 2 >>',
    },
  });
}

/** Three pages, of which the tree counts one. */
function hiddenPages(): Buffer {
  const { objects } = onePage(words);
  return rawPdf({
    objects: {
      ...objects,
      2: '<< /Type /Pages /Kids [3 0 R 6 0 R 7 0 R] /Count 1 >>',
      6: objects[3]!,
      7: objects[3]!,
    },
  });
}

/** What reading each of them may come to: codes of refusals, or `read` where its words are found. */
export const hostilePdfs: [what: string, outcomes: readonly string[], data: () => Buffer][] = [
  ['100,000 pages', ['TOO_LARGE'], () => manyPages(100_000)],
  ['one page named 100,000 times', ['TOO_LARGE'], () => onePageNamed(100_000)],
  ['a billion pages by its own count', ['read'], () => claimedPages(1_000_000_000)],
  ['three pages and one by its own count', ['read'], hiddenPages],
  [
    'a table of objects that comes before itself',
    ['read'],
    () => rawPdf({ ...onePage(words), trailer: '/Prev @XREF' }),
  ],
  ['streams of objects that lie in each other', ['PDF_NO_TEXT'], streamsInEachOther],
  ['pages that are their own parents', ['read'], pagesInCircles],
  ['pages 50,000 levels deep', ['read'], () => deepPages(50_000)],
  ['forms that double 40 times', ['EXTRACT_TIMEOUT', 'TOO_LARGE'], () => doublingForms(40)],
  ['a form in itself', ['read'], formInItself],
  ['a glyph in itself', ['read'], glyphInItself],
  ['a font of endless meaning', ['TOO_LARGE', 'EXTRACT_TIMEOUT'], fontWithEndlessMeaning],
  ['a font of four billion codes', ['read'], fontOfWideRange],
  ['a font of 900 MB', ['TOO_LARGE'], inflatingFont],
  ['a picture of 3.6 billion pixels', ['PDF_NO_TEXT'], () => pictureOf(60_000)],
  ['a page as large as a country', ['read'], () => boxed('0 0 1e9 1e9')],
  ['a page of no size', ['read'], () => boxed('0 0 0 0')],
  ['a page of no numbers', ['read'], () => boxed('/a (b) null [')],
  [
    'lists a million levels deep',
    ['read'],
    () => rawPdf({ ...onePage(words), trailer: `/X ${'['.repeat(1_000_000)}` }),
  ],
];
