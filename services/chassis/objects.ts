/**
 * The object store: bytes under keys, written whole or not at all. What every store promises is in
 * `testing/object-store-conformance.ts`, which each of them passes: a folder that several processes share, or a bucket that speaks S3.
 */
import type { Readable } from 'node:stream';

export interface StoredObject {
  bytes: number;
  /** Hex. */
  sha256: string;
}

export interface PutOptions {
  maxBytes?: number;
  /** Ends the put, also while its source is silent; from the moment the object is made visible it is too late. */
  signal?: AbortSignal;
}

/**
 * Keys are segments of letters, digits, `.`, `_` and `-`, joined by `/`; no key may be a folder of another one.
 * A store that is away throws `TransientError` `OBJECTS_UNAVAILABLE`.
 */
export interface ObjectStore {
  /**
   * Writes the object; afterwards it is there whole, or what was there before is. Throws `ObjectTooLarge` past
   * `maxBytes`, and the signal's reason.
   */
  put(key: string, content: Readable | Buffer, options?: PutOptions): Promise<StoredObject>;
  /** The whole object; undefined where there is none. */
  read(key: string): Promise<Buffer | undefined>;
  exists(key: string): Promise<boolean>;
  /** The stream ends after `bytes` bytes or fails; whoever does not read it to its end destroys it. */
  stream(key: string): Promise<{ stream: Readable; bytes: number } | undefined>;
  /** Over what is there. A process that dies meanwhile may leave both, each of them whole; may be repeated. */
  move(from: string, to: string): Promise<void>;
  /** Without effect where there is none. */
  delete(key: string): Promise<void>;
  /** Everything below a folder, whose `/` may be left out. */
  deletePrefix(prefix: string): Promise<void>;
  /** Keys below a folder, whose `/` may be left out, in any order; all of them for ''. */
  list(prefix: string): AsyncIterable<string>;
  /** Lends the object as a file, for programs that want a path. Nobody writes into it; it may be gone afterwards. */
  withLocalFile<T>(key: string, work: (file: string) => Promise<T>): Promise<T>;
  /** Resolves when the store answers as it should; rejects with why not. */
  check(): Promise<void>;
  /** Lets go of connections. */
  close(): void;
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
