/** The object store that the configuration names: a folder, unless there is a bucket. */
import type { Config } from '../config.ts';
import type { Logger } from '../log.ts';
import type { ObjectStore } from '../objects.ts';
import { createLocalObjectStore } from './local-object-store.ts';

/** Throws `ConfigError` where the bucket refuses what is configured; one that is away may come later. */
export async function openObjectStore(config: Config, log: Logger): Promise<ObjectStore> {
  if (config.OBJECTS_S3_BUCKET === undefined) return createLocalObjectStore(config.OBJECTS_DIR);
  // Loaded only where a bucket is configured: the SDK costs a start half a second and 30 MB.
  const { openBucket } = await import('./s3/open-bucket.ts');
  return openBucket(config, log);
}
