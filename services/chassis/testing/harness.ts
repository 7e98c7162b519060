/**
 * Starts the real product for a test: a database cloned from a migrated template, a broker namespace and a Redis
 * prefix of its own, free ports; and removes all of it afterwards.
 */
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CommandContract, SubscriptionContract } from '@scory/contracts/define.ts';
import { connect } from 'amqplib';
import pg from 'pg';
import { createClient } from 'redis';
import { queueNames } from '../bus/topology.ts';
import { type Config, loadConfig } from '../config.ts';
import { createDataSource, type ServiceSchema } from '../database.ts';
import { createLogger, type Logger } from '../log.ts';
import { rolesNamed } from '../roles.ts';
import { type Running, run } from '../run.ts';
import { chassisSchema } from '../schema.ts';
import type { Service } from '../service.ts';

export interface TestServers {
  databaseUrl: string;
  rabbitmqUrl: string;
  redisUrl: string;
}

export interface TestWorld {
  config: Config;
  environment: Record<string, string>;
  log: Logger;
  /** Lines logged so far, newest last. */
  lines: string[];
  /** Starts one process' worth of the product; several may run beside each other. */
  start(roles?: string[]): Promise<Running & { url: string; aiUrl: string }>;
  query<T extends Record<string, unknown>>(sql: string, parameters?: unknown[]): Promise<T[]>;
  close(): Promise<void>;
}

export interface WorldOptions {
  services: Service[];
  commands: readonly CommandContract[];
  subscriptions: readonly SubscriptionContract[];
  /** Schemas beside the services' own (the model gateway's). */
  schemas?: ServiceSchema[];
  environment?: Record<string, string>;
}

/** Where the servers of a test run are: the environment, as the README's test command sets it, or the defaults. */
function serversOf(environment: NodeJS.ProcessEnv): TestServers {
  return {
    databaseUrl:
      environment.DATABASE_DIRECT_URL ??
      environment.DATABASE_URL ??
      'postgresql://postgres@127.0.0.1:5432/postgres',
    rabbitmqUrl: environment.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672',
    redisUrl: environment.REDIS_URL ?? 'redis://127.0.0.1:6379',
  };
}

function onDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function administer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A fresh database with the schema of the chassis and the given services. */
export async function createTestDatabase(
  schemas: ServiceSchema[],
): Promise<{ url: string; drop(): Promise<void> }> {
  const { databaseUrl } = serversOf(testEnvironment());
  const name = `scory_test_${randomBytes(6).toString('hex')}`;
  await administer(databaseUrl, (client) => client.query(`CREATE DATABASE ${name}`));
  const url = onDatabase(databaseUrl, name);
  const source = createDataSource({
    url,
    poolSize: 2,
    applicationName: 'scory-test',
    schemas: [...new Set([chassisSchema, ...schemas])],
  });
  await source.initialize();
  await source.runMigrations();
  await source.destroy();
  return {
    url,
    drop: () =>
      administer(
        databaseUrl,
        async (client) => void (await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
      ),
  };
}

export function testEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}

export function signingKeys(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return JSON.stringify([{ ...privateKey.export({ format: 'jwk' }), kid: randomUUID() }]);
}

export async function createTestWorld(options: WorldOptions): Promise<TestWorld> {
  const servers = serversOf(testEnvironment());
  const database = await createTestDatabase([
    ...(options.schemas ?? []),
    ...options.services.flatMap((service) => service.schema ?? []),
  ]);
  const namespace = `scory-test-${randomBytes(6).toString('hex')}`;
  const objects = await mkdtemp(path.join(tmpdir(), 'scory-objects-'));
  const environment = {
    NODE_ENV: 'test',
    PORT: '0',
    AI_PORT: '0',
    INTERNAL_PORT: '0',
    DATABASE_URL: database.url,
    DATABASE_POOL: '4',
    ENGINE_POOL: '4',
    RABBITMQ_URL: servers.rabbitmqUrl,
    AMQP_NAMESPACE: namespace,
    REDIS_URL: servers.redisUrl,
    REDIS_PREFIX: `${namespace}:`,
    OBJECTS_DIR: objects,
    TOKEN_SIGNING_KEYS: signingKeys(),
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    AI_BACKEND_API_KEY: randomBytes(24).toString('base64url'),
    LOG_LEVEL: 'info',
    DRAIN_MS: '2000',
    ...options.environment,
  };
  const config = loadConfig(environment);
  const lines: string[] = [];
  const log = createLogger(
    { level: config.LOG_LEVEL, format: 'json' },
    { write: (line) => void lines.push(line) },
  );
  const started: Running[] = [];
  const { services, commands, subscriptions } = options;

  return {
    config,
    environment,
    log,
    lines,
    async start(names = ['all']) {
      const running = await run(
        { services, roles: rolesNamed(names, services), commands, subscriptions, version: '0.0.0' },
        config,
        log,
      );
      started.push(running);
      await until('the broker connection opens', () => running.bus.state() === 'open');
      return Object.assign(running, {
        url: `http://127.0.0.1:${running.ports.public}`,
        aiUrl: `http://127.0.0.1:${running.ports.ai}`,
      });
    },
    query: (sql, parameters) =>
      administer(database.url, async (client) => (await client.query(sql, parameters)).rows),
    async close() {
      await Promise.all(started.map((running) => running.stop()));
      await removeBrokerNamespace(
        servers.rabbitmqUrl,
        namespace,
        queueNames({ commands: commands.map((command) => command.kind), subscriptions }),
      );
      await removeRedisKeys(servers.redisUrl, `${namespace}:`);
      await database.drop();
      await rm(objects, { recursive: true, force: true });
    },
  };
}

/** Deletes what a namespace may have declared: the catalogue's queues, and those named beside it. */
export async function removeBrokerNamespace(
  url: string,
  namespace: string,
  queues: readonly string[],
): Promise<void> {
  const connection = await connect(url);
  const channel = await connection.createChannel();
  for (const name of [...queues, 'dead-letters']) await channel.deleteQueue(`${namespace}.${name}`);
  for (const name of ['commands', 'events', 'dead']) await channel.deleteExchange(`${namespace}.${name}`);
  await connection.close();
}

export async function removeRedisKeys(url: string, prefix: string): Promise<void> {
  const client = createClient({ url });
  await client.connect();
  for await (const keys of client.scanIterator({ MATCH: `${prefix}*`, COUNT: 1_000 })) {
    if (keys.length > 0) await client.del(keys);
  }
  await client.close();
}

/** Resolves once `condition` holds; rejects naming `what` after the bound. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> {
  const giveUpAt = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > giveUpAt) throw new Error(`did not happen within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
