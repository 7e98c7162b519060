/** A process for the tests of suspects: does `lab.risky` jobs, one of which may kill it. Its environment is its argument. */
import { loadConfig } from '../config.ts';
import { createLogger } from '../log.ts';
import { rolesNamed } from '../roles.ts';
import { run } from '../run.ts';
import { risky, riskyLab } from './risky.ts';

const running = await run(
  {
    services: [riskyLab],
    roles: rolesNamed(['lab.worker'], [riskyLab]),
    commands: [risky],
    subscriptions: [],
    version: '0',
  },
  loadConfig(JSON.parse(process.argv[2] as string)),
  createLogger({ level: 'silent', format: 'json' }),
);
process.once('SIGTERM', () => void running.stop().then(() => process.disconnect()));
