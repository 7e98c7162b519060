import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { after, beforeEach, describe, it } from 'mocha';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { schemas } from '../../services.ts';
import { createDataSource } from '../database.ts';
import { testEnvironment } from '../testing/harness.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const serverUrl =
  testEnvironment().DATABASE_DIRECT_URL ??
  testEnvironment().DATABASE_URL ??
  'postgresql://postgres@127.0.0.1:5432/postgres';

/** Everything that a migration can make, one line each. Partitions come with the calendar and are left out. */
const everythingSql = `
WITH ours AS (
  SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), relation AS (
  SELECT c.oid, n.nspname || '.' || c.relname AS name, c.relkind, c.reloptions FROM pg_class c JOIN ours n ON n.oid = c.relnamespace
  WHERE c.relname !~ '^job_[0-9]{4}_[0-9]{2}' AND c.relname !~ '^schema_migrations'
    AND c.oid NOT IN (SELECT indexrelid FROM pg_index WHERE indrelid = to_regclass('public.schema_migrations'))
)
SELECT 'schema ' || nspname AS line FROM ours
UNION ALL SELECT relkind::text || ' ' || name || ' ' || coalesce(reloptions::text, '') FROM relation
UNION ALL SELECT 'column ' || name || '.' || attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull || ' ' ||
    coalesce(pg_get_expr(adbin, adrelid), '') || ' ' || attcompression::text
  FROM relation JOIN pg_attribute a ON a.attrelid = relation.oid AND attnum > 0 AND NOT attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
UNION ALL SELECT 'index ' || pg_get_indexdef(oid) FROM relation WHERE relkind IN ('i', 'I')
UNION ALL SELECT 'constraint ' || name || ' ' || conname || ' ' || pg_get_constraintdef(c.oid)
  FROM relation JOIN pg_constraint c ON c.conrelid = relation.oid
UNION ALL SELECT 'function ' || pg_get_functiondef(p.oid) FROM pg_proc p JOIN ours n ON n.oid = p.pronamespace
  WHERE NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
UNION ALL SELECT 'trigger ' || pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN relation r ON r.oid = t.tgrelid WHERE NOT tgisinternal
UNION ALL SELECT 'extension ' || extname FROM pg_extension
ORDER BY 1`;

async function administer(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

const onDatabase = (name: string): string => Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href;

describe('migrations', () => {
  let name: string;
  let url: string;
  const names: string[] = [];

  beforeEach(async () => {
    name = `scory_test_${randomBytes(6).toString('hex')}`;
    names.push(name);
    url = onDatabase(name);
    await administer(serverUrl, `CREATE DATABASE ${name}`);
  });
  after(async () => {
    for (const made of names) await administer(serverUrl, `DROP DATABASE IF EXISTS ${made} WITH (FORCE)`);
  });

  const everything = async (): Promise<string[]> =>
    (await administer(url, everythingSql)).map(({ line }) => String(line));

  async function withSource<T>(work: (source: DataSource) => Promise<T>): Promise<T> {
    const source = await createDataSource({
      url,
      poolSize: 2,
      applicationName: 'scory-test',
      schemas,
    }).initialize();
    try {
      return await work(source);
    } finally {
      await source.destroy();
    }
  }

  /** `npm run migrate -- …` as a process of its own. */
  async function migrate(...words: string[]): Promise<string[]> {
    const environment = { ...testEnvironment(), DATABASE_URL: url, DATABASE_DIRECT_URL: url };
    const { stdout } = await promisify(execFile)(process.execPath, ['scripts/migrate.ts', ...words], {
      cwd: root,
      env: environment,
    });
    return stdout.trim().split('\n');
  }

  it('each undo exactly what they did, and can be done again', async () => {
    await withSource(async (source) => {
      const states = [await everything()];
      const migrations = source.migrations.toSorted((one, two) => stampOf(one.name) - stampOf(two.name));
      expect(migrations.length).to.be.above(5);
      const runner = source.createQueryRunner();
      try {
        for (const migration of migrations) {
          await migration.up(runner);
          states.push(await everything());
          expect(states.at(-1), migration.name).not.to.deep.equal(states.at(-2));
        }
        for (const [place, migration] of [...migrations.entries()].reverse()) {
          await migration.down(runner);
          expect(await everything(), `down ${migration.name}`).to.deep.equal(states[place]);
          await migration.up(runner);
          expect(await everything(), `up again ${migration.name}`).to.deep.equal(states[place + 1]);
          await migration.down(runner);
        }
      } finally {
        await runner.release();
      }
    });
  });

  it('of the command go up, down to nothing, and up again', async () => {
    const empty = await everything();
    const up = await migrate('up');
    expect(up.every((line) => /^up \w+$/.test(line))).to.equal(true);
    const full = await everything();
    await migrate('down', '1');
    const open = (await migrate('status')).filter((line) => line.startsWith('open'));
    expect(open).to.deep.equal([up.at(-1)?.replace('up', 'open')]);
    await migrate('down', String(up.length - 1));
    expect(await everything()).to.deep.equal(empty);
    expect(await migrate('up')).to.deep.equal(up);
    expect(await everything()).to.deep.equal(full);
  });

  it('of processes that start at once are done once', async () => {
    const outputs = await Promise.all([migrate('up'), migrate('up'), migrate('up')]);
    const done = outputs.flat().filter((line) => line.startsWith('up '));
    expect(new Set(done).size).to.equal(done.length);
    expect(outputs.filter(([line]) => line === 'the database is up to date')).to.have.length(2);
    const rows = await administer(url, 'SELECT name FROM schema_migrations');
    expect(rows).to.have.length(done.length);
    expect((await migrate('status')).filter((line) => line.startsWith('open'))).to.deep.equal([]);
  });

  it('that are taken back keep the documents of an account that had the same content twice', async () => {
    await withSource(async (source) => {
      await source.runMigrations();
      const owner = '0199d1f0-7c3a-7b1e-9a51-000000000001';
      const session = '0199d1f0-7c3a-7b1e-9a51-000000000002';
      await insertDocument(source, owner, null, 'same');
      await insertDocument(source, owner, session, 'same');
      await insertDocument(source, owner, session, 'other');
      const undo = source.migrations.find((one) => one.name?.startsWith('MergedOwners'));
      const runner = source.createQueryRunner();
      await undo?.down(runner);
      await runner.release();
      const rows: { sha256: string }[] = await source.query(
        'SELECT sha256 FROM documents.documents ORDER BY 1',
      );
      expect(rows.map(({ sha256 }) => sha256)).to.deep.equal(['other', 'same']);
    });
  });

  it('that move the audit log keep every line, there and back, and processes of the version before write on', async () => {
    const moving = /^(Audit1764|AuditMoved1764)/;
    const write = (table: string, action: string) =>
      administer(
        url,
        `INSERT INTO ${table} (id, action, details) VALUES (gen_random_uuid(), '${action}', '{"a": 1}')`,
      );
    const actionsIn = async (table: string) =>
      (
        await administer(url, `SELECT action FROM ${table} WHERE details = '{"a": 1}' ORDER BY occurred_at`)
      ).map(({ action }) => action);
    await withSource(async (source) => {
      const all = [...source.migrations];
      source.migrations.splice(0, all.length, ...all.filter(({ name }) => !moving.test(name ?? '')));
      await source.runMigrations();
      await write('identity.audit', 'before');
      source.migrations.splice(0, all.length, ...all);
      await source.runMigrations();
    });
    await write('identity.audit', 'during');
    await write('access.audit', 'after');
    expect(await actionsIn('access.audit')).to.deep.equal(['before', 'during', 'after']);
    for (const name of ['access.audit', 'identity.audit'])
      for (const change of [`DELETE FROM ${name}`, `UPDATE ${name} SET action = 'x'`])
        expect(await administer(url, change).catch(String), change).to.include('append-only');
    await migrate('down', '1');
    expect(await actionsIn('identity.audit')).to.deep.equal(['before', 'during', 'after']);
    expect(await administer(url, 'DELETE FROM identity.audit').catch(String)).to.include('append-only');
    await migrate('down', '1');
    await write('identity.audit', 'undone');
    expect(await migrate('up')).to.deep.equal(['up Audit1764000000012', 'up AuditMoved1764000000302']);
    expect(await actionsIn('access.audit')).to.deep.equal(['before', 'during', 'after', 'undone']);
  });
});

/** The number at the end of a migration's name orders it. */
const stampOf = (name = ''): number => Number(name.slice(-13));

async function insertDocument(
  source: DataSource,
  owner: string,
  from: string | null,
  sha256: string,
): Promise<void> {
  await source.query(
    `INSERT INTO documents.documents (id, owner_id, merged_from, sha256, media_type, size_bytes, visibility, status, job_id)
     VALUES (gen_random_uuid(), $1, $2, $3, 'text/plain', 1, 'private', 'ready', gen_random_uuid())`,
    [owner, from, sha256],
  );
}
