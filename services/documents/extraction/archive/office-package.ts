/** The parts of an Office file (Open Packaging Conventions, ECMA-376 part 2) and how they point to each other. */
import { posix } from 'node:path';
import { cleanText } from '../../domain/clean-text.ts';
import { officeKind } from '../../domain/media-types.ts';
import { childrenOf, elementsOf, textOf, type XmlElement } from '../../domain/xml-element.ts';
import { ExtractError } from '../protocol.ts';
import { readXml, type XmlOptions } from './xml-reader.ts';
import type { ZipArchive } from './zip-archive.ts';

export interface Relationship {
  id: string;
  /** The last word of its type: `styles`, `slideLayout`. */
  type: string;
  /** Name of the part, from the root of the package. */
  target: string;
}

export interface OfficePackage {
  mainPart: string;
  title: string | undefined;
  authors: string[];
  has(part: string): boolean;
  read(part: string, options?: XmlOptions): Promise<XmlElement>;
  /** Of a part to others in the package; what lies outside of it is nobody's business here. */
  relationships(part: string): Promise<Relationship[]>;
}

async function relationshipsOf(archive: ZipArchive, part: string): Promise<Relationship[]> {
  const name = posix.join(posix.dirname(part), '_rels', `${posix.basename(part)}.rels`);
  if (!archive.has(name)) return [];
  const root = await readXml(archive.stream(name), { noDoctype: true });
  return childrenOf(root, 'rel:Relationship')
    .map(({ attributes }) => attributes)
    .filter((attributes) => attributes.TargetMode !== 'External')
    .map(({ Id = '', Type = '', Target = '' }) => ({
      id: Id,
      type: Type.split('/').at(-1)!,
      // Joined below the root, `..` cannot lead out of it.
      target: posix.join('/', Target.startsWith('/') ? '' : posix.dirname(part), Target).slice(1),
    }));
}

/** Content types by part name, for parts that have one of their own. */
async function contentTypes(archive: ZipArchive): Promise<Map<string, string>> {
  const name = '[Content_Types].xml';
  if (!archive.has(name))
    throw new ExtractError('UNSUPPORTED_TYPE', 'The archive is neither a document nor a presentation');
  const root = await readXml(archive.stream(name), { noDoctype: true });
  return new Map(
    childrenOf(root, 'ct:Override').map(({ attributes: { PartName = '', ContentType = '' } }) => [
      PartName.replace(/^\//, '').toLowerCase(),
      ContentType,
    ]),
  );
}

const propertyText = (element: XmlElement): string => cleanText(textOf(element)).replace(/\s+/g, ' ').trim();

/** Throws an `ExtractError` where the archive is not an Office file of the kind `expected`. */
export async function openOfficePackage(
  archive: ZipArchive,
  expected: 'docx' | 'pptx',
): Promise<OfficePackage> {
  const types = await contentTypes(archive);
  const roots = await relationshipsOf(archive, '');
  const mainPart = roots.find(({ type }) => type === 'officeDocument')?.target;
  if (mainPart === undefined || !archive.has(mainPart))
    throw new ExtractError('FILE_MALFORMED', 'The file does not say which of its parts is the document');
  const kind = officeKind(types.get(mainPart.toLowerCase()) ?? '');
  if (typeof kind === 'object') throw new ExtractError('UNSUPPORTED_TYPE', kind.refused);
  if (kind !== expected) throw new ExtractError('UNSUPPORTED_TYPE', 'The file is not what it was taken for');
  const properties = roots.find(({ type, target }) => type === 'core-properties' && archive.has(target));
  // Broken properties say nothing about the text.
  const core = properties
    ? await readXml(archive.stream(properties.target), { noDoctype: true }).catch(() => undefined)
    : undefined;
  const named = (name: string): string[] =>
    elementsOf(core)
      .filter((element) => element.name === name)
      .map(propertyText)
      .filter((text) => text !== '');
  return {
    mainPart,
    title: named('dc:title')[0],
    authors: named('dc:creator')
      .flatMap((names) => names.split(/\s*;\s*/))
      .filter((name) => name !== ''),
    has: (part) => archive.has(part),
    read: (part, options) => readXml(archive.stream(part), { ...options, noDoctype: true }),
    relationships: (part) => relationshipsOf(archive, part),
  };
}
