import { openDatabase } from '@scory/chassis/database.ts';
import { createTestDatabase } from '@scory/chassis/testing/harness.ts';
import type { Chunk } from '@scory/documents/domain/chunk.ts';
import { registerModel, vectorsOf } from '@scory/documents/store/embedding-models.ts';
import type { DocumentRow } from '@scory/documents/store/entities.ts';
import { writeIndex } from '@scory/documents/store/index-store.ts';
import type { Embedder } from '@scory/llm/embedder.ts';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import pg from 'pg';
import { schemas } from '../../services/services.ts';
import { fillTo, population, stockSentences } from './documents-corpus.ts';

const dimensions = 4;
/** Directions that differ, from the letters of a text. */
const embedder: Embedder = {
  model: 'letters',
  provider: 'test',
  dimensions,
  offline: true,
  embed: async (texts) =>
    texts.map((text) => Float32Array.from({ length: dimensions }, (_, at) => text.charCodeAt(at) - 90)),
  close: async () => undefined,
};
const sentences = ['Rain falls.', 'The wind blows.', 'Coins were struck.', 'Pupils walked.'].map(
  (text, at) => ({ topic: at >> 1, text }),
);

describe('an index that is filled for a bench', () => {
  it('is the one that the store would have written, under the same indexes', async () => {
    const { url, drop } = await createTestDatabase(schemas);
    const client = new pg.Client({ connectionString: url });
    const database = await openDatabase({ url, poolSize: 1, applicationName: 'test', schemas: [] });
    try {
      await client.connect();
      const model = await registerModel(database, embedder);
      const table = vectorsOf(model);
      const all = async (from: string): Promise<Record<string, unknown>[]> => {
        await client.query("SET scory.reader = 'everything'");
        return (await client.query(`SELECT * FROM ${from} ORDER BY 1, 2`)).rows;
      };
      const state = async () => ({
        chunks: await all('documents.chunks'),
        lexemes: await all('documents.lexemes'),
        vectors: await all(table),
        indexes: await all(
          "(SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'documents') AS i",
        ),
      });
      const empty = await state();
      await stockSentences(client, { sentences, questions: [] }, embedder);
      await fillTo(client, population(), table, 100);
      const filled = await state();
      expect(filled.chunks).to.have.length(100);
      expect(filled.indexes).to.deep.equal(empty.indexes);

      for (const document of (await all('documents.documents')) as unknown as DocumentRow[]) {
        const ofIt = (rows: Record<string, unknown>[]) =>
          rows.filter((row) => row.document_id === document.id);
        const chunks = ofIt(filled.chunks).map((row) => ({ ...row, index: row.place }) as unknown as Chunk);
        const numbers = ofIt(filled.vectors).flatMap((row) => JSON.parse(row.vector as string) as number[]);
        const vectors = [{ model, groups: [Float32Array.from(numbers)] }];
        await database.transaction((tx) =>
          writeIndex(tx, document, { passages: [JSON.stringify(chunks)], vectors }),
        );
      }
      expect(await state()).to.deep.equal(filled);
    } finally {
      await Promise.all([client.end(), database.close()]);
      await drop();
    }
  });
});
