/** A body from the store that ends only when all of it was there: of the length that was said, and of the hash that is known. */

import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { TransientError } from '../../errors.ts';
import { type Bucket, isNoSuchKey, storeAway } from './bucket.ts';

interface Expected {
  bytes: number;
  /** Known of what was written in one request. */
  sha256: string | undefined;
  silenceMs: number;
}

/** Undefined where there is no object. Throws as `Bucket.call`; the stream fails with `TransientError`. */
export async function download(
  { client, name, keyOf, call, limits }: Bucket,
  key: string,
): Promise<{ stream: Readable; bytes: number } | undefined> {
  const command = new GetObjectCommand({ Bucket: name, Key: keyOf(key) });
  const found = await call((limit) => client.send(command, limit)).catch((error: unknown) => {
    if (isNoSuchKey(error)) return undefined;
    throw error;
  });
  if (!found) return undefined;
  const { ContentLength: bytes, Metadata, Body } = found;
  const body = Body as unknown as Readable;
  // What nobody listens to yet may already break; the first read hears of it.
  body.on('error', () => undefined);
  if (bytes === undefined) {
    body.destroy();
    throw storeAway('The object store did not say how long the object is');
  }
  return { stream: checkedBody(body, { bytes, sha256: Metadata?.sha256, ...limits }), bytes };
}

function faultOf(bytes: number, digest: string, expected: Expected): TransientError | undefined {
  if (bytes !== expected.bytes) return storeAway('The object store sent another length than it said');
  if (expected.sha256 !== undefined && digest !== expected.sha256)
    return storeAway('The object store sent other bytes than were stored');
  return undefined;
}

/** Passes the body on as it is read; destroying it at any time lets go of the connection. */
function checkedBody(body: Readable, expected: Expected): Readable {
  const source = body.iterator() as AsyncIterator<Buffer>;
  const hash = createHash('sha256');
  let bytes = 0;
  let silence: NodeJS.Timeout | undefined;
  const take = ({ done, value }: IteratorResult<Buffer>): void => {
    clearTimeout(silence);
    if (stream.destroyed) return;
    if (done) {
      const fault = faultOf(bytes, hash.digest('hex'), expected);
      if (fault) stream.destroy(fault);
      else stream.push(null);
      return;
    }
    bytes += value.length;
    hash.update(value);
    stream.push(value);
  };
  const stream = new Readable({
    read() {
      silence = setTimeout(
        () => stream.destroy(storeAway('The object store stopped in the middle of an object')),
        expected.silenceMs,
      );
      source
        .next()
        .then(take, (error: unknown) => stream.destroy(storeAway('The object store broke off', error)));
    },
    destroy(error, done) {
      clearTimeout(silence);
      body.destroy();
      done(error);
    },
  });
  return stream;
}
