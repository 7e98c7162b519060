/** The exams' worker in a process of its own, to be killed. Configuration: the environment. */
import { loadConfig } from '@scory/chassis/config.ts';
import { createLogger } from '@scory/chassis/log.ts';
import { rolesNamed } from '@scory/chassis/roles.ts';
import { run } from '@scory/chassis/run.ts';
import { commands, subscriptions } from '@scory/contracts/catalog.ts';
import { exams } from '../roles.ts';

const { env } = process;
const services = [exams];
await run(
  { services, roles: rolesNamed(['exams.worker'], services), commands, subscriptions, version: '0' },
  loadConfig(env),
  createLogger({ level: 'silent', format: 'json' }),
);
process.send?.('ready');
