/** Checks the signature of a request as an S3 server does: AWS Signature Version 4, in the Authorization header. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface S3Access {
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
}

const form =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
const longestSkewMs = 15 * 60_000;

const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (content: Buffer | string): string => createHash('sha256').update(content).digest('hex');

/** RFC 3986, which encodes more than `encodeURIComponent` does. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

function canonicalRequest(request: IncomingMessage, url: URL, signed: string[]): string {
  const query = [...url.searchParams]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');
  const headers = signed.map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`).join('');
  const hash = request.headers['x-amz-content-sha256'];
  return [request.method, url.pathname, query, headers, signed.join(';'), hash].join('\n');
}

function isSkewed(stamp: string): boolean {
  const at = stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  return !(Math.abs(Date.parse(at) - Date.now()) <= longestSkewMs);
}

/** The code of S3's refusal; undefined where request and body are what the holder of the secret signed. */
export function signatureFault(
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  access: S3Access,
): string | undefined {
  const match = form.exec(request.headers.authorization ?? '');
  if (!match) return 'AccessDenied';
  const [, keyId, day, region, names, signature] = match as unknown as string[];
  if (keyId !== access.accessKeyId) return 'InvalidAccessKeyId';
  if (region !== access.region) return 'AuthorizationHeaderMalformed';
  const stamp = String(request.headers['x-amz-date']);
  if (!stamp.startsWith(day!) || isSkewed(stamp)) return 'RequestTimeTooSkewed';
  const signed = names!.split(';');
  const mustBeSigned = Object.keys(request.headers).filter((name) => name.startsWith('x-amz-'));
  if (!['host', ...mustBeSigned].every((name) => signed.includes(name))) return 'AccessDenied';
  const scope = `${day}/${region}/s3/aws4_request`;
  const canonical = sha256(canonicalRequest(request, url, signed));
  const text = ['AWS4-HMAC-SHA256', stamp, scope, canonical].join('\n');
  const key = [day!, region!, 's3', 'aws4_request'].reduce<Buffer | string>(
    hmac,
    `AWS4${access.secretAccessKey}`,
  );
  if (!timingSafeEqual(hmac(key, text), Buffer.from(signature!, 'hex'))) return 'SignatureDoesNotMatch';
  if (request.headers['x-amz-content-sha256'] !== sha256(body)) return 'XAmzContentSHA256Mismatch';
  return undefined;
}
