/** The index moves from one embedding model to another: what a new model's vectors are still missing, and the change itself. */
import type { Database } from '@scory/chassis/database.ts';
import type { Chunk } from '../domain/chunk.ts';
import { type EmbeddingModel, lockModels, vectorsOf } from './embedding-models.ts';
import { asIndexer, vectorTexts } from './index-store.ts';

/** Where the last look ended. */
export interface Cursor {
  document_id: string;
  place: number;
}

export type UnembeddedPassage = Cursor & Pick<Chunk, 'section' | 'text' | 'hash'>;

export const fromStart: Cursor = { document_id: '00000000-0000-0000-0000-000000000000', place: -1 };

/** Passages behind the cursor that the model has no vectors of. */
export function listUnembedded(
  database: Database,
  model: EmbeddingModel,
  after: Cursor,
  limit: number,
): Promise<UnembeddedPassage[]> {
  return database.transaction(async (tx) => {
    await asIndexer(tx);
    return tx.query<UnembeddedPassage & Record<string, unknown>>(
      `SELECT c.document_id, c.place, c.section, c.text, c.hash FROM documents.chunks c
       WHERE (c.document_id, c.place) > ($1::uuid, $2::int)
         AND NOT EXISTS (SELECT FROM ${vectorsOf(model)} v WHERE v.document_id = c.document_id AND v.place = c.place)
       ORDER BY c.document_id, c.place LIMIT $3`,
      [after.document_id, after.place, limit],
    );
  });
}

/** Vectors of passages that are still there and still say the same. */
export async function addVectors(
  database: Database,
  model: EmbeddingModel,
  passages: readonly UnembeddedPassage[],
  vectors: Float32Array,
): Promise<void> {
  await database.transaction(async (tx) => {
    await asIndexer(tx);
    // Who may see a passage is read and written while nobody can change it.
    await tx.query(
      `WITH embedded AS (
         SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[], $4::text[]) AS e(document_id, place, hash, vector)
       ), there AS (
         SELECT c.document_id, c.place, c.owner_id, c.visibility, c.faculty_id, c.semester_id, e.vector
         FROM documents.chunks c JOIN embedded e USING (document_id, place, hash)
         ORDER BY c.document_id, c.place FOR SHARE OF c)
       INSERT INTO ${vectorsOf(model)} (document_id, place, owner_id, visibility, faculty_id, semester_id, vector)
       SELECT document_id, place, owner_id, visibility, faculty_id, semester_id, vector::halfvec FROM there
       ON CONFLICT DO NOTHING`,
      [
        passages.map(({ document_id }) => document_id),
        passages.map(({ place }) => place),
        passages.map(({ hash }) => hash),
        vectorTexts(vectors, model.dimensions),
      ],
    );
  });
}

/**
 * Searches compare with this model from now on; false where a passage has come meanwhile that it has no vector of. Whoever
 * writes to the index waits, or is waited for. The vectors of the model before stay for those who have already asked it.
 */
export function takeOver(database: Database, model: EmbeddingModel): Promise<boolean> {
  return database.transaction(async (tx) => {
    await tx.query('SELECT id FROM documents.embedding_models ORDER BY id FOR UPDATE');
    await asIndexer(tx);
    const [missing] = await tx.query(
      `SELECT 1 FROM documents.chunks c WHERE NOT EXISTS (
         SELECT FROM ${vectorsOf(model)} v WHERE v.document_id = c.document_id AND v.place = c.place) LIMIT 1`,
    );
    if (missing) return false;
    await tx.query(
      "UPDATE documents.embedding_models SET state = 'retired' WHERE state = 'active' AND id <> $1",
      [model.id],
    );
    await tx.query("UPDATE documents.embedding_models SET state = 'active' WHERE id = $1", [model.id]);
    return true;
  });
}

/** Drops the vectors of all models but this one. */
export async function dropOthers(database: Database, model: EmbeddingModel): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query('SELECT id FROM documents.embedding_models ORDER BY id FOR UPDATE');
    for (const other of await lockModels(tx)) {
      if (other.id === model.id) continue;
      await tx.query(`DROP TABLE ${vectorsOf(other)}`);
      await tx.query('DELETE FROM documents.embedding_models WHERE id = $1', [other.id]);
    }
  });
}
