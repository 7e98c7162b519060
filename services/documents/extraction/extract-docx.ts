/** A Word document's text. Runs inside an extraction child. */
import { readNumbering } from '../domain/docx/numbering.ts';
import { readStyles } from '../domain/docx/styles.ts';
import { notesById, WordDocument, type WordParts } from '../domain/docx/word-document.ts';
import { mediaTypes } from '../domain/media-types.ts';
import type { XmlElement } from '../domain/xml-element.ts';
import { type OfficePackage, openOfficePackage } from './archive/office-package.ts';
import { withZipArchive } from './archive/zip-archive.ts';
import { checkSize, extractionOf } from './extraction-of.ts';
import type { Extraction, ExtractLimits } from './protocol.ts';

async function readParts(file: OfficePackage): Promise<WordParts> {
  const relationships = await file.relationships(file.mainPart);
  const part = async (type: string): Promise<XmlElement | undefined> => {
    const target = relationships.find((each) => each.type === type)?.target;
    return target !== undefined && file.has(target) ? await file.read(target) : undefined;
  };
  return {
    styles: readStyles(await part('styles')),
    numbering: readNumbering(await part('numbering')),
    footnotes: notesById(await part('footnotes'), 'w:footnote'),
    endnotes: notesById(await part('endnotes'), 'w:endnote'),
  };
}

/** Throws an `ExtractError` for every file that has no text to give. */
export function extractDocx(path: string, limits: ExtractLimits): Promise<Extraction> {
  return withZipArchive(path, limits, async (archive) => {
    const file = await openOfficePackage(archive, 'docx');
    const document = new WordDocument(await readParts(file));
    await file.read(file.mainPart, {
      within: 'w:body',
      onChild(block) {
        document.add(block);
        checkSize(limits, document.pageCount, document.characters);
      },
    });
    const { pages, title } = document.finish();
    const message = 'Hidden text was left out';
    return extractionOf(
      mediaTypes.docx,
      {
        pages,
        title: { given: file.title, printed: title },
        authors: file.authors,
        warnings: document.hidden ? [{ code: 'HIDDEN_LEFT_OUT', message }] : [],
      },
      limits,
    );
  });
}
