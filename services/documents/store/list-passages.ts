/** The passages of a document in their order, read under the reader's own eyes (row-level security). */
import type { Database } from '@scory/chassis/database.ts';
import type { DocumentPassage } from '@scory/contracts/documents/passages.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { Chunk, ChunkSpan } from '../domain/chunk.ts';
import { asReader } from './index-store.ts';

type Stored = Pick<Chunk, 'kind' | 'section' | 'text' | 'tokens' | 'spans'> & {
  place: number;
  hidden: boolean;
};

/** A span without lines is one: of a medium without geometry, or of an older artefact. */
const linesOf = ({ start, end, page, boxes, lines }: ChunkSpan): DocumentPassage['lines'] =>
  lines
    ? lines.map((line) => ({ start: line.start, end: line.end, page, box: line.box }))
    : [{ start, end, page, box: boxes?.length === 1 ? (boxes[0] ?? null) : null }];

/** What stands at its beginning and at the end of the one before: sentences of the overlap, or the head of a divided table. */
function repeatsOf(spans: readonly ChunkSpan[]): number {
  let end = 0;
  for (const span of spans) {
    if (!span.repeated) break;
    end = span.end;
  }
  return end;
}

export async function listPassages(
  database: Pick<Database, 'transaction'>,
  documentId: string,
  actor: Actor,
  { from, limit }: { from: number; limit: number },
): Promise<{ passages: DocumentPassage[]; total: number }> {
  const [rows, total] = await database.transaction(async (tx) => {
    await asReader(tx, actor);
    const found = await tx.query<Stored>(
      `SELECT place, kind, section, text, tokens, spans, hidden FROM documents.chunks
       WHERE document_id = $1 AND place >= $2 ORDER BY place LIMIT $3`,
      [documentId, from, limit],
    );
    const [last] = await tx.query<{ total: number }>(
      'SELECT coalesce(max(place) + 1, 0)::int AS total FROM documents.chunks WHERE document_id = $1',
      [documentId],
    );
    return [found, last?.total ?? 0] as const;
  });
  const passages = rows.map(({ place, kind, section, text, tokens, spans, hidden }) => ({
    ...{ number: place, kind, section, text, tokens, hidden },
    lines: spans.flatMap(linesOf),
    repeats: repeatsOf(spans),
  }));
  return { passages, total };
}
