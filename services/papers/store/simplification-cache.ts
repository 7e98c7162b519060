/**
 * Simplifications by the hash of what they were made from: a few in memory, then Redis, then PostgreSQL. What a caller
 * sent is only ever found by presenting the same content again; the public name `simplified:{scholar_id}:{level}` is
 * kept for papers that the server itself fetched.
 */
import type { Redis } from '@scory/chassis/redis.ts';
import { LRUCache } from 'lru-cache';
import type { PaperStore, StoredSimplification } from './paper-store.ts';

export interface SimplificationCache {
  find(key: string): Promise<StoredSimplification | undefined>;
  keep(key: string, simplification: StoredSimplification): Promise<void>;
  /** The same for what others may hold an earlier version of. */
  replace(key: string, simplification: StoredSimplification): Promise<void>;
}

/** Entries of the memory layer; one is a few kB. */
const inMemory = 1_000;
const inMemoryMs = 60_000;
/** Names keys that processes must not answer from memory any more. While Redis is away, `inMemoryMs` bounds that. */
const replacedChannel = 'simplified:replaced';

export function createSimplificationCache(
  redis: Redis,
  store: Pick<PaperStore, 'findSimplification'>,
  ttlSeconds: number,
): SimplificationCache {
  const memory = new LRUCache<string, StoredSimplification>({ max: inMemory, ttl: inMemoryMs });
  const nameOf = (key: string): string => redis.key(`simplified:content:${key}`);
  void redis.subscribe(redis.key(replacedChannel), (key) => memory.delete(key));

  async function keep(key: string, simplification: StoredSimplification): Promise<void> {
    memory.set(key, simplification);
    await redis.attempt((client) =>
      client.set(nameOf(key), JSON.stringify(simplification), {
        expiration: { type: 'EX', value: ttlSeconds },
      }),
    );
  }

  return {
    async find(key) {
      const near = memory.get(key);
      if (near) return near;
      const text = await redis.attempt((client) => client.get(nameOf(key)));
      if (text) {
        const simplification = JSON.parse(text) as StoredSimplification;
        memory.set(key, simplification);
        return simplification;
      }
      const stored = await store.findSimplification(key);
      if (stored) await keep(key, stored);
      return stored;
    },
    keep,
    async replace(key, simplification) {
      await keep(key, simplification);
      await redis.attempt((client) => client.publish(redis.key(replacedChannel), key));
    },
  };
}
