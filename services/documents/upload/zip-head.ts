/**
 * What kind of document an archive is, as far as its first bytes tell. An entry's name and the start of its content
 * stand in them; where the directory at the end would be needed, the extractor has the last word.
 */
import { constants, inflateRawSync } from 'node:zlib';
import { officeKind } from '../domain/media-types.ts';

type Kind = 'docx' | 'pptx' | 'epub';
export type ZipVerdict = { kind: Kind } | { refused: string } | 'unclear';

interface HeadEntry {
  name: string;
  /** As far as it lies in the head. */
  content: () => string;
}

const signature = Buffer.from('PK\u0003\u0004', 'latin1');
const headerBytes = 30;
const [stored, deflated] = [0, 8];
/** A list of content types is a few kilobytes; more than this is not looked at here. */
const mostInflated = 64 * 1024;

function contentOf(data: Buffer, method: number): string {
  if (method === stored) return data.toString('latin1');
  if (method !== deflated) return '';
  try {
    const { Z_SYNC_FLUSH } = constants;
    // The end of the stream lies beyond the head.
    return inflateRawSync(data, { finishFlush: Z_SYNC_FLUSH, maxOutputLength: mostInflated }).toString(
      'latin1',
    );
  } catch {
    return '';
  }
}

function entriesOf(head: Buffer): HeadEntry[] {
  const entries: HeadEntry[] = [];
  let at = 0;
  while (at >= 0 && at + headerBytes <= head.length) {
    const nameEnd = at + headerBytes + head.readUInt16LE(at + 26);
    const start = nameEnd + head.readUInt16LE(at + 28);
    const method = head.readUInt16LE(at + 8);
    const size = head.readUInt32LE(at + 18);
    // The size stands behind the content where it was not known before; else what is in an entry is not looked at.
    const end = size > 0 ? start + size : head.length;
    if (nameEnd <= head.length) {
      entries.push({
        name: head.toString('utf8', at + headerBytes, nameEnd),
        content: () => contentOf(head.subarray(start, end), method),
      });
    }
    at = head.indexOf(signature, size > 0 ? end : at + 1);
  }
  return entries;
}

function byMimetype(entry: HeadEntry | undefined): ZipVerdict {
  if (entry?.name !== 'mimetype') return 'unclear';
  const type = /^[\w.+/-]*/.exec(entry.content())![0].replace(/PK$/, '');
  if (type === 'application/epub+zip') return { kind: 'epub' };
  return { refused: `The file is ${type || 'an archive of unknown type'}, which is not read` };
}

function byContentTypes(entries: readonly HeadEntry[]): ZipVerdict {
  const listed = entries.find(({ name }) => name === '[Content_Types].xml')?.content() ?? '';
  for (const [, type] of listed.matchAll(/ContentType\s*=\s*["']([^"']+)["']/g)) {
    const kind = officeKind(type!);
    if (kind !== undefined) return typeof kind === 'string' ? { kind } : kind;
  }
  return 'unclear';
}

const folders: [string, ZipVerdict][] = [
  ['word/', { kind: 'docx' }],
  ['ppt/', { kind: 'pptx' }],
  ['xl/', { refused: 'Of Office files, documents and presentations are read' }],
];

const verdictFirst = (...verdicts: (() => ZipVerdict)[]): ZipVerdict => {
  for (const judge of verdicts) {
    const verdict = judge();
    if (verdict !== 'unclear') return verdict;
  }
  return 'unclear';
};

/** Whether the file begins as an archive does. */
export const isZip = (head: Uint8Array): boolean =>
  Buffer.from(head.subarray(0, signature.length)).equals(signature);

/** `expected`: what it was declared as; counts where nothing speaks against it and the archive is of that family. */
export function judgeZip(head: Uint8Array, expected: string | undefined): ZipVerdict {
  const entries = entriesOf(Buffer.from(head));
  return verdictFirst(
    () => byMimetype(entries[0]),
    () => byContentTypes(entries),
    () => folders.find(([folder]) => entries.some(({ name }) => name.startsWith(folder)))?.[1] ?? 'unclear',
    () => {
      const office = entries.some(({ name }) =>
        /^(?:\[Content_Types\]\.xml|_rels\/|docProps\/|customXml\/)/.test(name),
      );
      if (office && (expected === 'docx' || expected === 'pptx')) return { kind: expected };
      const book = entries.some(({ name }) => /^(?:mimetype$|META-INF\/|OEBPS\/|OPS\/|EPUB\/)/.test(name));
      return book && expected === 'epub' ? { kind: expected } : 'unclear';
    },
  );
}
