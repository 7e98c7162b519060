/** What is handed from process to process: JSON, gzipped, so that those between need not parse it. */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

const zip = promisify(gzip);
const unzip = promisify(gunzip);
/** Text shrinks to a fifth at the first level already. */
const level = 1;

/** Base64. */
export async function pack(value: unknown): Promise<string> {
  return (await zip(JSON.stringify(value), { level })).toString('base64');
}

/** The JSON of what was packed. */
export const unpackedJson = (packed: string): Promise<Buffer> => unzip(Buffer.from(packed, 'base64'));

/** A file with what was packed, without the base64. */
export async function unpackFile<T>(path: string): Promise<T> {
  return JSON.parse((await unzip(await readFile(path))).toString('utf8')) as T;
}
