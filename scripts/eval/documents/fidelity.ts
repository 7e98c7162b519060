/** Is what stands in a PDF what comes out of it, and in the order in which it is read? Ours beside pdftotext of poppler. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { plainText } from '@scory/contracts/documents/text.ts';
import type { ExtractionPool } from '../../../services/documents/extraction/pool.ts';
import { characterErrorRate } from '../ocr.ts';
import type { EvalRow } from '../simplify.ts';
import { readCorpus } from './corpus.ts';
import { orderErrors, sharedWords, wordsInOrder } from './text-agreement.ts';
import { typesetDocuments } from './typeset-pages.ts';

const run = promisify(execFile);
const outputMaxBytes = 64 * 1024 * 1024;
const round = (value: number): number => Math.round(value * 10_000) / 10_000;

/** Null where it is not installed. */
async function pdftotext(path: string): Promise<string | null> {
  try {
    const { stdout } = await run('pdftotext', ['-enc', 'UTF-8', path, '-'], { maxBuffer: outputMaxBytes });
    return stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

const oursOf = async (pool: ExtractionPool, path: string): Promise<string> =>
  plainText(await pool.extract(path, 'application/pdf'));

/** On pages drawn here, whose text is known. */
export async function typesetRows(pool: ExtractionPool): Promise<EvalRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'scory-eval-documents-'));
  try {
    return await readTypeset(pool, join(folder, 'typeset.pdf'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function readTypeset(pool: ExtractionPool, path: string): Promise<EvalRow[]> {
  const prose = readCorpus().flatMap(({ topics }) => topics.map(({ passages }) => passages[0]!.text));
  const rows: EvalRow[] = [];
  const order = { ours: 0, theirs: 0, pairs: 0, theirPairs: 0 };
  for (const { name, pdf, truth } of await typesetDocuments(prose)) {
    await writeFile(path, pdf);
    const [ours, theirs] = [await oursOf(pool, path), await pdftotext(path)];
    const whole = truth.join('\n\n');
    rows.push({
      eval: 'documents',
      metric: `CER ${name}`,
      value: round(characterErrorRate(ours, whole)),
      baseline: theirs === null ? null : round(characterErrorRate(theirs, whole)),
      n: whole.length,
    });
    order.ours += orderErrors(ours, truth).wrong;
    order.pairs += orderErrors(ours, truth).pairs;
    if (theirs === null) continue;
    order.theirs += orderErrors(theirs, truth).wrong;
    order.theirPairs += orderErrors(theirs, truth).pairs;
  }
  const { ours, theirs, pairs, theirPairs } = order;
  rows.push({
    eval: 'documents',
    metric: 'paragraphs out of order',
    value: round(ours / pairs),
    baseline: theirPairs === 0 ? null : round(theirs / theirPairs),
    n: pairs,
  });
  return rows;
}

/** Two readers of the same file agree where both are right; where they do not, one has to look. */
async function paperRows(root: string, pool: ExtractionPool): Promise<EvalRow[]> {
  const papers = join(root, '..', 'shared', 'material', 'papers');
  if (!existsSync(papers)) return [];
  const rows: EvalRow[] = [];
  for (const name of readdirSync(papers).filter((file) => file.endsWith('.pdf'))) {
    const theirs = await pdftotext(join(papers, name));
    if (theirs === null) return [];
    const ours = await oursOf(pool, join(papers, name));
    const { ofTheirs, ofOurs, n } = sharedWords(ours, theirs);
    const row = (metric: string, value: number): EvalRow => ({
      ...{ eval: 'documents', metric: `${name}: ${metric}`, value: round(value), baseline: null, n },
    });
    rows.push(row('words of pdftotext that we read', ofTheirs), row('words of ours that it reads', ofOurs));
    rows.push(row('common words in the same order', wordsInOrder(ours, theirs)));
  }
  return rows;
}

export async function evaluateFidelity(root: string, pool: ExtractionPool): Promise<EvalRow[]> {
  const rows = [...(await typesetRows(pool)), ...(await paperRows(root, pool))];
  if (rows.every(({ baseline }) => baseline === null))
    process.stderr.write('pdftotext is not installed (poppler-utils): extraction has no baseline\n');
  return rows;
}
