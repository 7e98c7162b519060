/**
 * A stand-in S3 server on loopback with one bucket, for the real SDK: it checks every signature and the signed hash of
 * every body, refuses what only AWS itself understands (checksum headers, trailers, `aws-chunked`), and fails as told.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createS3Contents, type S3Contents, S3Refusal } from './s3-contents.ts';
import { type S3Access, signatureFault } from './s3-signature.ts';

export type S3Operation =
  | 'GetObject'
  | 'HeadObject'
  | 'PutObject'
  | 'DeleteObject'
  | 'CopyObject'
  | 'ListObjectsV2'
  | 'CreateMultipartUpload'
  | 'UploadPart'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload';

/**
 * `500`, `503`: refused in XML before anything is done. `hang`: never answered. `reset`: done, then the connection is cut
 * instead of an answer. `error-in-200`: an error under status 200, as S3 reports what fails late. Of bodies: `cut` in the
 * middle, `silent` from the middle on, `garbled` in one byte, `unsized` without a length.
 */
export type S3Fault =
  | '500'
  | '503'
  | 'hang'
  | 'reset'
  | 'error-in-200'
  | 'cut'
  | 'silent'
  | 'garbled'
  | 'unsized';

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: Buffer | string;
}

interface Call {
  operation: S3Operation;
  key: string;
  url: URL;
  request: IncomingMessage;
  body: Buffer;
}

const xml = (text: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n${text}`;
const errorOf = (code: string): string =>
  xml(`<Error><Code>${code}</Code><Message>${code}</Message><RequestId>stand-in</RequestId></Error>`);
const refusalStatus: Record<string, number> = { AuthorizationHeaderMalformed: 400 };

const metadataOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith('x-amz-meta-') ? [[name, String(value)]] : [],
    ),
  );

function operationOf({ method, headers }: IncomingMessage, url: URL, key: string): S3Operation {
  const has = (name: string): boolean => url.searchParams.has(name);
  const upload = has('uploadId');
  if (method === 'GET') return key === '' ? 'ListObjectsV2' : 'GetObject';
  if (method === 'HEAD' && key !== '') return 'HeadObject';
  if (method === 'DELETE') return upload ? 'AbortMultipartUpload' : 'DeleteObject';
  if (method === 'POST' && has('uploads')) return 'CreateMultipartUpload';
  if (method === 'POST' && upload) return 'CompleteMultipartUpload';
  if (method === 'PUT' && upload) return 'UploadPart';
  if (method === 'PUT') return headers['x-amz-copy-source'] ? 'CopyObject' : 'PutObject';
  throw new S3Refusal(501, 'NotImplemented');
}

/** What R2, Garage or an older MinIO would answer 501 to. */
function refuseNovelties({ headers }: IncomingMessage): void {
  const novel = Object.keys(headers).some((name) => /^x-amz-(checksum|sdk-checksum|trailer)/.test(name));
  const streamed = /^STREAMING-|^UNSIGNED-/.test(String(headers['x-amz-content-sha256']));
  if (novel || streamed || headers['content-encoding']) throw new S3Refusal(501, 'NotImplemented');
}

function listAnswer({ list }: S3Contents, { searchParams }: URL): string {
  const prefix = searchParams.get('prefix') ?? '';
  const limit = Number(searchParams.get('max-keys') ?? 1_000);
  const { keys, next } = list(prefix, limit, searchParams.get('continuation-token') ?? undefined);
  const contents = keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
  const more = next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`;
  return xml(
    `<ListBucketResult><Prefix>${prefix}</Prefix><KeyCount>${keys.length}</KeyCount>` +
      `<IsTruncated>${next !== undefined}</IsTruncated>${more}${contents}</ListBucketResult>`,
  );
}

const partsIn = (body: string): { number: number; etag: string }[] =>
  [...body.matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part]) => ({
    number: Number(/<PartNumber>(\d+)</.exec(part!)?.[1]),
    etag: (/<ETag>(.*?)</.exec(part!)?.[1] ?? '').replaceAll('&quot;', '"'),
  }));

function perform(contents: S3Contents, bucket: string, { operation, key, url, request, body }: Call): Answer {
  const id = url.searchParams.get('uploadId') ?? '';
  const ok = (text: string): Answer => ({ status: 200, body: xml(text) });
  switch (operation) {
    case 'GetObject':
    case 'HeadObject': {
      const { etag, metadata, body: content } = contents.get(key);
      const headers = { etag, 'content-length': String(content.length), ...metadata };
      return { status: 200, headers, body: operation === 'GetObject' ? content : undefined };
    }
    case 'PutObject':
      return { status: 200, headers: { etag: contents.put(key, body, metadataOf(request)).etag } };
    case 'DeleteObject':
      contents.objects.delete(key);
      return { status: 204 };
    case 'CopyObject': {
      const source = decodeURIComponent(String(request.headers['x-amz-copy-source'])).replace(/^\//, '');
      if (!source.startsWith(`${bucket}/`)) throw new S3Refusal(404, 'NoSuchBucket');
      const { etag } = contents.copy(source.slice(bucket.length + 1), key);
      return ok(`<CopyObjectResult><ETag>${etag}</ETag></CopyObjectResult>`);
    }
    case 'ListObjectsV2':
      return { status: 200, body: listAnswer(contents, url) };
    case 'CreateMultipartUpload': {
      const created = contents.begin(key, metadataOf(request));
      return ok(
        `<InitiateMultipartUploadResult><UploadId>${created}</UploadId></InitiateMultipartUploadResult>`,
      );
    }
    case 'UploadPart': {
      const number = Number(url.searchParams.get('partNumber'));
      return { status: 200, headers: { etag: contents.addPart(key, id, number, body) } };
    }
    case 'CompleteMultipartUpload': {
      const { etag } = contents.complete(key, id, partsIn(body.toString('utf8')));
      return ok(`<CompleteMultipartUploadResult><ETag>${etag}</ETag></CompleteMultipartUploadResult>`);
    }
    case 'AbortMultipartUpload':
      contents.abort(key, id);
      return { status: 204 };
  }
}

function send(response: ServerResponse, { status, headers, body = '' }: Answer): void {
  response.writeHead(status, { 'x-amz-request-id': 'stand-in', ...headers }).end(body);
}

function sendFaulty(response: ServerResponse, answer: Answer, fault: S3Fault): void {
  const body = Buffer.from(answer.body ?? '');
  if (fault === 'reset') response.destroy();
  else if (fault === 'error-in-200') send(response, { status: 200, body: errorOf('InternalError') });
  else if (fault === 'garbled') {
    const other = Buffer.from(body);
    other[0]! ^= 1;
    send(response, { ...answer, body: other });
  } else if (fault === 'unsized') {
    response.writeHead(200);
    response.write(body);
    response.end();
  } else {
    response.writeHead(answer.status, answer.headers);
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => {
      if (fault === 'cut') response.destroy();
    });
  }
}

export interface S3StandIn extends Pick<S3Contents, 'objects' | 'uploads'> {
  url: string;
  bucket: string;
  access: S3Access;
  /** Operations in the order in which they came, tries included. */
  asked: S3Operation[];
  /** The next calls of the operation go wrong, `times` of them. */
  fail(operation: S3Operation, fault: S3Fault, times?: number): void;
  /** Answers that have not ended. */
  open(): number;
  close(): Promise<void>;
}

export async function startS3StandIn(): Promise<S3StandIn> {
  const bucket = 'scory-test';
  const access: S3Access = {
    accessKeyId: `test${randomBytes(6).toString('hex')}`,
    secretAccessKey: randomBytes(20).toString('base64'),
    region: 'garage',
  };
  const contents = createS3Contents();
  const faults: { operation: S3Operation; fault: S3Fault; left: number }[] = [];
  const asked: S3Operation[] = [];
  let open = 0;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const read: Buffer[] = [];
    for await (const chunk of request) read.push(chunk as Buffer);
    const body = Buffer.concat(read);
    const url = new URL(request.url!, 'http://stand-in');
    refuseNovelties(request);
    const unsigned = signatureFault(request, url, body, access);
    if (unsigned) throw new S3Refusal(refusalStatus[unsigned] ?? 403, unsigned);
    const [, name, ...rest] = decodeURIComponent(url.pathname).split('/');
    if (name !== bucket) throw new S3Refusal(404, 'NoSuchBucket');
    const key = rest.join('/');
    const operation = operationOf(request, url, key);
    asked.push(operation);
    const planned = faults.find((each) => each.operation === operation && each.left > 0);
    if (planned) planned.left -= 1;
    const fault = planned?.fault;
    if (fault === '500') throw new S3Refusal(500, 'InternalError');
    if (fault === '503') throw new S3Refusal(503, 'SlowDown');
    if (fault === 'hang') return;
    const call = { operation, key, url, request, body };
    if (fault === 'error-in-200') return sendFaulty(response, { status: 200 }, fault);
    const answer = perform(contents, bucket, call);
    if (fault) sendFaulty(response, answer, fault);
    else send(response, answer);
  }

  const server = createServer((request, response) => {
    open += 1;
    response.once('close', () => {
      open -= 1;
    });
    serve(request, response).catch((error: unknown) => {
      if (response.destroyed) return;
      const { status, code } = error instanceof S3Refusal ? error : { status: 500, code: 'InternalError' };
      send(response, { status, body: request.method === 'HEAD' ? '' : errorOf(code) });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bucket,
    access,
    objects: contents.objects,
    uploads: contents.uploads,
    asked,
    fail: (operation, fault, times = 1) => void faults.push({ operation, fault, left: times }),
    open: () => open,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
