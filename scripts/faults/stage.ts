/** Where faults happen: servers that may be killed, product processes that may be killed, and who watches it all. */
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { openSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTokens } from '@scory/chassis/access/tokens.ts';
import { loadConfig } from '@scory/chassis/config.ts';
import { createDataSource } from '@scory/chassis/database.ts';
import { signingKeys } from '@scory/chassis/testing/harness.ts';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { schemas } from '../../services/services.ts';
import {
  eventually,
  freePort,
  type OwnRabbit,
  type OwnServer,
  ownPostgres,
  ownRabbit,
  ownRedis,
} from './servers.ts';

export interface ProductProcess {
  roles: string[];
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** What it holds of the machine's memory. */
  memoryMb(): number;
  /** Resolves when it has ended, by itself or not. */
  ended: Promise<void>;
}

export interface Stage {
  rabbit: OwnRabbit;
  postgres: OwnServer;
  redis: OwnServer;
  environment: Record<string, string>;
  /** Base URL of the edge, the same however often it is started anew. */
  url: string;
  start(roles: string[], environment?: Record<string, string>): Promise<ProductProcess>;
  /** Ends every product process, and forgets the jobs. */
  clear(): Promise<void>;
  /** Access tokens of so many users. */
  tokens(count: number): string[];
  /** Model calls by job, over all processes and their deaths. */
  modelCalls: Map<string, number>;
  query<T extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<T[]>;
  /** What the product's processes log. */
  log: string;
  close(): Promise<void>;
}

/** What one fault's jobs leave behind. */
const tables = [
  'jobs.job',
  'jobs.waiting',
  'jobs.outbox',
  'jobs.coalesced',
  'jobs.fan_out',
  'papers.simplification_requests',
  'notifier.endpoints',
  'notifier.deliveries',
  'notifier.attempts',
];

async function migrate(url: string): Promise<void> {
  const source = createDataSource({ url, poolSize: 2, applicationName: 'scory-faults', schemas });
  await source.initialize();
  await source.runMigrations();
  await source.destroy();
}

async function environmentOf(
  folder: string,
  urls: { database: string; rabbit: string; redis: string },
): Promise<Record<string, string>> {
  return {
    NODE_ENV: 'production',
    PORT: String(await freePort()),
    AI_PORT: '0',
    INTERNAL_PORT: '0',
    DATABASE_URL: urls.database,
    RABBITMQ_URL: urls.rabbit,
    REDIS_URL: urls.redis,
    OBJECTS_DIR: path.join(folder, 'objects'),
    TOKEN_SIGNING_KEYS: signingKeys(),
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'warn',
    RATE_LIMITS: 'false',
    // Recovery is to be seen within the suite's patience.
    JOB_LEASE_MS: '6000',
    JOB_GRACE_MS: '1000',
    DRAIN_MS: '5000',
    // Hundreds of jobs are under way at any moment.
    MODEL_MS: '2500',
    WORKER_CONCURRENCY: '400',
    WORKER_PREFETCH: '400',
    JOB_WINDOW: '1500',
  };
}

export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'scory-faults-'));
  await chmod(folder, 0o755);
  const [rabbit, postgres, redis] = [await ownRabbit(folder), await ownPostgres(folder), await ownRedis()];
  await Promise.all([rabbit.start(), postgres.start(), redis.start()]);
  await migrate(postgres.url);
  const environment = await environmentOf(folder, {
    database: postgres.url,
    rabbit: rabbit.url,
    redis: redis.url,
  });
  const log = path.join(tmpdir(), `scory-faults-${process.pid}.log`);
  const logFile = openSync(log, 'w');
  const children = new Map<ChildProcess, ProductProcess>();
  const modelCalls = new Map<string, number>();
  const pool = new pg.Pool({ connectionString: postgres.url, max: 4 });
  pool.on('error', () => undefined);

  async function query<T extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<T[]> {
    let rows: T[] = [];
    await eventually('PostgreSQL answers', async () => {
      rows = (await pool.query<T>(sql, values)).rows;
    });
    return rows;
  }

  async function start(roles: string[], extra: Record<string, string> = {}): Promise<ProductProcess> {
    const child = fork(new URL('product.ts', import.meta.url), roles, {
      env: { PATH: process.env.PATH, ...environment, ...extra },
      stdio: ['ignore', logFile, logFile, 'ipc'],
    });
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const started = new Promise<void>((resolve, reject) => {
      child.on('message', (message: { type: string; jobId?: string }) => {
        if (message.type === 'started') resolve();
        else if (message.jobId) modelCalls.set(message.jobId, (modelCalls.get(message.jobId) ?? 0) + 1);
      });
      void ended.then(() => reject(new Error(`${roles.join(' ')} ended before it was ready`)));
    });
    const product: ProductProcess = {
      roles,
      ended,
      memoryMb: () =>
        Math.round(
          Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1_024,
        ),
      async kill(signal) {
        if (child.exitCode === null && child.signalCode === null) child.kill(signal);
        await ended;
        children.delete(child);
      },
    };
    children.set(child, product);
    await started;
    return product;
  }

  const endProcesses = (): Promise<unknown> =>
    Promise.all([...children.values()].map((product) => product.kill('SIGKILL')));

  return {
    rabbit,
    postgres,
    redis,
    environment,
    url: `http://127.0.0.1:${environment.PORT}`,
    start,
    modelCalls,
    log,
    tokens(count) {
      const config = loadConfig(environment);
      const signer = createTokens({
        signingKeys: config.TOKEN_SIGNING_KEYS,
        issuer: 'scory',
        audience: 'scory-api',
        accessTokenSeconds: 3_600,
      });
      const role = { role: 'student' as const, faculty_id: null, semester_id: null, api_key_id: null };
      return Array.from(
        { length: count },
        () => signer.sign({ owner_id: uuidv7(), ...role }, uuidv7()).token,
      );
    },
    query,
    async clear() {
      await endProcesses();
      modelCalls.clear();
      // What a control left under way would hold the places of the next fault's jobs.
      await query(`TRUNCATE ${tables.join(', ')}`);
    },
    async close() {
      await endProcesses();
      await pool.end();
      await Promise.all([rabbit.kill(), postgres.kill(), redis.kill()]);
      // What a killed server had started may write for a moment longer.
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
    },
  };
}
