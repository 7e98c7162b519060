/**
 * `node services/main.ts <role…>`: the only entry point and the only reader of the environment.
 * Roles: `all`, `api`, `worker`, a service (`papers`), or one of its parts (`papers.worker`).
 */

import { ConfigError, loadConfig } from '@scory/chassis/config.ts';
import { createLogger } from '@scory/chassis/log.ts';
import { mountReference } from '@scory/chassis/reference.ts';
import { rolesNamed, UnknownRole } from '@scory/chassis/roles.ts';
import { run } from '@scory/chassis/run.ts';
import { commands, subscriptions } from '@scory/contracts/catalog.ts';
import { config as loadEnvFile } from 'dotenv';
import manifest from '../package.json' with { type: 'json' };
import { services } from './services.ts';

async function main(): Promise<void> {
  loadEnvFile({ quiet: true });
  const config = loadConfig(process.env);
  const names = process.argv.slice(2);
  const roles = rolesNamed(names.length > 0 ? names : ['all'], services);
  const log = createLogger({ level: config.LOG_LEVEL, format: config.LOG_FORMAT });
  const running = await run(
    {
      services,
      roles,
      commands,
      subscriptions,
      version: manifest.version,
      extendPublic: (app) => mountReference(app, new URL('../contracts/generated/', import.meta.url)),
    },
    config,
    log,
  );
  log.info(
    { roles: roles.map((role) => `${role.service.name}.${role.part}`), ports: running.ports },
    'started',
  );
  process.send?.({ type: 'started', ports: running.ports });
  const stop = (signal: string): void => {
    log.info({ signal }, 'stopping');
    void running.stop().then(() => log.info('stopped'));
  };
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.once('SIGINT', () => stop('SIGINT'));
}

main().catch((error: unknown) => {
  const expected = error instanceof ConfigError || error instanceof UnknownRole;
  process.stderr.write(`${expected ? (error as Error).message : String((error as Error)?.stack ?? error)}\n`);
  process.exitCode = 1;
});
