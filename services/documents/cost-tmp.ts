import { readFile } from 'node:fs/promises';
import { extractPdf } from './extraction/extract-pdf.ts';
import { openPdf, readPage } from './extraction/pdf-pages.ts';
import { openPictures } from './extraction/pdf-pictures.ts';
import { lookAgain } from './extraction/second-reader.ts';

const files = process.argv.slice(2);
const rows: Record<string, number[]> = {};
for (let round = 0; round < 9; round++) {
  let whole = 0,
    look = 0,
    reads = 0,
    render = 0;
  for (const f of files) {
    let a = performance.now();
    await extractPdf(
      f,
      { maxPages: 2000, maxCharacters: 1e7, ocr: { languages: ['eng'], maxPages: 300 } },
      () => {},
    );
    whole += performance.now() - a;
    const { document, close } = await openPdf(new Uint8Array(await readFile(f)));
    const pages = [];
    a = performance.now();
    for (let n = 1; n <= document.numPages; n++) pages.push(await readPage(document, n));
    reads += performance.now() - a;
    a = performance.now();
    const pictures = openPictures(f);
    for (const p of pages) await lookAgain(p, pictures);
    look += performance.now() - a;
    (await pictures).close();
    await close();
  }
  if (round > 1) {
    (rows.whole ??= []).push(whole);
    (rows.readPage ??= []).push(reads);
    (rows.lookAgain ??= []).push(look);
    (rows.share ??= []).push(look / (whole - look));
  }
}
for (const [k, v] of Object.entries(rows)) console.log(k, v.sort((a, b) => a - b)[v.length >> 1]);
process.exit();
