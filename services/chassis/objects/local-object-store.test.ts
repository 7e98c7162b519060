import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe } from 'mocha';
import { itIsAnObjectStore } from '../testing/object-store-conformance.ts';
import { createLocalObjectStore } from './local-object-store.ts';

/** Files below the folder that this process has open, where the system tells. */
async function openBelow(folder: string): Promise<number> {
  const descriptors = await readdir('/proc/self/fd').catch(() => []);
  const files = await Promise.all(
    descriptors.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')),
  );
  return files.filter((file) => file.startsWith(folder)).length;
}

describe('object store in a folder', () => {
  itIsAnObjectStore(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'scory-store-'));
    return {
      store: await createLocalObjectStore(folder),
      leftovers: async () => (await readdir(path.join(folder, '.incoming'))).length,
      held: () => openBelow(folder),
      close: () => rm(folder, { recursive: true }),
    };
  });
});
