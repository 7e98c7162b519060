/** The object store as a folder, which several processes may share where it is one volume. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { ObjectMissing, type ObjectStore, type PutOptions, type StoredObject } from '../objects.ts';
import { measureContent } from './measured-content.ts';
import { checkedFolder, checkedKey } from './object-key.ts';

const temporary = '.incoming';
/** Leftovers of writers that died; a live upload is younger. */
const staleMs = 24 * 3_600_000;

/** Also what leads through a file, or ends at a folder: there is no object of that key. */
const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

export async function createLocalObjectStore(directory: string): Promise<ObjectStore> {
  const root = path.resolve(directory);
  const incoming = path.join(root, temporary);
  await mkdir(incoming, { recursive: true });
  await sweep(incoming);
  const fileOf = (key: string): string => path.join(root, checkedKey(key));

  async function put(
    key: string,
    content: Readable | Buffer,
    options: PutOptions = {},
  ): Promise<StoredObject> {
    const target = fileOf(key);
    const part = path.join(incoming, randomUUID());
    const { chunks, measured } = measureContent(content, options);
    try {
      const file = await open(part, 'wx');
      try {
        // Not `write`, which may leave a rest.
        for await (const chunk of chunks) await file.writeFile(chunk);
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
    return measured();
  }

  /** Bytes of the object; undefined where there is none. */
  async function sizeOf(key: string): Promise<number | undefined> {
    try {
      const found = await stat(fileOf(key));
      return found.isFile() ? found.size : undefined;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async function* list(prefix: string): AsyncGenerator<string> {
    const folder = prefix === '' ? root : path.join(root, checkedFolder(prefix));
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
    list,
    async read(key) {
      try {
        return await readFile(fileOf(key));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    exists: async (key) => (await sizeOf(key)) !== undefined,
    async stream(key) {
      const bytes = await sizeOf(key);
      return bytes === undefined ? undefined : { stream: createReadStream(fileOf(key)), bytes };
    },
    async move(from, to) {
      const target = fileOf(to);
      if ((await sizeOf(from)) === undefined) throw new ObjectMissing(from);
      await mkdir(path.dirname(target), { recursive: true });
      try {
        await rename(fileOf(from), target);
      } catch (error) {
        if (isMissing(error)) throw new ObjectMissing(from);
        throw error;
      }
    },
    async delete(key) {
      if ((await sizeOf(key)) !== undefined) await rm(fileOf(key), { force: true });
    },
    async deletePrefix(prefix) {
      const folder = path.join(root, checkedFolder(prefix));
      const found = await stat(folder).catch(() => undefined);
      if (found?.isDirectory()) await rm(folder, { force: true, recursive: true });
    },
    async withLocalFile(key, work) {
      if ((await sizeOf(key)) === undefined) throw new ObjectMissing(key);
      return work(fileOf(key));
    },
    check: () => access(incoming),
    close: () => undefined,
  };
}

async function sweep(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const file = path.join(incoming, name);
    const age = Date.now() - (await stat(file).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (age > staleMs) await rm(file, { force: true });
  }
}
