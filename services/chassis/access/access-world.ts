/** Processes with access control on one database and one Redis, for its tests. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Actor } from '@scory/contracts/envelope.ts';
import { type AccessControl, createAccessControl } from '../access.ts';
import type { SigningKey } from '../config.ts';
import { type Database, openDatabase } from '../database.ts';
import { Problem } from '../errors.ts';
import { createLogger } from '../log.ts';
import { openRedis, type Redis } from '../redis.ts';
import { createTestDatabase, signingKeys, testEnvironment, until } from '../testing/harness.ts';

export const redisUrl = testEnvironment().REDIS_URL ?? 'redis://127.0.0.1:6379';
/** Nobody listens there. */
export const noRedis = 'redis://127.0.0.1:1';
export const bootstrapKey = randomBytes(24).toString('base64url');

export const student = (): Actor => ({
  owner_id: randomUUID(),
  role: 'student',
  faculty_id: null,
  semester_id: null,
  api_key_id: null,
});

/** `accepted`, or the code of the problem that was thrown. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'accepted';
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

interface Process {
  access: AccessControl;
  redis: Redis;
}

export interface AccessWorld extends Process {
  database: Database;
  openDatabase(): Promise<Database>;
  /** One more process. */
  process(options?: { redisAt?: string; database?: Database }): Promise<Process>;
  /** What Redis holds while it is believed. */
  marker(): Promise<string | null | undefined>;
  /** Runs when the world is closed. */
  onClose(close: () => Promise<void>): void;
  close(): Promise<void>;
}

export async function openAccessWorld(): Promise<AccessWorld> {
  const prefix = `access-test-${randomUUID()}:`;
  const log = createLogger({ level: 'silent', format: 'json' });
  const keys = JSON.parse(signingKeys()) as SigningKey[];
  const created = await createTestDatabase([]);
  const closers: (() => Promise<void>)[] = [created.drop];

  async function openTestDatabase(): Promise<Database> {
    const opened = await openDatabase({
      url: created.url,
      poolSize: 3,
      applicationName: 'test',
      schemas: [],
    });
    closers.push(() => (opened.source.isInitialized ? opened.close() : Promise.resolve()));
    return opened;
  }

  const database = await openTestDatabase();

  const process: AccessWorld['process'] = async (options = {}) => {
    const redis = openRedis({ url: options.redisAt ?? redisUrl, prefix, log });
    closers.push(() => redis.close());
    const access = createAccessControl({
      database: options.database ?? database,
      redis,
      signingKeys: keys,
      issuer: 'scory',
      audience: 'scory-api',
      accessTokenSeconds: 900,
      bootstrapKey,
      log,
    });
    if (options.redisAt !== noRedis) await until('Redis answers', () => redis.up());
    return { access, redis };
  };

  const { access, redis } = await process();
  const marker = (): Promise<string | null | undefined> =>
    redis.attempt((client) => client.get(redis.key('revoked:complete')));
  await until('the first copy is through', async () => (await marker()) === '1');

  return {
    database,
    access,
    redis,
    process,
    marker,
    openDatabase: openTestDatabase,
    onClose: (close) => void closers.push(close),
    async close() {
      await redis.attempt(async (client) => {
        for await (const found of client.scanIterator({ MATCH: `${prefix}*`, COUNT: 1_000 })) {
          if (found.length > 0) await client.del(found);
        }
      });
      for (const close of closers.reverse()) await close();
    },
  };
}
