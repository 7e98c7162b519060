/** Half a bucket is none: what is given of it without what it takes beside. */
export function missingOfBucket(given: Record<string, string>): string[] {
  const pairs: [string, string][] = [
    ['OBJECTS_S3_BUCKET', 'OBJECTS_S3_REGION'],
    ['OBJECTS_S3_REGION', 'OBJECTS_S3_BUCKET'],
    ['OBJECTS_S3_ENDPOINT', 'OBJECTS_S3_BUCKET'],
    ['OBJECTS_S3_PREFIX', 'OBJECTS_S3_BUCKET'],
    ['OBJECTS_S3_ACCESS_KEY_ID', 'OBJECTS_S3_BUCKET'],
    ['OBJECTS_S3_ACCESS_KEY_ID', 'OBJECTS_S3_SECRET_ACCESS_KEY'],
    ['OBJECTS_S3_SECRET_ACCESS_KEY', 'OBJECTS_S3_ACCESS_KEY_ID'],
  ];
  const missing = new Map(
    pairs.filter(([beside, name]) => given[beside] && !given[name]).map(([beside, name]) => [name, beside]),
  );
  return [...missing].map(([name, beside]) => `${name} is missing beside ${beside}`);
}
