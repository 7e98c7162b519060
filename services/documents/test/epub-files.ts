/** Books for tests. */
import { makeZip, zipOf } from './zip-writer.ts';

export interface EpubParts {
  /** Bodies by file name, in the order of the spine. */
  chapters: Record<string, string>;
  /** Inner XML. */
  metadata?: string;
  nav?: string;
  cover?: string;
}

/** All but `mimetype`. File names stand in the package document as they are given, and decoded in the archive. */
export function epubParts({ chapters, metadata = '', nav, cover }: EpubParts): Record<string, string> {
  const names = Object.keys(chapters);
  const items = names.map(
    (name, index) =>
      `<item id="i${index}" href="${name}" media-type="application/xhtml+xml"${name === nav ? ' properties="nav"' : ''}/>`,
  );
  const guide = cover === undefined ? '' : `<guide><reference type="cover" href="${cover}"/></guide>`;
  return {
    'META-INF/container.xml':
      '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>' +
      '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
    'OEBPS/content.opf':
      '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">' +
      `<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">${metadata}</metadata>` +
      `<manifest>${items.join('')}</manifest><spine>${names.map((_, index) => `<itemref idref="i${index}"/>`).join('')}</spine>${guide}</package>`,
    ...Object.fromEntries(
      Object.entries(chapters).map(([name, body]) => [
        `OEBPS/${decodeURIComponent(name)}`,
        `<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>${body}</body></html>`,
      ]),
    ),
  };
}

export const makeEpub = (parts: EpubParts): Buffer =>
  makeZip([
    { name: 'mimetype', content: 'application/epub+zip', stored: true },
    ...Object.entries(epubParts(parts)).map(([name, content]) => ({ name, content })),
  ]);

/** Not a book: the same container, and nothing that says so. */
export const makeArchive = (): Buffer => zipOf({ 'notes/a.txt': 'Words.' });
