/** The object store as a bucket that speaks S3. */

import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
} from '@aws-sdk/client-s3';
import { TransientError } from '../../errors.ts';
import { ObjectMissing, type ObjectStore } from '../../objects.ts';
import { checkedFolder, checkedKey } from '../object-key.ts';
import { type Bucket, type BucketOptions, isNoSuchKey, openBucketClient } from './bucket.ts';
import { download } from './download.ts';
import { upload } from './upload.ts';

const deletesAtOnce = 16;
/** Who asks whether it answers does not wait for long. */
const checkMs = 3_000;

export function createS3ObjectStore(options: BucketOptions): ObjectStore {
  const bucket = openBucketClient(options);
  const { client, name, call } = bucket;
  const at = (key: string) => ({ Bucket: name, Key: bucket.keyOf(checkedKey(key)) });

  async function exists(key: string): Promise<boolean> {
    const command = new HeadObjectCommand(at(key));
    try {
      await call((limit) => client.send(command, limit));
      return true;
    } catch (error) {
      if (isNoSuchKey(error)) return false;
      throw error;
    }
  }

  async function remove(key: string): Promise<void> {
    const command = new DeleteObjectCommand(at(key));
    // AWS answers 204 for what is not there, others 404.
    await call((limit) => client.send(command, limit)).catch((error: unknown) => {
      if (!isNoSuchKey(error)) throw error;
    });
  }

  async function move(from: string, to: string): Promise<void> {
    const source = at(from);
    const target = at(to);
    if (from === to) {
      if (!(await exists(from))) throw new ObjectMissing(from);
      return;
    }
    const command = new CopyObjectCommand({ ...target, CopySource: `${name}/${source.Key}` });
    await call((limit) => client.send(command, limit)).catch((error: unknown) => {
      throw isNoSuchKey(error) ? new ObjectMissing(from) : error;
    });
    await remove(from);
  }

  return {
    put: async (key, content, putOptions) => upload(bucket, checkedKey(key), content, putOptions),
    read: (key) => wholeOf(bucket, key, (stream) => buffer(stream)),
    exists,
    stream: async (key) => download(bucket, checkedKey(key)),
    move,
    delete: remove,
    async deletePrefix(prefix) {
      const folder = `${checkedFolder(prefix)}/`;
      for await (const keys of pagesBelow(bucket, folder)) {
        for (let from = 0; from < keys.length; from += deletesAtOnce)
          await Promise.all(keys.slice(from, from + deletesAtOnce).map(remove));
      }
    },
    async *list(prefix) {
      for await (const keys of pagesBelow(bucket, prefix === '' ? '' : `${checkedFolder(prefix)}/`))
        yield* keys;
    },
    async withLocalFile(key, work) {
      const folder = await mkdtemp(path.join(tmpdir(), 'scory-object-'));
      try {
        const file = path.join(folder, path.basename(checkedKey(key)));
        const found = await wholeOf(bucket, key, async (stream) => {
          await pipeline(stream, createWriteStream(file));
          return true;
        });
        if (!found) throw new ObjectMissing(key);
        return await work(file);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    async check() {
      // By what needs the bucket, the credentials and the right to list; a head of the bucket would need more rights.
      const command = new ListObjectsV2Command({ Bucket: name, Prefix: bucket.keyOf(''), MaxKeys: 1 });
      await call((limit) => client.send(command, limit), AbortSignal.timeout(checkMs));
    },
    close: () => client.destroy(),
  };
}

/** Downloads anew where a body breaks off: nothing of it has been passed on. Undefined where there is no object. */
async function wholeOf<T>(
  bucket: Bucket,
  key: string,
  take: (stream: Readable) => Promise<T>,
): Promise<T | undefined> {
  for (let tried = 1; ; tried += 1) {
    const found = await download(bucket, checkedKey(key));
    if (!found) return undefined;
    try {
      return await take(found.stream);
    } catch (error) {
      if (!(error instanceof TransientError) || tried >= bucket.limits.tries) throw error;
    }
  }
}

/** Keys of ours below a folder that ends at `/`, page by page (1,000 at most). */
async function* pagesBelow(bucket: Bucket, folder: string): AsyncGenerator<string[], void> {
  let ContinuationToken: string | undefined;
  do {
    const command = new ListObjectsV2Command({
      Bucket: bucket.name,
      Prefix: bucket.keyOf(folder),
      ContinuationToken,
    });
    const page: ListObjectsV2CommandOutput = await bucket.call((limit) => bucket.client.send(command, limit));
    yield (page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [bucket.ownKey(Key)]));
    ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (ContinuationToken !== undefined);
}
