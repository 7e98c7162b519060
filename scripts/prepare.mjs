// Makes a machine ready to run Scory: packages, servers, database, secrets, migrations. Idempotent, and quick when
// nothing is to do. Plain JavaScript for Node 18 or later, because it runs before anything is installed.
import { existsSync, mkdirSync } from 'node:fs';
import { ensureDatabase } from './prepare/database.mjs';
import { readEnv, writeMissing } from './prepare/env-file.mjs';
import { withLock } from './prepare/lock.mjs';
import { migrate } from './prepare/migrate.mjs';
import { installPackages } from './prepare/packages.mjs';
import { fail, Unprepared } from './prepare/report.mjs';
import { ensureServers } from './prepare/servers.mjs';

const root = new URL('..', import.meta.url).pathname;
process.chdir(root);
mkdirSync('.scory', { recursive: true });

try {
  await withLock('.scory/prepare.lock', async () => {
    installPackages();
    const env = readEnv('.env');
    const servers = await ensureServers(env);
    const database = await ensureDatabase(servers.postgresql);
    writeMissing('.env', { ...servers.urls, ...database });
    if (existsSync('scripts/migrate.ts')) migrate();
  });
} catch (error) {
  if (!(error instanceof Unprepared)) throw error;
  fail(error);
  process.exitCode = 1;
}
