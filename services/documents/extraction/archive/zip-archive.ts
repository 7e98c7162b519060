/**
 * A ZIP archive whose entries are read one by one. What an entry says about itself is checked: its size while it
 * is inflated, its name before anything is. Nothing is written anywhere.
 */
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { ExtractError, type ExtractLimits } from '../protocol.ts';

/** Far beyond what a book or a deck has; the directory alone of many more would fill the heap. */
const maxEntries = 20_000;

export interface ZipArchive {
  has(name: string): boolean;
  /** Names as they are spelt in the archive, in its order. */
  names(): string[];
  /** Chunks of an inflated entry. Throws an `ExtractError` where there is none, it is damaged or too large. */
  stream(name: string): AsyncIterable<Buffer>;
  read(name: string): Promise<Buffer>;
}

const malformed = (what: string): ExtractError => new ExtractError('FILE_MALFORMED', what);

/** yauzl throws plain errors; each that is not the system's means that the archive does not keep the format. */
function typed(error: unknown): unknown {
  if (error instanceof ExtractError || (error instanceof Error && 'syscall' in error)) return error;
  return malformed('The archive is damaged beyond what can be read');
}

const compoundFile = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const encryptedPackage = Buffer.from('EncryptedPackage', 'utf16le');

/** Entries of an OLE container's directory take 128 bytes each and begin with their name. */
function holdsEncryptedPackage(data: Buffer): boolean {
  for (let at = data.indexOf(encryptedPackage); at >= 0; at = data.indexOf(encryptedPackage, at + 1))
    if (at % 128 === 0) return true;
  return false;
}

/** Why a file is no archive: an Office file with a password is an OLE container that holds the archive in secret. */
async function unopened(path: string, error: unknown): Promise<unknown> {
  const data = await readFile(path);
  if (data.length === 0) return new ExtractError('FILE_EMPTY', 'The file is empty');
  if (!data.subarray(0, compoundFile.length).equals(compoundFile)) return typed(error);
  if (holdsEncryptedPackage(data))
    return new ExtractError('FILE_PASSWORD', 'The file opens only with a password');
  return new ExtractError('UNSUPPORTED_TYPE', 'Files of Office before 2007 are not read');
}

/** Part names of Office files do not tell upper from lower case; no sound archive has two that differ in it. */
const keyOf = (name: string): string => name.replace(/^\/+/, '').toLowerCase();

async function directoryOf(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > maxEntries)
    throw new ExtractError('TOO_LARGE', `The archive has more than ${maxEntries} entries`);
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    const key = keyOf(entry.fileName);
    if (entry.fileName.endsWith('/')) continue;
    if (entries.has(key)) throw malformed('The archive has two entries of one name');
    entries.set(key, entry);
  }
  return entries;
}

class Inflater {
  readonly #zip: ZipFile;
  readonly #entries: Map<string, Entry>;
  readonly #limit: number;
  #inflated = 0;

  constructor(zip: ZipFile, entries: Map<string, Entry>, limit: number) {
    this.#zip = zip;
    this.#entries = entries;
    this.#limit = limit;
  }

  async *stream(name: string): AsyncGenerator<Buffer> {
    const entry = this.#entries.get(keyOf(name));
    if (!entry) throw malformed('The archive lacks a part that it needs');
    if (entry.isEncrypted()) throw new ExtractError('FILE_PASSWORD', 'The file opens only with a password');
    this.#allow(this.#inflated + entry.uncompressedSize);
    try {
      const content: Readable = await this.#zip.openReadStreamPromise(entry);
      for await (const chunk of content as AsyncIterable<Buffer>) {
        this.#inflated += chunk.length;
        this.#allow(this.#inflated);
        yield chunk;
      }
    } catch (error) {
      throw typed(error);
    }
  }

  #allow(bytes: number): void {
    if (bytes > this.#limit)
      throw new ExtractError('TOO_LARGE', `The file inflates to more than ${this.#limit} bytes`);
  }
}

/**
 * Opens the archive for the time of `work`. Throws an `ExtractError`: FILE_EMPTY, FILE_MALFORMED, FILE_PASSWORD,
 * UNSUPPORTED_TYPE or TOO_LARGE, the last before more than `limits.maxInflatedBytes` were inflated over all entries.
 */
export async function withZipArchive<T>(
  path: string,
  limits: Pick<ExtractLimits, 'maxInflatedBytes'>,
  work: (archive: ZipArchive) => Promise<T>,
): Promise<T> {
  const zip = await openPromise(path, { autoClose: false, lazyEntries: true }).catch(
    async (error: unknown) => {
      throw await unopened(path, error);
    },
  );
  try {
    const entries = await directoryOf(zip).catch((error: unknown) => {
      throw typed(error);
    });
    const inflater = new Inflater(zip, entries, limits.maxInflatedBytes);
    return await work({
      has: (name) => entries.has(keyOf(name)),
      names: () => [...entries.values()].map((entry) => entry.fileName),
      stream: (name) => inflater.stream(name),
      async read(name) {
        const chunks: Buffer[] = [];
        for await (const chunk of inflater.stream(name)) chunks.push(chunk);
        return Buffer.concat(chunks);
      },
    });
  } finally {
    zip.close();
  }
}
