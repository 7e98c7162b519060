/**
 * One bucket through the AWS SDK, in the part of its protocol that AWS, MinIO, Garage, Ceph and R2 have in common:
 * no checksum headers or trailers beyond the signed hash of each body, no multi-object delete, parts of one size.
 */
import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { TransientError } from '../../errors.ts';

export interface BucketOptions {
  bucket: string;
  /** Absent: AWS. */
  endpoint?: string;
  region: string;
  /** Folder in the bucket that everything lies in; '' for none. */
  prefix?: string;
  /** The bucket's name in the path instead of in the host name. */
  forcePathStyle?: boolean;
  /** Absent: the SDK's own chain (environment, profile, web identity, instance role). */
  credentials?: { accessKeyId: string; secretAccessKey: string };
  limits?: Partial<BucketLimits>;
}

export interface BucketLimits {
  /** At least 5 MiB, as S3 wants it; what an upload costs in memory is twice that. */
  partBytes: number;
  /** One call with all its tries; of a download until its head is there. */
  callMs: number;
  /** One try until its head is there. */
  tryMs: number;
  connectMs: number;
  /** Longest silence in a body that somebody waits for. */
  silenceMs: number;
  /** Of a call that the server failed or did not answer, and of a body that broke off. */
  tries: number;
}

const defaultLimits: BucketLimits = {
  partBytes: 8 * 1024 * 1024,
  callMs: 60_000,
  tryMs: 30_000,
  connectMs: 5_000,
  silenceMs: 30_000,
  tries: 4,
};

/** The store answers, and will not do it: nothing that waiting changes. `code` is S3's. */
export class ObjectStoreRefused extends Error {
  readonly code: string;
  constructor(code: string, options?: ErrorOptions) {
    super(`the object store refuses: ${code}`, options);
    this.name = 'ObjectStoreRefused';
    this.code = code;
  }
}

export const storeAway = (message: string, cause?: unknown): TransientError =>
  new TransientError('OBJECTS_UNAVAILABLE', message, { cause });

/** Whether S3 says that there is no object of this key; a bucket that is not there is another matter. */
export const isNoSuchKey = (error: unknown): boolean =>
  error instanceof S3ServiceException && ['NoSuchKey', 'NotFound'].includes(error.name);

const isRefusal = (error: unknown): error is S3ServiceException => {
  if (!(error instanceof S3ServiceException)) return false;
  const { httpStatusCode: status = 500 } = error.$metadata;
  return status >= 300 && status < 500 && ![408, 429].includes(status);
};

/** The SDK's credential chain finds nobody: a matter of the deployment as well. */
const hasNoCredentials = (error: unknown): boolean =>
  ['CredentialsProviderError', 'TokenProviderError'].includes((error as Error).name);

export interface Bucket {
  client: S3Client;
  name: string;
  limits: BucketLimits;
  /** Key in the bucket of a key of ours. */
  keyOf(key: string): string;
  /** Key of ours of a key in the bucket. */
  ownKey(name: string): string;
  /**
   * Sends within `callMs`. What is not `NoSuchKey` is thrown as `TransientError` or `ObjectStoreRefused`, and where
   * `signal` ended it as its reason.
   */
  call<T>(work: (options: { abortSignal: AbortSignal }) => Promise<T>, signal?: AbortSignal): Promise<T>;
}

export function openBucketClient(options: BucketOptions): Bucket {
  const limits = { ...defaultLimits, ...options.limits };
  const folder = options.prefix ? `${options.prefix}/` : '';
  const client = new S3Client({
    endpoint: options.endpoint,
    region: options.region,
    credentials: options.credentials,
    forcePathStyle: options.forcePathStyle ?? false,
    maxAttempts: limits.tries,
    // R2, older MinIO and Ceph refuse what the SDK adds by default; the hash of a body is signed in any case.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: limits.connectMs,
      requestTimeout: limits.tryMs,
      throwOnRequestTimeout: true,
      // A stream that its reader takes slowly is no call that hangs: silence is measured where somebody waits for it.
      socketTimeout: 0,
      httpAgent: { maxSockets: 100 },
      httpsAgent: { maxSockets: 100 },
    },
  });
  return {
    client,
    name: options.bucket,
    limits,
    keyOf: (key) => `${folder}${key}`,
    ownKey: (name) => name.slice(folder.length),
    async call(work, signal) {
      const late = AbortSignal.timeout(limits.callMs);
      try {
        return await work({ abortSignal: signal ? AbortSignal.any([signal, late]) : late });
      } catch (error) {
        signal?.throwIfAborted();
        if (isNoSuchKey(error)) throw error;
        if (isRefusal(error)) throw new ObjectStoreRefused(error.name, { cause: error });
        if (hasNoCredentials(error)) throw new ObjectStoreRefused('NoCredentials', { cause: error });
        throw storeAway('The object store does not answer as it should', error);
      }
    },
  };
}
