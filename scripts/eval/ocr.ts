/**
 * How well are pages read that are pictures? Character error rate (Levenshtein distance by the length of the truth,
 * white space normalised) on pages drawn here and spoiled as scanners and cameras do, and on real scans where they are.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DocumentText, plainText } from '@scory/contracts/documents/text.ts';
import type { Raster } from '../../services/documents/domain/raster.ts';
import { createExtractionPool, type ExtractionPool } from '../../services/documents/extraction/pool.ts';
import { drawnPage, type Spoiled, scanPdf, spoil } from '../../services/documents/test/scanned-pages.ts';
import { evalPapers } from './data/papers.ts';
import type { EvalRow } from './simplify.ts';

const normal = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Levenshtein distance by the length of the truth. */
export function characterErrorRate(read: string, truth: string): number {
  const [a, b] = [Array.from(normal(read)), Array.from(normal(truth))];
  let before = Uint32Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row += 1) {
    const current = new Uint32Array(b.length + 1);
    current[0] = row;
    for (let at = 1; at <= b.length; at += 1) {
      const substituted = before[at - 1]! + (a[row - 1] === b[at - 1] ? 0 : 1);
      current[at] = Math.min(before[at]! + 1, current[at - 1]! + 1, substituted);
    }
    before = current;
  }
  return b.length === 0 ? Number(a.length > 0) : before[b.length]! / b.length;
}

/** What a page is spoiled by, and the part of its characters that may be wrong. */
const conditions: { name: string; spoiled: Spoiled; most: number }[] = [
  { name: 'clean', spoiled: {}, most: 0.01 },
  ...[-5, -3, -1, 1, 3, 5].map((skew) => ({ name: `skew ${skew}°`, spoiled: { skew }, most: 0.02 })),
  ...([90, 180, 270] as const).map((turn) => ({ name: `turned ${turn}°`, spoiled: { turn }, most: 0.02 })),
  { name: 'noise', spoiled: { noise: 60 }, most: 0.03 },
  { name: 'noise, skew 2°, turned 90°', spoiled: { noise: 60, skew: 2, turn: 90 }, most: 0.03 },
  { name: 'light falls off to 40 %', spoiled: { shade: 0.4 }, most: 0.02 },
];

interface Measured {
  rate: number;
  text: DocumentText;
  ms: number;
  peakMb: number;
}

/** The highest resident memory that Linux has seen of a child; 0 elsewhere. */
async function peakMb(pool: ExtractionPool): Promise<number> {
  const peaks = await Promise.all(
    pool.pids().map((pid) => readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')),
  );
  return Math.max(0, ...peaks.map((status) => Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024));
}

async function measure(pool: ExtractionPool, path: string, truth: string): Promise<Measured> {
  let peak = 0;
  const startedAt = performance.now();
  const watch = setInterval(() => {
    void peakMb(pool).then((now) => {
      peak = Math.max(peak, now);
    });
  }, 100);
  try {
    const extraction = await pool.extract(path, 'application/pdf');
    const text = { ...extraction, sha256: '' };
    return {
      rate: characterErrorRate(plainText(text), truth),
      text,
      ms: performance.now() - startedAt,
      peakMb: peak,
    };
  } finally {
    clearInterval(watch);
  }
}

const round = (value: number, digits = 4): number => Math.round(value * 10 ** digits) / 10 ** digits;

/** Prose of one page, and its picture. */
async function proseAndPage(): Promise<{ truth: string; page: Raster }> {
  const truth = evalPapers
    .slice(0, 2)
    .map(({ abstract }) => normal(abstract))
    .join('\n\n');
  const page = await drawnPage((pdf) =>
    pdf.font('Times-Roman').fontSize(11).text(truth, 60, 110, { width: 475 }),
  );
  return { truth, page };
}

async function realScans(root: string, pool: ExtractionPool): Promise<EvalRow[]> {
  const folder = join(root, '..', 'shared', 'material', 'scans');
  if (!existsSync(folder)) return [];
  const rows: EvalRow[] = [];
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.pdf'))) {
    const truthPath = join(folder, name.replace(/\.pdf$/, '.txt'));
    if (!existsSync(truthPath)) continue;
    const truth = readFileSync(truthPath, 'utf8');
    const { rate } = await measure(pool, join(folder, name), truth);
    rows.push({ eval: 'ocr', metric: `CER ${name}`, value: round(rate), baseline: 0.03, n: truth.length });
  }
  return rows;
}

/** Conditions of the names given, on a page of prose. */
async function drawnPages(pool: ExtractionPool, wanted: (name: string) => boolean) {
  const folder = await mkdtemp(join(tmpdir(), 'scory-eval-ocr-'));
  const rows: EvalRow[] = [];
  const times: number[] = [];
  let peak = 0;
  try {
    const { truth, page } = await proseAndPage();
    for (const { name, spoiled, most } of conditions.filter((each) => wanted(each.name))) {
      const path = join(folder, 'page.pdf');
      await writeFile(path, await scanPdf([spoil(page, spoiled)]));
      const { rate, ms, peakMb: mb } = await measure(pool, path, truth);
      rows.push({ eval: 'ocr', metric: `CER ${name}`, value: round(rate), baseline: most, n: truth.length });
      times.push(ms);
      peak = Math.max(peak, mb);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return { rows, times, peak };
}

/** The hardest drawn page, and real scans where they are: what other evaluations ask of OCR. Baselines as below. */
export async function scanRows(root: string, pool: ExtractionPool): Promise<EvalRow[]> {
  const { rows } = await drawnPages(pool, (name) => name.startsWith('noise, skew'));
  return [...rows, ...(await realScans(root, pool))];
}

/** Baselines are the most that is accepted. */
export async function evaluateOcr(root: string): Promise<EvalRow[]> {
  const pool = createExtractionPool({ size: 1, timeoutMs: 600_000 });
  try {
    const { rows, times, peak } = await drawnPages(pool, () => true);
    rows.push(...(await realScans(root, pool)));
    return [...rows, ...costRows(times, peak)];
  } finally {
    await pool.close();
  }
}

function costRows(times: readonly number[], peak: number): EvalRow[] {
  const middle = times.toSorted((a, b) => a - b)[times.length >> 1]!;
  const cost = { eval: 'ocr', n: times.length };
  return [
    { ...cost, metric: 'ms a page (median)', value: round(middle, 0), baseline: null },
    { ...cost, metric: 'peak MB of the child', value: round(peak, 0), baseline: 1_024 },
  ];
}
