/** Archives for tests, by hand: sound ones, and such as lie about themselves. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  name: string;
  content: string | Buffer;
  stored?: boolean;
  /** What the headers say of the inflated size. */
  claimedSize?: number;
  encrypted?: boolean;
}

const [localSignature, centralSignature, endSignature] = [0x04034b50, 0x02014b50, 0x06054b50];

/** Fields of 2 or 4 bytes, little-endian. */
function fields(...parts: [value: number, bytes: 2 | 4][]): Buffer {
  return Buffer.concat(
    parts.map(([value, bytes]) => {
      const field = Buffer.alloc(bytes);
      field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );
}

export function makeZip(entries: readonly ZipEntry[], { entryCount = entries.length } = {}): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, content, stored = false, claimedSize, encrypted = false } of entries) {
    const data = Buffer.from(content);
    const packed = stored ? data : deflateRawSync(data);
    const nameBytes = Buffer.from(name);
    const common = fields(
      [20, 2],
      [(encrypted ? 1 : 0) | 0x800, 2],
      [stored ? 0 : 8, 2],
      [0, 2],
      [0x21, 2],
      [crc32(data), 4],
      [packed.length, 4],
      [claimedSize ?? data.length, 4],
      [nameBytes.length, 2],
      [0, 2],
    );
    const header = Buffer.concat([fields([localSignature, 4]), common, nameBytes]);
    const attributes = fields([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]);
    central.push(fields([centralSignature, 4], [20, 2]), common, attributes, nameBytes);
    local.push(header, packed);
    offset += header.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const counts: [number, 2 | 4][] = [
    [0, 2],
    [0, 2],
    [Math.min(entryCount, 0xffff), 2],
    [Math.min(entryCount, 0xffff), 2],
  ];
  const end = fields([endSignature, 4], ...counts, [directory.length, 4], [offset, 4], [0, 2]);
  return Buffer.concat([...local, directory, end]);
}

/** An archive of parts by name. */
export const zipOf = (parts: Record<string, string | Buffer>): Buffer =>
  makeZip(Object.entries(parts).map(([name, content]) => ({ name, content })));
