/**
 * What the search index holds of a document: its chunks, their words, and their vectors by model. All of it is written, and
 * goes, in one transaction with the document's own row: a search sees a document whole or not at all.
 */
import type { Queries } from '@scory/chassis/database.ts';
import { TransientError } from '@scory/chassis/errors.ts';
import { textConfigOf } from '../domain/text-config.ts';
import { type EmbeddingModel, listModels, lockModels, vectorsOf } from './embedding-models.ts';
import type { DocumentRow } from './entities.ts';

type Indexed = Pick<
  DocumentRow,
  'id' | 'owner_id' | 'visibility' | 'faculty_id' | 'semester_id' | 'language'
>;

/** What is found in a document, in groups in the order of its text. */
export interface Index {
  /** JSON of chunks. */
  passages: readonly string[];
  /** By model; a group is Float32, one vector after the other. */
  vectors: readonly { model: EmbeddingModel; groups: readonly Float32Array[] }[];
}

const audienceOf = ({ owner_id, visibility, faculty_id, semester_id }: Indexed): unknown[] => [
  owner_id,
  visibility,
  faculty_id,
  semester_id,
];

/** Within a transaction: row-level security lets it see and write chunks of all owners. */
export const asIndexer = (tx: Queries): Promise<unknown> =>
  tx.query("SELECT set_config('scory.reader', 'everything', true)");

/** Within a transaction: row-level security lets it see what this reader may, and nothing else. */
export const asReader = (
  tx: Queries,
  { owner_id, faculty_id }: { owner_id: string; faculty_id: string | null },
): Promise<unknown> =>
  tx.query(
    `SELECT set_config('scory.reader', 'owner', true), set_config('scory.owner_id', $1, true),
       set_config('scory.faculty_id', $2, true)`,
    [owner_id, faculty_id ?? ''],
  );

async function writeChunks(tx: Queries, document: Indexed, group: string): Promise<void> {
  await tx.query(
    `WITH made AS (
       INSERT INTO documents.chunks (document_id, owner_id, visibility, faculty_id, semester_id, config, place, kind,
         section, text, tokens, spans, hash, hidden)
       SELECT $1, $2, $3, $4, $5, $6::regconfig, r.index, r.kind, r.section, r.text, r.tokens, r.spans, r.hash, coalesce(r.hidden, false)
       FROM json_to_recordset($7::json)
         AS r(index int, kind text, section text[], text text, tokens int, spans jsonb, hash text, hidden boolean)
       RETURNING document_id, place, owner_id, visibility, faculty_id, semester_id, config, section, text)
     INSERT INTO documents.lexemes (document_id, place, owner_id, visibility, faculty_id, semester_id, lexemes)
     SELECT document_id, place, owner_id, visibility, faculty_id, semester_id,
       setweight(to_tsvector(config, array_to_string(section, ' ')), 'B') || to_tsvector(config, text) FROM made`,
    [document.id, ...audienceOf(document), textConfigOf(document.language), group],
  );
}

/**
 * Vectors one after the other, each as PostgreSQL reads it: in whole millionths, which are finer than the three digits that it
 * keeps, and written and read in half the time of fractions.
 */
export function vectorTexts(vectors: Float32Array, dimensions: number): string[] {
  const texts: string[] = [];
  for (let start = 0; start < vectors.length; start += dimensions) {
    const millionths = Array.from(vectors.subarray(start, start + dimensions), (part) =>
      Math.round(part * 1e6),
    );
    texts.push(`[${millionths.join('e-6,')}e-6]`);
  }
  return texts;
}

async function writeVectors(
  tx: Queries,
  document: Indexed,
  model: EmbeddingModel,
  groups: readonly Float32Array[],
): Promise<void> {
  let place = 0;
  for (const group of groups) {
    const texts = vectorTexts(group, model.dimensions);
    await tx.query(
      `INSERT INTO ${vectorsOf(model)} (document_id, owner_id, visibility, faculty_id, semester_id, place, vector)
       SELECT $1, $2, $3, $4, $5, $6::int + r.number::int - 1, r.vector::halfvec
       FROM unnest($7::text[]) WITH ORDINALITY AS r(vector, number)`,
      [document.id, ...audienceOf(document), place, texts],
    );
    place += texts.length;
  }
}

/** In place of what was there. */
export async function writeIndex(
  tx: Queries,
  document: Indexed,
  { passages, vectors }: Index,
): Promise<void> {
  await clear(tx, document);
  for (const group of passages) await writeChunks(tx, document, group);
  for (const { model, groups } of vectors) await writeVectors(tx, document, model, groups);
  await touchCorpora(tx, document);
}

export const contentGone = (): TransientError =>
  new TransientError('CONTENT_GONE', 'The document with the same content was deleted meanwhile');

/** What another document of the same content has, words and vectors included. `TransientError` where that was deleted. */
export async function copyIndex(
  tx: Queries,
  from: { id: string; version: number },
  document: Indexed,
): Promise<void> {
  // Whoever deletes it, or gives it another version, waits until all of it is copied.
  const found = await tx.query(
    "SELECT id FROM documents.documents WHERE id = $1 AND status = 'ready' AND version = $2 AND NOT moving FOR SHARE",
    [from.id, from.version],
  );
  if (found.length === 0) throw contentGone();
  await clear(tx, document);
  const columns = 'document_id, owner_id, visibility, faculty_id, semester_id, place';
  const copy = (table: string, more: string): Promise<unknown> =>
    tx.query(
      `INSERT INTO ${table} (${columns}, ${more})
       SELECT $1, $2, $3, $4, $5, place, ${more} FROM ${table} WHERE document_id = $6`,
      [document.id, ...audienceOf(document), from.id],
    );
  await copy('documents.chunks', 'kind, section, text, tokens, spans, hash, hidden, config');
  await copy('documents.lexemes', 'lexemes');
  for (const model of await listModels(tx)) await copy(vectorsOf(model), 'vector');
  await touchCorpora(tx, document);
}

/** Takes words and vectors along. From here on the transaction may write chunks. */
async function clear(tx: Queries, { id }: Pick<Indexed, 'id'>): Promise<void> {
  // Before any row of the index: whoever drops a table of vectors takes locks in this order too.
  await lockModels(tx);
  await asIndexer(tx);
  await tx.query('DELETE FROM documents.chunks WHERE document_id = $1', [id]);
}

export async function removeIndex(
  tx: Queries,
  document: Pick<Indexed, 'id' | 'owner_id' | 'visibility'>,
): Promise<void> {
  await clear(tx, document);
  await touchCorpora(tx, document);
}

/** Says again who may see what the index holds of a document, after its own row says so; `from` had it before. */
export async function changeAudience(tx: Queries, document: Indexed, from: string): Promise<void> {
  const models = await lockModels(tx);
  await asIndexer(tx);
  const tables = ['documents.chunks', 'documents.lexemes', ...models.map(vectorsOf)];
  for (const table of tables)
    await tx.query(
      `UPDATE ${table} SET owner_id = $2, visibility = $3, faculty_id = $4, semester_id = $5 WHERE document_id = $1`,
      [document.id, ...audienceOf(document)],
    );
  await touchCorpora(tx, document);
  await touchCorpora(tx, { ...document, owner_id: from });
}

const sharedScope = 'shared';

/** What was found before is not what would be found now. Last in a transaction: from here on others of these corpora wait for it. */
async function touchCorpora(
  tx: Queries,
  { owner_id, visibility }: Pick<Indexed, 'owner_id' | 'visibility'>,
): Promise<void> {
  const scopes = visibility === 'private' ? [owner_id] : [owner_id, sharedScope];
  await tx.query(
    `INSERT INTO documents.corpora AS c (scope, version) SELECT scope, 1 FROM unnest($1::text[]) AS scope ORDER BY scope
     ON CONFLICT (scope) DO UPDATE SET version = c.version + 1`,
    [scopes],
  );
}

/** Names the state of all that an owner can find. */
export async function corpusVersion(database: Queries, ownerId: string): Promise<string> {
  const rows = await database.query<{ scope: string; version: string }>(
    'SELECT scope, version FROM documents.corpora WHERE scope = ANY($1::text[])',
    [[ownerId, sharedScope]],
  );
  const versions = new Map(rows.map(({ scope, version }) => [scope, version]));
  return `${versions.get(ownerId) ?? 0}.${versions.get(sharedScope) ?? 0}`;
}
