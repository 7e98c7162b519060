/** The models that vectors of the index are of. One is active: searches compare with its vectors. */
import type { Database, Queries } from '@scory/chassis/database.ts';

export interface EmbeddingModel {
  id: number;
  provider: string;
  model: string;
  dimensions: number;
  /** `retired`: another one took over, and its vectors are about to go. */
  state: 'building' | 'active' | 'retired';
}

/** What names a model: vectors of two that differ in any of it say nothing beside each other. */
export type ModelName = Pick<EmbeddingModel, 'provider' | 'model' | 'dimensions'>;

type Stored = EmbeddingModel & Record<string, unknown>;
const columns = 'id, provider, model, dimensions, state';

/** The id is PostgreSQL's own number, so it may be part of a statement. */
export const vectorsOf = ({ id }: Pick<EmbeddingModel, 'id'>): string => `documents.vectors_${Number(id)}`;

export async function activeModel(database: Queries): Promise<EmbeddingModel | undefined> {
  const [row] = await database.query<Stored>(
    `SELECT ${columns} FROM documents.embedding_models WHERE state = 'active'`,
  );
  return row;
}

export function listModels(database: Queries): Promise<EmbeddingModel[]> {
  return database.query<Stored>(`SELECT ${columns} FROM documents.embedding_models ORDER BY id`);
}

/** Within a transaction: until its end no model takes over from another one, and none goes. */
export function lockModels(tx: Queries): Promise<EmbeddingModel[]> {
  return tx.query<Stored>(`SELECT ${columns} FROM documents.embedding_models ORDER BY id FOR SHARE`);
}

/** The model's row, with a table for its vectors. The first one there is becomes the active one. */
export async function registerModel(database: Database, name: ModelName): Promise<EmbeddingModel> {
  const parameters = [name.provider, name.model, name.dimensions];
  const find = (queries: Queries) =>
    queries.query<Stored>(
      `SELECT ${columns} FROM documents.embedding_models WHERE provider = $1 AND model = $2 AND dimensions = $3`,
      parameters,
    );
  const [known] = await find(database);
  if (known) return known;
  return database.transaction(async (tx) => {
    // Whoever comes second waits here, and finds the row.
    await tx.query('LOCK TABLE documents.embedding_models IN SHARE ROW EXCLUSIVE MODE');
    const [meanwhile] = await find(tx);
    if (meanwhile) return meanwhile;
    const [row] = await tx.query<Stored>(
      `INSERT INTO documents.embedding_models (provider, model, dimensions, state)
       SELECT $1, $2, $3, CASE WHEN EXISTS (SELECT FROM documents.embedding_models WHERE state = 'active')
         THEN 'building' ELSE 'active' END RETURNING ${columns}`,
      parameters,
    );
    const made = row as EmbeddingModel;
    await tx.query('SELECT documents.make_vectors($1, $2)', [made.id, made.dimensions]);
    return made;
  });
}
