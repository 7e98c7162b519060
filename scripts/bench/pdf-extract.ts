/**
 * How long our extraction of PDFs takes in a warm pool, against pdf-parse alone in a warm process. Both read the
 * same files in turn in the same run; each side's figure is the sum over the files of its median.
 */
import { createWriteStream } from 'node:fs';
import { access, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createExtractionPool } from '@scory/documents/extraction/pool.ts';
import PDFDocument from 'pdfkit';
import { openPdfParse } from './pdf-parse-process.ts';

export interface Row {
  bench: string;
  metric: string;
  ours: number;
  baseline: number;
  ratio: number;
  unit: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const papers = join(root, '../shared/material/papers');
const warmRounds = 4;
const rounds = 11;

const sentence =
  'The measured effect of the treatment did not differ between the groups, although the second group showed a ' +
  'slightly higher response after twelve weeks of observation. ';

async function generatePaper(path: string, pages: number): Promise<void> {
  const pdf = new PDFDocument({ size: 'A4', margin: 60 });
  const written = pipeline(pdf, createWriteStream(path));
  for (let page = 1; page <= pages; page += 1) {
    if (page > 1) pdf.addPage();
    pdf.font('Helvetica-Bold').fontSize(14).text(`${page}. Section`).moveDown();
    pdf.font('Times-Roman').fontSize(10).text(sentence.repeat(22), { columns: 2, align: 'justify' });
  }
  pdf.end();
  await written;
}

/** The papers at hand, or ones made for the occasion. */
async function files(): Promise<{ paths: string[]; remove: () => Promise<void> }> {
  const present = await access(papers).then(
    () => true,
    () => false,
  );
  if (present) {
    const names = (await readdir(papers)).filter((name) => name.endsWith('.pdf')).sort();
    return { paths: names.map((name) => join(papers, name)), remove: async () => undefined };
  }
  const folder = await mkdtemp(join(tmpdir(), 'scory-bench-'));
  const lengths = [1, 4, 15];
  const paths = lengths.map((pages) => join(folder, `generated-${pages}.pdf`));
  for (const [index, path] of paths.entries()) await generatePaper(path, lengths[index]!);
  return { paths, remove: () => rm(folder, { recursive: true }) };
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

export async function run(): Promise<Row[]> {
  const { paths, remove } = await files();
  const alone = openPdfParse();
  const pool = createExtractionPool({ size: 1 });
  try {
    let ours = 0;
    let baseline = 0;
    for (const path of paths) {
      const oursMs: number[] = [];
      const baselineMs: number[] = [];
      for (let round = 0; round < warmRounds + rounds; round += 1) {
        const theirs = await alone.time(path);
        const start = performance.now();
        await pool.extract(path, 'application/pdf');
        if (round < warmRounds) continue;
        oursMs.push(performance.now() - start);
        baselineMs.push(theirs);
      }
      ours += median(oursMs);
      baseline += median(baselineMs);
    }
    const ratio = Math.round((ours / baseline) * 100) / 100;
    const round1 = (ms: number): number => Math.round(ms * 10) / 10;
    return [
      {
        bench: 'simplify',
        metric: 'pdf_extract',
        ours: round1(ours),
        baseline: round1(baseline),
        ratio,
        unit: 'ms',
      },
    ];
  } finally {
    await pool.close();
    alone.close();
    await remove();
  }
}

if (import.meta.main) for (const row of await run()) process.stdout.write(`${JSON.stringify(row)}\n`);
