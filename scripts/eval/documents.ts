/** How well are documents read, and found again? Extraction and OCR against known text, the search against known answers. */
import { createExtractionPool } from '../../services/documents/extraction/pool.ts';
import { readCorpus } from './documents/corpus.ts';
import { evaluateFidelity } from './documents/fidelity.ts';
import { evaluateRetrieval } from './documents/retrieval.ts';
import { scanRows } from './ocr.ts';
import type { EvalRow } from './simplify.ts';

export async function evaluateDocuments(root: string): Promise<EvalRow[]> {
  const pool = createExtractionPool({ size: 1, timeoutMs: 600_000 });
  try {
    const rows = [...(await evaluateFidelity(root, pool)), ...(await scanRows(root, pool))];
    rows.push(...(await evaluateRetrieval(readCorpus())));
    return rows.map((row) => ({ ...row, eval: 'documents' }));
  } finally {
    await pool.close();
  }
}
