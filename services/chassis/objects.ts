/**
 * The object store: bytes under keys, written whole or not at all. The interface fits S3; this implementation keeps
 * them in a folder that several processes may share.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';

export interface StoredObject {
  bytes: number;
  /** Hex. */
  sha256: string;
}

export interface ObjectStore {
  /** Writes the object; afterwards it is there whole, or not at all. Throws `ObjectTooLarge` past `maxBytes`. */
  put(
    key: string,
    content: Readable | Buffer,
    options?: { maxBytes?: number; signal?: AbortSignal },
  ): Promise<StoredObject>;
  /** The whole object; undefined where there is none. */
  read(key: string): Promise<Buffer | undefined>;
  exists(key: string): Promise<boolean>;
  stream(key: string): Promise<{ stream: Readable; bytes: number } | undefined>;
  move(from: string, to: string): Promise<void>;
  /** Without effect where there is none. */
  delete(key: string): Promise<void>;
  deletePrefix(prefix: string): Promise<void>;
  /** Keys below a prefix that ends at a `/`. */
  list(prefix: string): AsyncIterable<string>;
  /** Lends the object as a file, for programs that want a path. */
  withLocalFile<T>(key: string, work: (file: string) => Promise<T>): Promise<T>;
}

export class ObjectTooLarge extends Error {
  constructor(maxBytes: number) {
    super(`the object is larger than ${maxBytes} bytes`);
    this.name = 'ObjectTooLarge';
  }
}

export class ObjectMissing extends Error {
  constructor(key: string) {
    super(`there is no object ${key}`);
    this.name = 'ObjectMissing';
  }
}

const keyForm = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;
const temporary = '.incoming';
/** Leftovers of writers that died; a live upload is younger. */
const staleMs = 24 * 3_600_000;

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

export async function createLocalObjectStore(directory: string): Promise<ObjectStore> {
  const root = path.resolve(directory);
  const incoming = path.join(root, temporary);
  await mkdir(incoming, { recursive: true });
  await sweep(incoming);

  function fileOf(key: string): string {
    if (!keyForm.test(key) || key.length > 500)
      throw new Error('an object key takes segments of letters, digits, . _ -');
    return path.join(root, key);
  }

  async function put(
    key: string,
    content: Readable | Buffer,
    options: { maxBytes?: number; signal?: AbortSignal } = {},
  ): Promise<StoredObject> {
    const target = fileOf(key);
    const part = path.join(incoming, randomUUID());
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      const file = await open(part, 'wx');
      try {
        for await (const chunk of Buffer.isBuffer(content) ? [content] : content) {
          options.signal?.throwIfAborted();
          bytes += (chunk as Buffer).length;
          if (options.maxBytes !== undefined && bytes > options.maxBytes)
            throw new ObjectTooLarge(options.maxBytes);
          hash.update(chunk as Buffer);
          await file.write(chunk as Buffer);
        }
        await file.sync();
      } finally {
        await file.close();
      }
      await mkdir(path.dirname(target), { recursive: true });
      await rename(part, target);
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    return { bytes, sha256: hash.digest('hex') };
  }

  async function* list(prefix: string): AsyncGenerator<string> {
    const folder = prefix === '' ? root : fileOf(prefix.replace(/\/$/, ''));
    const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(
      (error: unknown) => {
        if (isMissing(error)) return [];
        throw error;
      },
    );
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      const key = path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/');
      if (!key.startsWith(`${temporary}/`)) yield key;
    }
  }

  return {
    put,
    async read(key) {
      try {
        return await readFile(fileOf(key));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async exists(key) {
      try {
        await stat(fileOf(key));
        return true;
      } catch (error) {
        if (isMissing(error)) return false;
        throw error;
      }
    },
    async stream(key) {
      try {
        const { size } = await stat(fileOf(key));
        return { stream: createReadStream(fileOf(key)), bytes: size };
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async move(from, to) {
      const target = fileOf(to);
      await mkdir(path.dirname(target), { recursive: true });
      try {
        await rename(fileOf(from), target);
      } catch (error) {
        if (isMissing(error)) throw new ObjectMissing(from);
        throw error;
      }
    },
    delete: (key) => rm(fileOf(key), { force: true }),
    deletePrefix: (prefix) => rm(fileOf(prefix.replace(/\/$/, '')), { force: true, recursive: true }),
    list,
    async withLocalFile(key, work) {
      const file = fileOf(key);
      await stat(file).catch((error: unknown) => {
        throw isMissing(error) ? new ObjectMissing(key) : error;
      });
      return work(file);
    },
  };
}

async function sweep(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const file = path.join(incoming, name);
    const age = Date.now() - (await stat(file).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (age > staleMs) await rm(file, { force: true });
  }
}
