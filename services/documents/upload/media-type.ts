/** Tells from its first bytes what a file is, and whether that is what was declared. */
import type { DocumentMediaType } from '@scory/contracts/documents/ingest.ts';
import { fileTypeFromBuffer } from 'file-type';

/** Bytes from the start that are looked at. */
export const sniffedBytes = 4_100;

const byExtension: Record<string, DocumentMediaType> = {
  pdf: 'application/pdf',
  txt: 'text/plain',
  text: 'text/plain',
  md: 'text/markdown',
  markdown: 'text/markdown',
  html: 'text/html',
  htm: 'text/html',
  xhtml: 'text/html',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
};
const declaredAs: Record<string, DocumentMediaType> = {
  'application/pdf': 'application/pdf',
  'application/x-pdf': 'application/pdf',
  'text/plain': 'text/plain',
  'text/markdown': 'text/markdown',
  'text/x-markdown': 'text/markdown',
  'text/html': 'text/html',
  'application/xhtml+xml': 'text/html',
  'image/png': 'image/png',
  'image/jpeg': 'image/jpeg',
  'image/jpg': 'image/jpeg',
  'image/webp': 'image/webp',
};
/** As they are recognised; one with several frames is the first of them. */
const pictures: Record<string, DocumentMediaType> = {
  'image/png': 'image/png',
  'image/apng': 'image/png',
  'image/jpeg': 'image/jpeg',
  'image/webp': 'image/webp',
};
/** What clients declare when they do not know. */
const undeclared = new Set([
  '',
  'application/octet-stream',
  'binary/octet-stream',
  'application/force-download',
]);

export type Sniffed = { mediaType: DocumentMediaType } | { refused: string };

const extensionOf = (fileName: string | undefined): string =>
  /\.([a-z0-9]+)$/i.exec(fileName ?? '')?.[1]?.toLowerCase() ?? '';

const isMarkedUtf16 = (head: Uint8Array): boolean =>
  (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);

/** Text has no NUL (UTF-16 with its mark apart) and hardly any other control characters. */
function isText(head: Uint8Array): boolean {
  if (isMarkedUtf16(head)) return true;
  let controls = 0;
  for (const byte of head) {
    if (byte === 0) return false;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c) controls += 1;
  }
  return controls <= head.length / 100;
}

/**
 * The type of the content, given the start of the file; refused with a reason where no text can be had from it
 * or it is not what `declared` (a media type) or else the file's name says.
 */
export async function sniff(
  head: Uint8Array,
  declared: string,
  fileName: string | undefined,
): Promise<Sniffed> {
  const given = declared.split(';')[0]!.trim().toLowerCase();
  const expected = undeclared.has(given) ? byExtension[extensionOf(fileName)] : declaredAs[given];
  if (!expected && !undeclared.has(given)) return { refused: `Files of type ${given} are not read` };
  const start = Buffer.from(head).toString('latin1');
  // Readers accept bytes before the header; so do mail gateways' PDFs.
  const isPdf = start.slice(0, 1_024).includes('%PDF-');
  if (isPdf) {
    if (expected && expected !== 'application/pdf')
      return { refused: `The file was declared as ${expected} and is a PDF` };
    return { mediaType: 'application/pdf' };
  }
  const known = isMarkedUtf16(head) ? undefined : await fileTypeFromBuffer(head);
  const picture = known && pictures[known.mime];
  if (picture) {
    if (expected && expected !== picture)
      return { refused: `The file was declared as ${expected} and is ${picture}` };
    return { mediaType: picture };
  }
  if (known && !/^(?:text\/|application\/xml)/.test(known.mime))
    return { refused: `The file is ${known.mime}, which is not read` };
  if (!isText(head)) return { refused: 'The file is neither a PDF nor text nor a picture that is read' };
  if (expected === 'application/pdf') return { refused: 'The file was declared as a PDF and is not one' };
  if (expected?.startsWith('image/')) return { refused: `The file was declared as ${expected} and is text` };
  const looksHtml =
    /^\s*(?:<!--[\s\S]*?-->\s*)*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|head|body)\b/i.test(
      start.replace(/^\u00EF\u00BB\u00BF/, ''),
    );
  return { mediaType: expected ?? (looksHtml ? 'text/html' : 'text/plain') };
}
