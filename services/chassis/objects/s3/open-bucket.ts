/** The bucket that the configuration names, asked once whether it is one to work with. */
import { type Config, ConfigError } from '../../config.ts';
import type { Logger } from '../../log.ts';
import type { ObjectStore } from '../../objects.ts';
import { ObjectStoreRefused } from './bucket.ts';
import { createS3ObjectStore } from './s3-object-store.ts';

/** Which variable a refusal is about; of all others the credentials' rights are the likeliest. */
const blamed: Record<string, string> = {
  NoSuchBucket: 'OBJECTS_S3_BUCKET names a bucket that is not there',
  NotFound: 'OBJECTS_S3_BUCKET names a bucket that is not there',
  InvalidBucketName: 'OBJECTS_S3_BUCKET is no name that the object store takes',
  PermanentRedirect: 'OBJECTS_S3_REGION is not the region of the bucket',
  AuthorizationHeaderMalformed: 'OBJECTS_S3_REGION is not the region of the bucket',
  IllegalLocationConstraintException: 'OBJECTS_S3_REGION is not the region of the bucket',
  InvalidAccessKeyId: 'OBJECTS_S3_ACCESS_KEY_ID is not known to the object store',
  SignatureDoesNotMatch: 'OBJECTS_S3_SECRET_ACCESS_KEY is not the secret of the access key',
  NoCredentials: 'OBJECTS_S3_ACCESS_KEY_ID is missing, and the environment has no other AWS credentials',
};

export async function openBucket(config: Config, log: Logger): Promise<ObjectStore> {
  const { OBJECTS_S3_ACCESS_KEY_ID: accessKeyId, OBJECTS_S3_SECRET_ACCESS_KEY: secretAccessKey } = config;
  const store = createS3ObjectStore({
    bucket: config.OBJECTS_S3_BUCKET!,
    endpoint: config.OBJECTS_S3_ENDPOINT,
    region: config.OBJECTS_S3_REGION!,
    prefix: config.OBJECTS_S3_PREFIX,
    forcePathStyle: config.OBJECTS_S3_FORCE_PATH_STYLE,
    ...(accessKeyId && secretAccessKey && { credentials: { accessKeyId, secretAccessKey } }),
  });
  try {
    await store.check();
  } catch (error) {
    if (error instanceof ObjectStoreRefused) {
      store.close();
      const why = blamed[error.code] ?? 'OBJECTS_S3_BUCKET may not be used with these credentials';
      throw new ConfigError([`${why} (the object store says ${error.code})`]);
    }
    log.warn({ err: error }, 'the object store cannot be reached yet');
  }
  return store;
}
