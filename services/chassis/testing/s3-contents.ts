/** What a stand-in S3 server holds in its one bucket, and what it does to it: no network, no signatures. */
import { createHash, randomUUID } from 'node:crypto';

export interface S3Object {
  body: Buffer;
  etag: string;
  /** Headers `x-amz-meta-…`. */
  metadata: Record<string, string>;
}

interface Upload {
  key: string;
  metadata: Record<string, string>;
  parts: Map<number, { body: Buffer; etag: string }>;
}

export class S3Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

const smallestPart = 5 * 1024 * 1024;
const mostParts = 10_000;
const longestPage = 1_000;
const md5 = (content: Buffer): Buffer => createHash('md5').update(content).digest();

export interface S3Page {
  keys: string[];
  next: string | undefined;
}

export function createS3Contents() {
  const objects = new Map<string, S3Object>();
  const uploads = new Map<string, Upload>();

  function get(key: string): S3Object {
    const found = objects.get(key);
    if (!found) throw new S3Refusal(404, 'NoSuchKey');
    return found;
  }
  function uploadOf(key: string, id: string): Upload {
    const found = uploads.get(id);
    if (found?.key !== key) throw new S3Refusal(404, 'NoSuchUpload');
    return found;
  }
  function put(key: string, body: Buffer, metadata: Record<string, string>): S3Object {
    const stored = { body, metadata, etag: `"${md5(body).toString('hex')}"` };
    objects.set(key, stored);
    return stored;
  }

  return {
    objects,
    uploads,
    get,
    put,
    copy(from: string, to: string): S3Object {
      if (from === to) throw new S3Refusal(400, 'InvalidRequest');
      const { body, metadata } = get(from);
      return put(to, body, metadata);
    },
    /** In the order of the keys' bytes; `after` is what the page before gave as `next`. */
    list(prefix: string, limit: number, after: string | undefined): S3Page {
      const begin = after === undefined ? '' : Buffer.from(after, 'base64url').toString('utf8');
      const rest = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > begin).sort();
      const keys = rest.slice(0, Math.min(limit, longestPage));
      const more = rest.length > keys.length && keys.length > 0;
      return { keys, next: more ? Buffer.from(keys.at(-1)!).toString('base64url') : undefined };
    },
    begin(key: string, metadata: Record<string, string>): string {
      const id = randomUUID();
      uploads.set(id, { key, metadata, parts: new Map() });
      return id;
    },
    addPart(key: string, id: string, number: number, body: Buffer): string {
      if (!(number >= 1 && number <= mostParts)) throw new S3Refusal(400, 'InvalidArgument');
      const etag = `"${md5(body).toString('hex')}"`;
      uploadOf(key, id).parts.set(number, { body, etag });
      return etag;
    },
    complete(key: string, id: string, named: { number: number; etag: string }[]): S3Object {
      const { parts, metadata } = uploadOf(key, id);
      const chosen = named.map(({ number, etag }) => {
        const part = parts.get(number);
        if (part?.etag !== etag) throw new S3Refusal(400, 'InvalidPart');
        return part;
      });
      if (chosen.length === 0) throw new S3Refusal(400, 'MalformedXML');
      if (named.some(({ number }, at) => at > 0 && number <= named[at - 1]!.number))
        throw new S3Refusal(400, 'InvalidPartOrder');
      const whole = chosen.slice(0, -1);
      if (whole.some(({ body }) => body.length < smallestPart)) throw new S3Refusal(400, 'EntityTooSmall');
      // As R2 wants it; AWS takes parts of any size.
      if (whole.some(({ body }) => body.length !== whole[0]!.body.length))
        throw new S3Refusal(400, 'InvalidPart');
      uploads.delete(id);
      const stored = put(key, Buffer.concat(chosen.map(({ body }) => body)), metadata);
      const hashes = chosen.map(({ etag }) => Buffer.from(etag.slice(1, -1), 'hex'));
      stored.etag = `"${md5(Buffer.concat(hashes)).toString('hex')}-${chosen.length}"`;
      return stored;
    },
    abort(key: string, id: string): void {
      uploadOf(key, id);
      uploads.delete(id);
    },
  };
}

export type S3Contents = ReturnType<typeof createS3Contents>;
