/** Tells from its first bytes what a file is, and whether that is what was declared. */
import type { DocumentMediaType } from '@scory/contracts/documents/ingest.ts';
import { fileTypeFromBuffer } from 'file-type';
import { mediaTypes } from '../domain/media-types.ts';
import { isZip, judgeZip } from './zip-head.ts';

/** Bytes from the start that are looked at. */
export const sniffedBytes = 4_100;

const byExtension: Record<string, DocumentMediaType> = {
  pdf: mediaTypes.pdf,
  docx: mediaTypes.docx,
  dotx: mediaTypes.docx,
  pptx: mediaTypes.pptx,
  potx: mediaTypes.pptx,
  ppsx: mediaTypes.pptx,
  epub: mediaTypes.epub,
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
  [mediaTypes.pdf]: mediaTypes.pdf,
  [mediaTypes.docx]: mediaTypes.docx,
  'application/vnd.openxmlformats-officedocument.wordprocessingml.template': mediaTypes.docx,
  [mediaTypes.pptx]: mediaTypes.pptx,
  'application/vnd.openxmlformats-officedocument.presentationml.template': mediaTypes.pptx,
  'application/vnd.openxmlformats-officedocument.presentationml.slideshow': mediaTypes.pptx,
  [mediaTypes.epub]: mediaTypes.epub,
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
/** What clients declare for every file that is an archive inside. */
const archives = new Set(['application/zip', 'application/x-zip-compressed', 'application/x-zip']);
/** The container of Office files before 2007, and of later ones with a password. */
const compoundFile = Buffer.from('d0cf11e0a1b11ae1', 'hex');

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

/** What the client says the file is; refused where that is nothing we read. */
function expectedType(
  declared: string,
  fileName: string | undefined,
  isArchive: boolean,
): { expected: DocumentMediaType | undefined } | { refused: string } {
  const given = declared.split(';')[0]!.trim().toLowerCase();
  if (undeclared.has(given) || (isArchive && archives.has(given)))
    return { expected: byExtension[extensionOf(fileName)] };
  const expected = Object.hasOwn(declaredAs, given) ? declaredAs[given] : undefined;
  return expected ? { expected } : { refused: `Files of type ${given} are not read` };
}

const names: Partial<Record<DocumentMediaType, string>> = {
  [mediaTypes.pdf]: 'a PDF',
  [mediaTypes.docx]: 'a Word document',
  [mediaTypes.pptx]: 'a PowerPoint presentation',
  [mediaTypes.epub]: 'an EPUB',
};

function agreed(found: DocumentMediaType, expected: DocumentMediaType | undefined): Sniffed {
  if (expected === undefined || expected === found) return { mediaType: found };
  return { refused: `The file was declared as ${names[expected] ?? expected} and is ${names[found]}` };
}

function sniffZip(head: Uint8Array, expected: DocumentMediaType | undefined): Sniffed {
  const kind = (['docx', 'pptx', 'epub'] as const).find((each) => mediaTypes[each] === expected);
  const verdict = judgeZip(head, kind);
  if (verdict === 'unclear') return { refused: 'The file is an archive and none of a kind that is read' };
  return 'refused' in verdict ? verdict : agreed(mediaTypes[verdict.kind], expected);
}

/** Whether it is one with a password stands anywhere in the file: the extractor looks. */
function sniffCompound(expected: DocumentMediaType | undefined): Sniffed {
  if (expected === mediaTypes.docx || expected === mediaTypes.pptx) return { mediaType: expected };
  return { refused: 'Files of Office before 2007 are not read; save them as DOCX or PPTX' };
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
  const said = expectedType(declared, fileName, isZip(head));
  if ('refused' in said) return said;
  const { expected } = said;
  const start = Buffer.from(head).toString('latin1');
  if (isZip(head)) return sniffZip(head, expected);
  if (compoundFile.equals(head.subarray(0, compoundFile.length))) return sniffCompound(expected);
  // Readers accept bytes before the header; so do mail gateways' PDFs.
  if (start.slice(0, 1_024).includes('%PDF-')) return agreed(mediaTypes.pdf, expected);
  const known = isMarkedUtf16(head) ? undefined : await fileTypeFromBuffer(head);
  const picture = known && pictures[known.mime];
  if (picture) {
    if (expected && expected !== picture)
      return { refused: `The file was declared as ${expected} and is ${picture}` };
    return { mediaType: picture };
  }
  if (known && !/^(?:text\/|application\/xml)/.test(known.mime))
    return { refused: `The file is ${known.mime}, which is not read` };
  if (!isText(head)) return { refused: 'The file is of no type that is read' };
  const binary = expected && names[expected];
  if (binary) return { refused: `The file was declared as ${binary} and is not one` };
  if (expected?.startsWith('image/')) return { refused: `The file was declared as ${expected} and is text` };
  const looksHtml =
    /^\s*(?:<!--[\s\S]*?-->\s*)*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|head|body)\b/i.test(
      start.replace(/^\u00EF\u00BB\u00BF/, ''),
    );
  return { mediaType: expected ?? (looksHtml ? 'text/html' : 'text/plain') };
}

/** Whether an empty file was meant to be a PDF. */
export function isDeclaredPdf(declared: string, fileName: string | undefined): boolean {
  const said = expectedType(declared, fileName, false);
  return 'expected' in said && said.expected === mediaTypes.pdf;
}
