/** The text of an EPUB, a page an item of its spine (EPUB 3.3, 2.0.1). Runs inside an extraction child. */
import { posix } from 'node:path';
import type { DocumentPage, ExtractionWarning } from '@scory/contracts/documents/text.ts';
import { mediaTypes } from '../domain/media-types.ts';
import { tidyText } from '../domain/tidy-text.ts';
import {
  childOf,
  childrenOf,
  descendantsOf,
  elementsOf,
  textOf,
  type XmlElement,
} from '../domain/xml-element.ts';
import { readXml } from './archive/xml-reader.ts';
import { withZipArchive, type ZipArchive } from './archive/zip-archive.ts';
import { decodeText } from './decode-text.ts';
import { checkSize, extractionOf } from './extraction-of.ts';
import { htmlParagraphs } from './html-paragraphs.ts';
import { ExtractError, type Extraction, type ExtractLimits } from './protocol.ts';

type OnPage = (completed: number, total: number) => void;

/** Fonts may be made unusable outside of their book; that keeps nobody from reading it. */
const fontMangling = new Set(['http://www.idpf.org/2008/embedding', 'http://ns.adobe.com/pdf/enc#RC']);
const licences = ['META-INF/rights.xml', 'META-INF/license.lcpl', 'META-INF/sinf.xml'];

async function refuseProtected(archive: ZipArchive): Promise<void> {
  const name = 'META-INF/encryption.xml';
  if (!archive.has(name)) return;
  const encrypted = descendantsOf(await readXml(archive.stream(name)), 'enc:EncryptedData');
  const isText = (data: XmlElement): boolean =>
    !fontMangling.has(childOf(data, 'enc:EncryptionMethod')?.attributes.Algorithm ?? '');
  if (encrypted.some(isText) || (encrypted.length > 0 && licences.some((licence) => archive.has(licence))))
    throw new ExtractError(
      'FILE_PROTECTED',
      'The book is copy-protected and opens only in its reading program',
    );
}

interface Book {
  /** Of the package document; references in it are relative to it. */
  folder: string;
  root: XmlElement;
}

async function openBook(archive: ZipArchive): Promise<Book> {
  const name = 'META-INF/container.xml';
  if (!archive.has(name)) throw new ExtractError('UNSUPPORTED_TYPE', 'The archive is not an EPUB');
  await refuseProtected(archive);
  const container = await readXml(archive.stream(name));
  const path = descendantsOf(container, 'oc:rootfile')[0]?.attributes['full-path'];
  if (path === undefined || !archive.has(path))
    throw new ExtractError('FILE_MALFORMED', 'The EPUB does not say what is in it');
  return { folder: posix.dirname(path), root: await readXml(archive.stream(path)) };
}

interface SpineItem {
  path: string;
  /** Cover and table of contents: a frame around the text. */
  isFrame: boolean;
}

function pathOf(folder: string, reference: string): string {
  const [path = ''] = reference.split('#');
  let decoded = path;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    // A name with a bare percent sign.
  }
  return posix.join('/', folder, decoded).slice(1);
}

const readable = new Set(['application/xhtml+xml', 'text/html', 'application/x-dtbook+xml']);

function spineOf({ root, folder }: Book): SpineItem[] {
  const manifest = new Map(
    childrenOf(childOf(root, 'opf:manifest'), 'opf:item').map(({ attributes }) => [
      attributes.id,
      attributes,
    ]),
  );
  const frames = new Set(
    childrenOf(childOf(root, 'opf:guide'), 'opf:reference')
      .filter(({ attributes }) => ['cover', 'toc'].includes(attributes.type ?? ''))
      .map(({ attributes }) => pathOf(folder, attributes.href ?? '')),
  );
  return childrenOf(childOf(root, 'opf:spine'), 'opf:itemref').flatMap(({ attributes: { idref } }) => {
    const item = manifest.get(idref);
    if (item?.href === undefined || !readable.has(item['media-type'] ?? '')) return [];
    const path = pathOf(folder, item.href);
    const isNav = (item.properties ?? '').split(/\s+/).includes('nav');
    return [{ path, isFrame: isNav || frames.has(path) || /^cover(?:page)?$/i.test(idref ?? '') }];
  });
}

const declaredAll = (book: Book, name: string): string[] =>
  descendantsOf(childOf(book.root, 'opf:metadata'), name)
    .map((element) => tidyText(textOf(element)))
    .filter((text) => text !== '');

/** Those who wrote it, not those who drew or translated, where the book tells them apart. */
function authorsOf(book: Book): string[] {
  const metadata = elementsOf(childOf(book.root, 'opf:metadata'));
  const refined = new Map(
    metadata
      .filter(({ attributes }) => attributes.property === 'role')
      .map((element) => [element.attributes.refines, tidyText(textOf(element))]),
  );
  const creators = descendantsOf(childOf(book.root, 'opf:metadata'), 'dc:creator').map((element) => ({
    name: tidyText(textOf(element)),
    role: element.attributes['opf:role'] ?? refined.get(`#${element.attributes.id}`) ?? 'aut',
  }));
  const authors = creators.filter(({ role }) => role === 'aut');
  return (authors.length > 0 ? authors : creators).map(({ name }) => name).filter((name) => name !== '');
}

class Pages {
  readonly pages: DocumentPage[] = [];
  readonly blank: number[] = [];
  readonly misread: number[] = [];
  characters = 0;

  async add(archive: ZipArchive, { path, isFrame }: SpineItem): Promise<void> {
    const number = this.pages.length + 1;
    const page: DocumentPage = { number, width: 0, height: 0, paragraphs: [] };
    this.pages.push(page);
    if (isFrame) return;
    if (!archive.has(path))
      throw new ExtractError('FILE_MALFORMED', 'A chapter that the EPUB names is not in it');
    const { text, warnings } = decodeText(await archive.read(path));
    if (warnings.length > 0) this.misread.push(number);
    page.paragraphs = htmlParagraphs(text, { isXhtml: true }).paragraphs;
    if (page.paragraphs.length === 0) this.blank.push(number);
    for (const paragraph of page.paragraphs) this.characters += paragraph.text.length;
  }

  warnings(): ExtractionWarning[] {
    const warnings: ExtractionWarning[] = [];
    if (this.blank.length > 0)
      warnings.push({ code: 'PAGE_WITHOUT_TEXT', message: 'Parts have no text', pages: this.blank });
    if (this.misread.length > 0) {
      const message = 'Parts are not UTF-8; they were read as Windows-1252';
      warnings.push({ code: 'TEXT_DECODING', message, pages: this.misread });
    }
    return warnings;
  }
}

/** Throws an `ExtractError` for every file that has no text to give. */
export function extractEpub(path: string, limits: ExtractLimits, onPage: OnPage): Promise<Extraction> {
  return withZipArchive(path, limits, async (archive) => {
    const book = await openBook(archive);
    const spine = spineOf(book);
    checkSize(limits, spine.length, 0);
    const read = new Pages();
    for (const item of spine) {
      await read.add(archive, item);
      checkSize(limits, read.pages.length, read.characters);
      onPage(read.pages.length, spine.length);
    }
    const printed = read.pages.flatMap((page) => page.paragraphs).find(({ kind }) => kind === 'heading');
    return extractionOf(
      mediaTypes.epub,
      {
        pages: read.pages,
        title: { given: declaredAll(book, 'dc:title')[0], printed: printed?.text ?? null },
        authors: authorsOf(book),
        language: declaredAll(book, 'dc:language')[0],
        warnings: read.warnings(),
      },
      limits,
    );
  });
}
