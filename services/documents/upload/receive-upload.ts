/**
 * Receives a multipart upload: the file streams into the object store under a temporary key while its size, type
 * and hash are taken, so that a file of any size costs the memory of a few chunks. Whatever goes wrong, nothing
 * is left in the store, and the client is answered after its body was taken off the wire: who writes into a
 * closed connection sees a reset instead of the answer.
 */
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Problem } from '@scory/chassis/errors.ts';
import { validationProblem } from '@scory/chassis/http/problem.ts';
import { type ObjectStore, ObjectTooLarge } from '@scory/chassis/objects.ts';
import type { DocumentMediaType } from '@scory/contracts/documents/ingest.ts';
import { isStorableText } from '@scory/contracts/http.ts';
import busboy from 'busboy';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { cleanText } from '../domain/clean-text.ts';
import { isDeclaredPdf, sniff, sniffedBytes } from './media-type.ts';
import { uploadKey } from './upload-key.ts';

export interface ReceivedUpload<Fields = unknown> {
  fields: Fields;
  /** Where the file lies now; the receiver moves or deletes it. */
  key: string;
  bytes: number;
  sha256: string;
  mediaType: DocumentMediaType;
  fileName: string | null;
}

export interface UploadForm<Fields> {
  /** What stands beside the file. */
  fields: z.ZodType<Fields>;
  maxBytes: number;
  /** Longest time that an unwanted rest of a body is taken off the wire. */
  drainMs?: number;
}

export type StoredFile = Omit<ReceivedUpload, 'fields'>;

/** What the form may take beside the file. */
const formBytes = 64 * 1024;
const longestName = 200;
const defaultDrainMs = 20_000;

const tooLarge = (maxBytes: number): Problem =>
  new Problem(413, 'TOO_LARGE', `The file is larger than ${maxBytes} bytes`);

function malformed(cause: unknown): Problem {
  return new Problem(400, 'MULTIPART_MALFORMED', 'The body is not a complete multipart form', { cause });
}

function openForm(request: IncomingMessage): busboy.Busboy {
  const type = request.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\b/i.test(type)) {
    throw new Problem(
      415,
      'UNSUPPORTED_TYPE',
      'The body must be multipart/form-data with the file in the part `file`',
    );
  }
  try {
    return busboy({
      headers: request.headers,
      defParamCharset: 'utf8',
      limits: { files: 1, fields: 10, parts: 12, fieldSize: 4_096, fieldNameSize: 100 },
    });
  } catch (error) {
    throw malformed(error);
  }
}

/** Takes the rest of the body off the wire until its end or until `tired`. */
async function drain(request: IncomingMessage, tired: Promise<void>): Promise<void> {
  if (request.complete || request.destroyed) return;
  const ended = new Promise<void>((resolve) => {
    for (const event of ['end', 'close', 'error']) request.once(event, () => resolve());
  });
  request.unpipe();
  request.resume();
  await Promise.race([ended, tired]);
}

function nameOf(given: string | undefined): string | null {
  const name = cleanText(given ?? '')
    .split(/[/\\]/)
    .at(-1)!
    .trim();
  return name === '' ? null : Array.from(name).slice(-longestName).join('');
}

/** Passes the file on after its first bytes have shown that it is one to keep. */
async function* checked(
  file: Readable,
  declared: string,
  fileName: string | undefined,
  onType: (mediaType: DocumentMediaType) => void,
): AsyncGenerator<Buffer> {
  let head: Buffer[] | undefined = [];
  let length = 0;
  const judge = async (): Promise<Buffer> => {
    const start = Buffer.concat(head!);
    head = undefined;
    const verdict = await sniff(start.subarray(0, sniffedBytes), declared, fileName);
    if ('refused' in verdict) throw new Problem(415, 'UNSUPPORTED_TYPE', verdict.refused);
    onType(verdict.mediaType);
    return start;
  };
  // The stream outlives this loop when it ends early: the rest of the form stands behind it.
  for await (const chunk of file.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    if (!head) yield chunk;
    else {
      head.push(chunk);
      length += chunk.length;
      if (length >= sniffedBytes) yield await judge();
    }
  }
  if (head && length === 0) {
    const code = isDeclaredPdf(declared, fileName) ? 'PDF_EMPTY' : 'FILE_EMPTY';
    throw new Problem(422, code, 'The file is empty');
  }
  if (head) yield await judge();
}

/** Throws a `Problem`: 413, 415 or 422. */
export async function storeFile(
  objects: ObjectStore,
  file: Readable,
  info: Pick<busboy.FileInfo, 'filename' | 'mimeType'>,
  maxBytes: number,
): Promise<StoredFile> {
  const key = uploadKey(uuidv7());
  let mediaType: DocumentMediaType = 'text/plain';
  const content = checked(file, info.mimeType, info.filename, (type) => {
    mediaType = type;
  });
  try {
    const { bytes, sha256 } = await objects.put(key, Readable.from(content, { objectMode: false }), {
      maxBytes,
    });
    return { key, bytes, sha256, mediaType, fileName: nameOf(info.filename) };
  } catch (error) {
    file.resume();
    throw error instanceof ObjectTooLarge ? tooLarge(maxBytes) : error;
  }
}

function parseFields<Fields>(form: z.ZodType<Fields>, fields: ReadonlyMap<string, string>): Fields {
  for (const [name, value] of fields) {
    if (!isStorableText(name) || !isStorableText(value)) {
      throw new Problem(
        422,
        'TEXT_UNSTORABLE',
        'A field of the form holds U+0000 or half of a surrogate pair',
      );
    }
  }
  const parsed = form.safeParse(Object.fromEntries(fields));
  if (!parsed.success) throw validationProblem(parsed.error, 'body');
  return parsed.data;
}

/** Reads the form to its end. Throws a `Problem`: 400, 413, 415 or 422. */
export async function receiveUpload<Fields>(
  request: IncomingMessage,
  objects: ObjectStore,
  { fields: wanted, maxBytes, drainMs = defaultDrainMs }: UploadForm<Fields>,
): Promise<ReceivedUpload<Fields>> {
  let refusal: unknown;
  let patience: NodeJS.Timeout | undefined;
  const tired = Promise.withResolvers<void>();
  // A refused form is still read to its end, but not for ever.
  const refuse = (problem: unknown): void => {
    refusal ??= problem;
    patience ??= setTimeout(tired.resolve, drainMs);
  };
  let storing: Promise<StoredFile | undefined> | undefined;
  try {
    const form = openForm(request);
    if (Number(request.headers['content-length'] ?? 0) > maxBytes + formBytes) throw tooLarge(maxBytes);
    const fields = new Map<string, string>();
    const invalid = (message: string) => new Problem(422, 'VALIDATION_FAILED', message);
    form.on('field', (name, value, info) => {
      if (info.valueTruncated || info.nameTruncated) refuse(invalid(`The field ${name} is too long`));
      else if (fields.has(name)) refuse(invalid(`The field ${name} was sent twice`));
      else fields.set(name, value);
    });
    for (const limit of ['filesLimit', 'fieldsLimit', 'partsLimit'] as const) {
      form.on(limit, () => refuse(invalid('The form has more parts than a document takes')));
    }
    form.on('file', (name, file, info) => {
      // A form that breaks off destroys the stream; `put` or the pipeline reports it.
      file.on('error', () => undefined);
      if (name === 'file') {
        storing = storeFile(objects, file, info, maxBytes).catch((error: unknown) => {
          refuse(error);
          return undefined;
        });
      } else {
        file.resume();
        refuse(invalid(`The file stands in the part ${name}, not in the part file`));
      }
    });
    const taken = pipeline(request, form).catch((error: unknown) => refuse(malformed(error)));
    await Promise.race([taken, tired.promise.then(() => form.destroy())]);
    const stored = await storing;
    if (refusal === undefined && stored) return { ...stored, fields: parseFields(wanted, fields) };
    if (refusal === undefined)
      refuse(new Problem(422, 'FILE_MISSING', 'The form has no part `file` with a file'));
  } catch (error) {
    refuse(error);
  }
  await drain(request, tired.promise);
  clearTimeout(patience);
  const stored = await storing;
  if (stored) await objects.delete(stored.key);
  throw refusal;
}
