/**
 * Password hashes: argon2id with the parameters that OWASP's Password Storage Cheat Sheet asks for (19 MiB, 2 passes).
 * Hashing runs on libuv's few threads, which files and DNS share: only so much of it at once, and a bounded queue.
 */
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { Overloaded } from '@scory/chassis/batch.ts';

export interface Passwords {
  /** Throws `Overloaded` when too many wait. */
  hash(password: string): Promise<string>;
  /** Takes the same time whether or not there is a hash to compare with. Throws `Overloaded`. */
  matches(password: string, stored: string | null | undefined): Promise<boolean>;
}

const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const maxWaiting = 200;

/** The same characters typed on another keyboard are the same password (NIST SP 800-63B §3.1.1.2). */
const normal = (password: string): string => password.normalize('NFKC');

export function createPasswords(
  concurrency = Math.max(1, Math.min(3, availableParallelism() - 1)),
): Passwords {
  let running = 0;
  const waiting: (() => void)[] = [];
  let decoy: Promise<string> | undefined;

  async function bounded<T>(work: () => Promise<T>): Promise<T> {
    if (running >= concurrency) {
      if (waiting.length >= maxWaiting)
        throw new Overloaded('password hashing', `${maxWaiting} wait already`);
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  }

  return {
    hash: (password) => bounded(() => hash(normal(password), parameters)),
    async matches(password, stored) {
      if (stored) return bounded(() => verify(stored, normal(password)));
      decoy ??= hash('nobody has this password', parameters);
      const comparedWith = await decoy;
      await bounded(() => verify(comparedWith, normal(password)));
      return false;
    },
  };
}
