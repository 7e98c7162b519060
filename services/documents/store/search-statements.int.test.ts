import { openDatabase } from '@scory/chassis/database.ts';
import { chassisSchema } from '@scory/chassis/schema.ts';
import { createTestDatabase } from '@scory/chassis/testing/harness.ts';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { documents } from '../roles.ts';
import { registerModel, vectorsOf } from './embedding-models.ts';
import { foundMax, scanSettingsSql, vectorSql } from './search-statements.ts';

const dimensions = 16;
const chunks = 2_000;
/** One chunk in so many is the reader's own, so that a scan has to go on and on. */
const ownEvery = 25;

describe('looking for the nearest vectors', () => {
  it('gives them nearest first, also where the reader may see few of those that are near', async () => {
    const { url, drop } = await createTestDatabase(documents.schema ? [chassisSchema, documents.schema] : []);
    const database = await openDatabase({ url, poolSize: 1, applicationName: 'test', schemas: [] });
    try {
      const model = await registerModel(database, { provider: 'test', model: 'random', dimensions });
      const [reader, other] = [uuidv7(), uuidv7()];
      const random = `(SELECT array_agg(random() - 0.5) FROM generate_series(1, ${dimensions} + n * 0))::vector`;
      await database.transaction(async (tx) => {
        await tx.query("SELECT set_config('scory.reader', 'everything', true), setseed(0.5)");
        for (const owner of [reader, other]) {
          await tx.query(
            `INSERT INTO documents.documents (id, owner_id, sha256, media_type, size_bytes, job_id, status)
             VALUES ($1, $1, '', 'text/plain', 1, $1, 'ready')`,
            [owner],
          );
          const own = owner === reader ? '=' : '<>';
          await tx.query(
            `WITH made AS (INSERT INTO documents.chunks (document_id, place, owner_id, visibility, kind, section, text, tokens, spans, hash, config)
               SELECT $1, n, $1, 'private', 'text', '{}', '', 0, '[]', '', 'simple' FROM generate_series(1, ${chunks}) AS n
               WHERE n % ${ownEvery} ${own} 0 RETURNING place AS n)
             INSERT INTO ${vectorsOf(model)} (document_id, place, owner_id, visibility, vector)
             SELECT $1, n, $1, 'private', ${random} FROM made`,
            [owner],
          );
        }
      });
      await database.query(`ANALYZE ${vectorsOf(model)}`);
      const rows = await database.transaction(async (tx) => {
        await tx.query(scanSettingsSql(true));
        // By the index of vectors, however few rows the test has.
        await tx.query(
          'SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_seqscan = off',
        );
        const question = Array.from({ length: dimensions }, (_, at) => Math.cos(at));
        const filters = [reader, null, null, null, null];
        return tx.query<{ distance: number }>(vectorSql(model), [
          ...filters,
          `[${question.join(',')}]`,
          foundMax,
        ]);
      });
      const distances = rows.map(({ distance }) => distance);
      expect(distances).to.have.length(foundMax);
      expect(distances).to.deep.equal(distances.toSorted((a, b) => a - b));
    } finally {
      await database.close();
      await drop();
    }
  });
});
