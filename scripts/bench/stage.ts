/** Where benchmarks run: a database, namespace and prefix of their own, servers as child processes, signed tokens. */
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createTokens } from '@scory/chassis/access/tokens.ts';
import { queueNames } from '@scory/chassis/bus/topology.ts';
import { loadConfig } from '@scory/chassis/config.ts';
import {
  createTestDatabase,
  removeBrokerNamespace,
  removeRedisKeys,
  signingKeys,
} from '@scory/chassis/testing/harness.ts';
import { commands, subscriptions } from '@scory/contracts/catalog.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { config as loadEnvFile } from 'dotenv';
import { v7 as uuidv7 } from 'uuid';
import { schemas } from '../../services/services.ts';

export interface Row {
  bench: string;
  metric: string;
  ours: number;
  baseline: number | null;
  ratio: number | null;
  unit: string;
}

/** `ours` is the whole product, `echo` its engine alone; the others are baselines. */
export type ServerName = 'ours' | 'echo' | 'bare' | 'equal' | 'bullmq' | 'idle';

export interface Stage {
  environment: Record<string, string>;
  namespaceOf(server: ServerName): string;
  /** Starts one of scripts/bench/servers; answers its base URL. */
  serve(
    server: ServerName,
    environment?: Record<string, string>,
  ): Promise<{ url: string; pid: number; stop(): Promise<void> }>;
  /** Access tokens, one for each. */
  tokensOf(actors: readonly Actor[]): string[];
  /** Access tokens of so many users. */
  tokens(count: number): string[];
  close(): Promise<void>;
}

export const studentOf = (owner_id: string, faculty_id: string | null = null): Actor => ({
  owner_id,
  role: 'student',
  faculty_id,
  semester_id: null,
  api_key_id: null,
});

export async function openStage(): Promise<Stage> {
  loadEnvFile({ quiet: true });
  const database = await createTestDatabase(schemas);
  const namespace = `scory-bench-${randomBytes(4).toString('hex')}`;
  const namespaceOf = (server: ServerName): string => `${namespace}-${server}`;
  const objects = await mkdtemp(path.join(tmpdir(), 'scory-bench-'));
  const environment: Record<string, string> = {
    NODE_ENV: 'production',
    PORT: '0',
    AI_PORT: '0',
    INTERNAL_PORT: '0',
    DATABASE_URL: database.url,
    RABBITMQ_URL: process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672',
    REDIS_URL: process.env.REDIS_URL ?? 'redis://127.0.0.1:6379',
    REDIS_PREFIX: `${namespace}:`,
    OBJECTS_DIR: objects,
    TOKEN_SIGNING_KEYS: signingKeys(),
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'warn',
  };
  const children = new Set<ChildProcess>();

  async function stop(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    children.delete(child);
  }

  function tokensOf(actors: readonly Actor[]): string[] {
    const config = loadConfig(environment);
    const signer = createTokens({
      signingKeys: config.TOKEN_SIGNING_KEYS,
      issuer: 'scory',
      audience: 'scory-api',
      accessTokenSeconds: 3_600,
    });
    return actors.map((actor) => signer.sign(actor, uuidv7()).token);
  }

  return {
    environment,
    namespaceOf,
    async serve(server, extra = {}) {
      const child = fork(new URL(`servers/${server}.ts`, import.meta.url), {
        // A namespace each: the product's notifier would read the baseline's events, and park them.
        env: { PATH: process.env.PATH, ...environment, AMQP_NAMESPACE: namespaceOf(server), ...extra },
        // What it logs is no row of the bench's.
        stdio: ['ignore', process.stderr, 'inherit', 'ipc'],
      });
      children.add(child);
      const { port } = await new Promise<{ port: number }>((resolve, reject) => {
        child.once('message', (message) => resolve(message as { port: number }));
        child.once('exit', (code) => reject(new Error(`${server} ended with ${code} before it was ready`)));
      });
      return { url: `http://127.0.0.1:${port}`, pid: child.pid as number, stop: () => stop(child) };
    },
    tokensOf,
    tokens: (count) => tokensOf(Array.from({ length: count }, () => studentOf(uuidv7()))),
    async close() {
      await Promise.all([...children].map(stop));
      const kinds = commands.map((command) => command.kind);
      const brokerUrl = environment.RABBITMQ_URL as string;
      await removeBrokerNamespace(brokerUrl, namespaceOf('bare'), ['bare']);
      await removeBrokerNamespace(brokerUrl, namespaceOf('equal'), ['equal']);
      await removeBrokerNamespace(brokerUrl, namespaceOf('echo'), ['bench.echo', 'dead-letters']);
      await removeBrokerNamespace(
        brokerUrl,
        namespaceOf('ours'),
        queueNames({ commands: kinds, subscriptions }),
      );
      await removeRedisKeys(environment.REDIS_URL as string, `${namespace}:`);
      await removeRedisKeys(environment.REDIS_URL as string, namespaceOf('bullmq'));
      await database.drop();
      await rm(objects, { recursive: true, force: true });
    },
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] as number;
}

export function rowOf(
  bench: string,
  metric: string,
  unit: string,
  ours: number,
  baseline: number | null,
): Row {
  const round = (value: number): number => Number(value.toPrecision(4));
  return {
    bench,
    metric,
    ours: round(ours),
    baseline: baseline === null ? null : round(baseline),
    ratio: baseline ? round(ours / baseline) : null,
    unit,
  };
}

/** Of rounds that took turns: the ratio is the median of the rounds' ratios, as a machine's pace drifts meanwhile. */
export function pairedRow(
  bench: string,
  metric: string,
  unit: string,
  ours: number[],
  baseline: number[],
): Row {
  const ratio = median(ours.map((value, round) => value / (baseline[round] as number)));
  return {
    ...rowOf(bench, metric, unit, median(ours), median(baseline)),
    ratio: Number(ratio.toPrecision(4)),
  };
}
