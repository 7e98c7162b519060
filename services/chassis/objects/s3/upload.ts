/**
 * Writes an object of unknown length: in one request where it fits into a part, else as a multipart upload that is
 * aborted when anything goes wrong. Either becomes visible at once, and whole, by its last request.
 *
 * The SDK's own uploader reports an abort before the parts under way have ended and before it has taken them back, so
 * nobody could say afterwards that nothing is left.
 */

import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { PutOptions, StoredObject } from '../../objects.ts';
import { measureContent } from '../measured-content.ts';
import { type Bucket, ObjectStoreRefused } from './bucket.ts';

interface Part {
  body: Buffer;
  last: boolean;
}

/** Parts of exactly `bytes`, as R2 wants them, but for the last; one of them, perhaps empty, in any case. */
async function* partsOf(chunks: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Part, void> {
  let held: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    length += chunk.length;
    // Only more than a part shows that it is not the last one.
    while (length > bytes) {
      const whole = Buffer.concat(held);
      yield { body: whole.subarray(0, bytes), last: false };
      held = [whole.subarray(bytes)];
      length -= bytes;
    }
  }
  yield { body: Buffer.concat(held), last: true };
}

/** Throws as `ObjectStore.put` does. */
export async function upload(
  bucket: Bucket,
  key: string,
  content: Readable | Buffer,
  options: PutOptions = {},
): Promise<StoredObject> {
  const { chunks, measured } = measureContent(content, options);
  const target = { Bucket: bucket.name, Key: bucket.keyOf(key) };
  let multipart: Multipart | undefined;
  try {
    for await (const { body, last } of partsOf(chunks, bucket.limits.partBytes)) {
      if (last && !multipart) {
        const { sha256 } = measured();
        const command = new PutObjectCommand({ ...target, Body: body, Metadata: { sha256 } });
        // Without the signal, as the end of a multipart upload: aborted now, nobody could say what became of it.
        await bucket.call((limit) => bucket.client.send(command, limit));
      } else {
        multipart ??= await beginMultipart(bucket, target);
        await multipart.add(body, options.signal);
      }
    }
    options.signal?.throwIfAborted();
    await multipart?.complete();
  } catch (error) {
    await multipart?.abort();
    throw error;
  }
  return measured();
}

interface Multipart {
  add(body: Buffer, signal: AbortSignal | undefined): Promise<void>;
  complete(): Promise<void>;
  /** Never rejects: what a store keeps of it in spite of that is a matter of the bucket's lifecycle rule. */
  abort(): Promise<void>;
}

async function beginMultipart(
  { client, call }: Bucket,
  target: { Bucket: string; Key: string },
): Promise<Multipart> {
  const put = randomUUID();
  const begin = new CreateMultipartUploadCommand({ ...target, Metadata: { put } });
  const created = await call((limit) => client.send(begin, limit));
  const upload = { ...target, UploadId: created.UploadId };
  const parts: { ETag: string | undefined; PartNumber: number }[] = [];
  return {
    async add(body, signal) {
      const PartNumber = parts.length + 1;
      const command = new UploadPartCommand({ ...upload, PartNumber, Body: body });
      const { ETag } = await call((limit) => client.send(command, limit), signal);
      parts.push({ ETag, PartNumber });
    },
    async complete() {
      const command = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } });
      try {
        await call((limit) => client.send(command, limit));
      } catch (error) {
        // A second try finds nothing to complete where only the answer to the first one was lost.
        if (!(error instanceof ObjectStoreRefused) || error.code !== 'NoSuchUpload') throw error;
        const there = await call((limit) => client.send(new HeadObjectCommand(target), limit));
        if (there.Metadata?.put !== put) throw error;
      }
    },
    async abort() {
      const command = new AbortMultipartUploadCommand(upload);
      await call((limit) => client.send(command, limit)).catch(() => undefined);
    },
  };
}
