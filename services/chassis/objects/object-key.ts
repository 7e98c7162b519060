/** What a key may look like, in whichever store: no way out of a folder, nothing that a URL or a shell changes. */
const keyForm = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;
const longestKey = 500;

/** The key itself; throws where it is none. */
export function checkedKey(key: string): string {
  if (!keyForm.test(key) || key.length > longestKey)
    throw new Error('an object key takes segments of letters, digits, . _ -');
  return key;
}

/** The key of a folder without its closing `/`; throws where it is none. */
export const checkedFolder = (prefix: string): string => checkedKey(prefix.replace(/\/$/, ''));
