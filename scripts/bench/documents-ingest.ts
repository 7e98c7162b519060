/** From the upload of text PDFs to documents that can be searched, beside pdf-parse alone on the same files. */
import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makePdf } from '@scory/documents/test/material.ts';
import { openPdfParse } from './pdf-parse-process.ts';
import type { Prose } from './prose.ts';
import { watchMemory } from './resident-memory.ts';
import { median, pairedRow, type Row, rowOf } from './stage.ts';

/** Where documents are uploaded to, and the process that reads them. */
export interface Intake {
  url: string;
  /** Of a new owner each time. */
  newToken(): string;
  folder: string;
  prose: Prose;
}

const files = 6;
const pagesOfFile = 40;
const rounds = 3;
const longFilePages = 300;
/** Of a page of two columns. */
const sentencesOfPage = 36;

async function writePaper({ folder, prose }: Intake, pages: number, first: number): Promise<string> {
  const { sentences } = prose;
  const textOf = (page: number): string =>
    Array.from({ length: sentencesOfPage }, (_, index) => {
      const at = (first + page) * sentencesOfPage + index;
      return sentences[(at * 7) % sentences.length]?.text;
    }).join(' ');
  const pdf = await makePdf(
    Array.from({ length: pages }, (_, page) => (pdf: PDFKit.PDFDocument) => {
      pdf
        .font('Helvetica-Bold')
        .fontSize(14)
        .text(`${page + 1}. Section`)
        .moveDown();
      pdf.font('Times-Roman').fontSize(10).text(textOf(page), { columns: 2, align: 'justify' });
    }),
  );
  const name = path.join(folder, `${randomUUID()}.pdf`);
  await writeFile(name, pdf);
  return name;
}

/** Uploads it as content that nobody has yet (a comment at its end) and answers when it can be searched. */
async function ingest({ url, newToken }: Intake, file: Buffer): Promise<{ ms: number; pages: number }> {
  const form = new FormData();
  const content = Buffer.concat([file, Buffer.from(`\n% ${randomUUID()}\n`)]);
  form.set('file', new Blob([content], { type: 'application/pdf' }), 'paper.pdf');
  const headers = { authorization: `Bearer ${newToken()}`, prefer: 'wait=30' };
  const startedAt = performance.now();
  let response = await fetch(`${url}/api/v1/documents`, { method: 'POST', headers, body: form });
  for (;;) {
    const { data } = (await response.json()) as {
      data?: { id: string; status: string; result: { pages: number } | null };
    };
    if (data?.result) return { ms: performance.now() - startedAt, pages: data.result.pages };
    if (response.status !== 202) throw new Error(`an upload answered ${response.status}, ${data?.status}`);
    response = await fetch(`${url}/api/v1/jobs/${data?.id}`, { headers });
  }
}

/** Pages a second from the first upload to the last document, all of them given at once. */
export async function ingestPages(intake: Intake): Promise<Row> {
  const paths = await Promise.all(
    Array.from({ length: files }, (_, index) => writePaper(intake, pagesOfFile, index * pagesOfFile)),
  );
  const contents = await Promise.all(paths.map((file) => readFile(file)));
  const alone = openPdfParse();
  const rates = { ours: [] as number[], alone: [] as number[] };
  try {
    for (let round = 0; round <= rounds; round += 1) {
      let aloneMs = 0;
      for (const file of paths) aloneMs += await alone.time(file);
      const startedAt = performance.now();
      const ends = await Promise.all(contents.map((content) => ingest(intake, content)));
      const oursMs = performance.now() - startedAt;
      const pages = ends.reduce((sum, end) => sum + end.pages, 0);
      if (round === 0) continue;
      rates.alone.push((pages / aloneMs) * 1_000);
      rates.ours.push((pages / oursMs) * 1_000);
    }
  } finally {
    alone.close();
  }
  return pairedRow('documents', 'ingest_pages', 'pages/s', rates.ours, rates.alone);
}

/** Most memory of a fresh worker and its children while they read one long PDF. Linux alone tells. */
export async function ingestPeak(intake: Intake, workerPid: number): Promise<Row[]> {
  if (process.platform !== 'linux') return [];
  const file = await writePaper(intake, longFilePages, 0);
  const alone = openPdfParse();
  const theirs = watchMemory(alone.pid);
  await alone.time(file);
  const baseline = theirs.stop();
  alone.close();
  const ours = watchMemory(workerPid);
  await ingest(intake, await readFile(file));
  return [rowOf('documents', 'ingest_peak_mb', 'MB', ours.stop(), baseline)];
}

const paperPages = 20;
const paperRounds = 5;

/** Adds papers of some pages one after the other to an index of this size. */
export async function ingestInto(intake: Intake, size: string): Promise<Row> {
  const file = await writePaper(intake, paperPages, 0);
  const content = await readFile(file);
  const alone = openPdfParse();
  const times = { ours: [] as number[], alone: [] as number[] };
  try {
    for (let round = 0; round <= paperRounds; round += 1) {
      const theirs = await alone.time(file);
      const { ms: ours } = await ingest(intake, content);
      if (round === 0) continue;
      times.alone.push(theirs);
      times.ours.push(ours);
    }
  } finally {
    alone.close();
  }
  return rowOf('documents', `ingest_ms_${size}`, 'ms', median(times.ours), median(times.alone));
}
