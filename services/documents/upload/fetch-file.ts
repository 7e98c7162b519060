/**
 * Fetches a file that a stranger named into the object store, as an upload would have brought it. What it is is told from
 * its content: what servers declare of their files is often wrong, and at times meant to be.
 */
import { PermanentError, Problem, TransientError } from '@scory/chassis/errors.ts';
import type { ObjectStore } from '@scory/chassis/objects.ts';
import { type SafeDownload, type SafeGet, SafeRequestError, safeGet } from '@scory/chassis/safe-request.ts';
import { type StoredFile, storeFile } from './receive-upload.ts';

export interface FetchLimits extends Omit<SafeGet, 'headers'> {
  maxBytes: number;
}

const accept = 'application/pdf, text/html;q=0.9, */*;q=0.8';

/** The end of the path where it is a file name: it says what the file was meant to be. */
function fileNameOf({ pathname }: URL): string | undefined {
  const last = pathname.split('/').at(-1) ?? '';
  try {
    return /\.[a-z0-9]{2,5}$/i.test(last) ? decodeURIComponent(last) : undefined;
  } catch {
    return undefined;
  }
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function retryAfterMs(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function assertFound({ status, headers }: SafeDownload): void {
  if (status >= 200 && status < 300 && status !== 204) return;
  if (status === 404 || status === 410)
    throw new PermanentError('URL_NOT_FOUND', 'There is nothing at the address');
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const after = retryAfterMs(headers['retry-after']);
    throw new TransientError('URL_UNAVAILABLE', `The address answers with status ${status}`, {
      ...(after !== undefined && { retryAfterMs: after }),
    });
  }
  throw new PermanentError('URL_REFUSED', `The address answers with status ${status}`);
}

function assertTakable({ headers }: SafeDownload, maxBytes: number): void {
  // Nothing else was asked for; to inflate what a stranger has compressed is a way to be filled up.
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity')
    throw new PermanentError('UNSUPPORTED_TYPE', `The file comes compressed with ${encoding.slice(0, 40)}`);
  if (Number(headers['content-length'] ?? 0) > maxBytes)
    throw new PermanentError('TOO_LARGE', `The file is larger than ${maxBytes} bytes`);
}

/** What a fault means for the job; a host that cannot be reached now may be later. */
function faultOf(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  if (error instanceof Problem && error.status < 500) return new PermanentError(error.code, error.message);
  if (!(error instanceof SafeRequestError)) return error;
  const { code, message } = error;
  const lasting = code === 'URL_INVALID' || code === 'ADDRESS_FORBIDDEN' || code === 'TOO_MANY_REDIRECTS';
  return lasting
    ? new PermanentError(code, message)
    : new TransientError('URL_UNAVAILABLE', message, { cause: error });
}

/** Throws a `PermanentError` or `TransientError`, or the signal's reason; leaves nothing in the store then. */
export async function fetchFile(
  objects: ObjectStore,
  url: string,
  { maxBytes, ...limits }: FetchLimits,
): Promise<StoredFile> {
  const headers = { Accept: accept, 'Accept-Encoding': 'identity', 'User-Agent': 'Scory' };
  try {
    return await safeGet(url, { ...limits, headers }, async (download) => {
      assertFound(download);
      assertTakable(download, maxBytes);
      const filename = fileNameOf(download.url) ?? '';
      return storeFile(objects, download.body, { filename, mimeType: '' }, maxBytes);
    });
  } catch (error) {
    throw faultOf(error, limits.signal);
  }
}
