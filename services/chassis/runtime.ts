/** Everything a service may use, made once per process by `run.ts`. */
import type { AccessControl } from './access.ts';
import type { Config } from './config.ts';
import type { Database } from './database.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { Operations } from './jobs/operations.ts';
import type { Outbox } from './jobs/outbox.ts';
import type { Schedules } from './jobs/schedules.ts';
import type { Live } from './live.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { ObjectStore } from './objects.ts';
import type { Redis } from './redis.ts';
import type { SecretBox } from './secret-box.ts';
import type { ServiceClient } from './service-client.ts';
import type { Tracing } from './tracing.ts';

export interface Runtime {
  config: Config;
  log: Logger;
  /** Request handlers' pool; may go through PgBouncer. */
  database: Database;
  redis: Redis;
  jobs: Jobs;
  /** What administrators may do past the owner rule. */
  operations: Operations;
  schedules: Schedules;
  outbox: Outbox;
  live: Live;
  objects: ObjectStore;
  access: AccessControl;
  /** The way to other services. */
  services: ServiceClient;
  metrics: Metrics;
  /** Absent where no collector is configured. */
  tracing: Tracing | undefined;
  /** Encrypts small secrets at rest. */
  secretBox: SecretBox;
  /** Of the product, as /health tells. */
  version: string;
}
