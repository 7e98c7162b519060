/** `npm run migrate -- up | down [N] | status`: brings the database to the code's schema, or back. */
import { createDataSource } from '@scory/chassis/database.ts';
import { config as loadEnvFile } from 'dotenv';
import { schemas } from '../services/services.ts';

/** Any number that no other program takes an advisory lock on. */
const lockKey = 7_310_557;

async function main(): Promise<void> {
  loadEnvFile({ quiet: true });
  const url = process.env.DATABASE_DIRECT_URL ?? process.env.DATABASE_URL;
  if (!url) throw new Error('DATABASE_URL is not set; `npm run prepare:machine` writes a .env');
  const [verb = 'status', count = '1'] = process.argv.slice(2);
  const source = createDataSource({
    url,
    poolSize: 2,
    applicationName: 'scory-migrate',
    schemas,
    statementTimeoutMs: 600_000,
    lockTimeoutMs: 60_000,
  });
  await source.initialize();
  const lock = source.createQueryRunner();
  try {
    // Session lock: two deployments that start at once migrate one after the other.
    await lock.query('SELECT pg_advisory_lock($1)', [lockKey]);
    await migrate(source, verb, Number(count));
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [lockKey]);
    await lock.release();
    await source.destroy();
  }
}

async function migrate(
  source: ReturnType<typeof createDataSource>,
  verb: string,
  count: number,
): Promise<void> {
  if (verb === 'up') {
    const done = await source.runMigrations({ transaction: 'each' });
    console.log(
      done.length === 0
        ? 'the database is up to date'
        : done.map((migration) => `up ${migration.name}`).join('\n'),
    );
  } else if (verb === 'down') {
    for (let step = 0; step < count; step += 1) await source.undoLastMigration({ transaction: 'each' });
    console.log(`${count} migration(s) undone`);
  } else if (verb === 'status') {
    const known = await source.query("SELECT to_regclass('schema_migrations') AS name");
    const rows: { name: string }[] = known[0]?.name
      ? await source.query('SELECT name FROM schema_migrations')
      : [];
    const done = new Set(rows.map((row) => row.name));
    for (const migration of source.migrations)
      console.log(`${done.has(migration.name ?? '') ? 'up  ' : 'open'} ${migration.name}`);
  } else throw new Error(`unknown verb ${verb}: use up, down [N] or status`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
