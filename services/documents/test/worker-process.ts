/** A worker for tests to kill. Its environment is its argument. */
import { loadConfig } from '@scory/chassis/config.ts';
import { createLogger } from '@scory/chassis/log.ts';
import { rolesNamed } from '@scory/chassis/roles.ts';
import { run } from '@scory/chassis/run.ts';
import { documentsProgram } from './documents-program.ts';

await run(
  {
    ...documentsProgram,
    roles: rolesNamed(['documents.worker'], documentsProgram.services),
    version: '0',
  },
  loadConfig(JSON.parse(process.argv[2] as string)),
  createLogger({ level: 'silent', format: 'json' }),
);
