/**
 * Requests to a URL that a stranger named. The host is checked as written and as resolved, and the connection goes to
 * the very address that was checked: a name that resolves differently a moment later changes nothing. No redirect
 * is followed that was not checked in the same way (a POST follows none); time and size of the whole exchange are bounded.
 *
 * Not through an agent's `lookup` (it is never asked for a literal address) and not through `fetch` (it follows a
 * 307 and posts the body again).
 */
import { Resolver } from 'node:dns/promises';
import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { type AddressRules, isAddressAllowed } from './address-guard.ts';

/** Addresses of a name; rejects where it has none. */
export type ResolveHost = (host: string) => Promise<string[]>;

export type SafeRequestCode =
  /** No plain http(s) URL. */
  | 'URL_INVALID'
  /** A GET was led on and on. */
  | 'TOO_MANY_REDIRECTS'
  /** The host is, or resolves to, an address that is not public. */
  | 'ADDRESS_FORBIDDEN'
  | 'HOST_NOT_FOUND'
  | 'CONNECTION_FAILED'
  /** The deadline passed before the answer was whole. */
  | 'TIMED_OUT'
  /** The caller's signal fired. */
  | 'ABORTED';

/** Messages are fit for the person who named the URL. */
export class SafeRequestError extends Error {
  readonly code: SafeRequestCode;
  constructor(code: SafeRequestCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SafeRequestError';
    this.code = code;
  }
}

interface SafeExchange extends AddressRules {
  headers: Record<string, string>;
  /** For everything: resolving, connecting, TLS, headers and body of the answer. */
  timeoutMs: number;
  signal?: AbortSignal;
  resolve?: ResolveHost;
  /** Certificate authorities beside the well-known ones (PEM). */
  ca?: string;
}

export interface SafePost extends SafeExchange {
  body: string;
  /** More of the answer is not read. */
  maxResponseBytes?: number;
}

export type SafeGet = SafeExchange;

/** What a GET has come to, after redirects. */
export interface SafeDownload {
  url: URL;
  status: number;
  headers: IncomingHttpHeaders;
  body: IncomingMessage;
}

export interface SafeReply {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** The answer went on after `maxResponseBytes`. */
  truncated: boolean;
}

const defaultMaxResponseBytes = 64 * 1024;
/** Nothing of the request was sent, so another address of the same host may be tried. */
const unreachableCodes = new Set(['ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL']);

/** The host without the brackets of an IPv6 literal. */
const bareHost = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1');

/**
 * Parses a URL that may be posted to. Throws `SafeRequestError` `URL_INVALID`, or `ADDRESS_FORBIDDEN` where the
 * host is written as a forbidden address in any of the notations that a URL knows (0x7f.1, 2130706433, …).
 */
export function safeUrl(text: string, rules: AddressRules = {}): URL {
  const url = URL.parse(text);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') {
    throw new SafeRequestError('URL_INVALID', 'The URL must be an absolute http or https URL');
  }
  if (url.username !== '' || url.password !== '') {
    throw new SafeRequestError('URL_INVALID', 'The URL must not contain a user name or password');
  }
  const host = bareHost(url);
  if (isIP(host) !== 0) assertAllowed([host], rules);
  else if (isLocalhost(host)) assertAllowed(['127.0.0.1'], rules);
  url.hash = '';
  return url;
}

const isLocalhost = (host: string): boolean => /(^|\.)localhost\.?$/i.test(host);

function assertAllowed(addresses: string[], rules: AddressRules): void {
  for (const address of addresses) {
    if (!isAddressAllowed(address, rules))
      throw new SafeRequestError('ADDRESS_FORBIDDEN', 'The host is not at a public address');
  }
}

/**
 * Asks the name servers directly: `getaddrinfo` would block threads that files and hashes need, for as long as a
 * stranger's name server likes. `localhost` is loopback without asking (RFC 6761).
 */
async function resolvePublicHost(host: string): Promise<string[]> {
  if (isLocalhost(host)) return ['127.0.0.1', '::1'];
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  if (addresses.length > 0) return addresses;
  throw (answers[0] as PromiseRejectedResult).reason;
}

/** Rejects as soon as the signal fires; for work that cannot be aborted itself. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

async function addressesOf(url: URL, rules: SafeExchange, signal: AbortSignal): Promise<string[]> {
  const host = bareHost(url);
  if (isIP(host) !== 0) return [host];
  let addresses: string[];
  try {
    addresses = await unlessAborted((rules.resolve ?? resolvePublicHost)(host), signal);
  } catch (error) {
    if (signal.aborted) throw error;
    throw new SafeRequestError('HOST_NOT_FOUND', 'The host has no address', { cause: error });
  }
  if (addresses.length === 0) throw new SafeRequestError('HOST_NOT_FOUND', 'The host has no address');
  assertAllowed(addresses, rules);
  return addresses;
}

/** Resolves with the head of the answer; an error of its body is the body's. */
function exchange(
  url: URL,
  address: string,
  { headers, body, ca }: Pick<SafeExchange, 'headers' | 'ca'> & { body?: string },
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const host = bareHost(url);
  const secure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const request = (secure ? requestHttps : requestHttp)({
      // A literal address: nothing is resolved again.
      host: address,
      port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
      path: `${url.pathname}${url.search}`,
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...headers,
        Host: url.host,
        ...(body !== undefined && { 'Content-Length': String(Buffer.byteLength(body)) }),
      },
      // TLS asks for, and checks, the name of the URL; an address is no server name.
      ...(secure && { servername: isIP(host) === 0 ? host : '', ca }),
      agent: false,
      signal,
    });
    // Also after the head: what breaks then is told by the body.
    request.on('error', reject);
    request.once('response', resolve);
    request.end(body);
  });
}

async function reach(
  url: URL,
  given: SafeExchange & { body?: string },
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const addresses = await addressesOf(url, given, signal);
  for (const [index, address] of addresses.entries()) {
    try {
      return await exchange(url, address, given, signal);
    } catch (error) {
      const unreachable = unreachableCodes.has((error as NodeJS.ErrnoException).code ?? '');
      if (!unreachable || index === addresses.length - 1) throw error;
    }
  }
  throw new SafeRequestError('HOST_NOT_FOUND', 'The host has no address');
}

async function readUpTo(
  response: IncomingMessage,
  maxBytes: number,
): Promise<{ body: Buffer; truncated: boolean }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxBytes) return { body: Buffer.concat(chunks).subarray(0, maxBytes), truncated: true };
  }
  return { body: Buffer.concat(chunks), truncated: false };
}

/** Whose fault an error is, in words for the person who named the URL. */
function told(error: unknown, { signal, timeoutMs }: SafeExchange, deadline: AbortSignal): SafeRequestError {
  const cause = { cause: error };
  if (signal?.aborted) return new SafeRequestError('ABORTED', 'The request was given up', cause);
  if (deadline.aborted)
    return new SafeRequestError('TIMED_OUT', `No whole answer within ${timeoutMs} ms`, cause);
  if (error instanceof SafeRequestError) return error;
  const code = (error as NodeJS.ErrnoException).code;
  return new SafeRequestError('CONNECTION_FAILED', `The connection failed${code ? ` (${code})` : ''}`, cause);
}

/** Throws `SafeRequestError` and nothing else; any HTTP status, redirects too, is a reply. */
export async function safePost(target: string, post: SafePost): Promise<SafeReply> {
  const deadline = AbortSignal.timeout(post.timeoutMs);
  const signal = post.signal ? AbortSignal.any([post.signal, deadline]) : deadline;
  try {
    const response = await reach(safeUrl(target, post), post, signal);
    const { body, truncated } = await readUpTo(response, post.maxResponseBytes ?? defaultMaxResponseBytes);
    response.destroy();
    return { status: response.statusCode ?? 0, headers: response.headers, body, truncated };
  } catch (error) {
    throw told(error, post, deadline);
  }
}

const redirects = new Set([301, 302, 303, 307, 308]);
const redirectsMax = 5;

async function follow(target: string, get: SafeGet, signal: AbortSignal): Promise<SafeDownload> {
  let url = safeUrl(target, get);
  for (let followed = 0; followed <= redirectsMax; followed += 1) {
    const body = await reach(url, get, signal);
    const { statusCode: status = 0, headers } = body;
    if (!redirects.has(status) || headers.location === undefined) return { url, status, headers, body };
    body.destroy();
    url = safeUrl(URL.parse(headers.location, url.href)?.href ?? '', get);
  }
  throw new SafeRequestError('TOO_MANY_REDIRECTS', `The URL leads on more than ${redirectsMax} times`);
}

/**
 * Follows redirects, each checked as the first URL was, and has `read` take the answer within the same deadline. Throws
 * `SafeRequestError`, and what `read` throws of its own; any other HTTP status is an answer.
 */
export async function safeGet<T>(
  target: string,
  get: SafeGet,
  read: (download: SafeDownload) => Promise<T>,
): Promise<T> {
  const deadline = AbortSignal.timeout(get.timeoutMs);
  const signal = get.signal ? AbortSignal.any([get.signal, deadline]) : deadline;
  const download = await follow(target, get, signal).catch((error: unknown) => {
    throw told(error, get, deadline);
  });
  let broken: unknown;
  download.body.once('error', (error) => {
    broken = error;
  });
  try {
    return await read(download);
  } catch (error) {
    throw signal.aborted || broken !== undefined ? told(broken ?? error, get, deadline) : error;
  } finally {
    download.body.destroy();
  }
}
