/** Temporary keys of uploads that are still coming. Their id says when they began (UUIDv7). */
export const uploadPrefix = 'uploads/';

export const uploadKey = (id: string): string => `${uploadPrefix}${id}`;

/** Milliseconds since 1970 at which an upload began; NaN for a key that is none. */
export function uploadBeganAt(key: string): number {
  const id = key.startsWith(uploadPrefix) ? key.slice(uploadPrefix.length) : '';
  return /^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(id)
    ? Number.parseInt(id.replace('-', '').slice(0, 12), 16)
    : Number.NaN;
}
