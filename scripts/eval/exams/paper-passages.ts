/** Real papers as the documents service divides them, for whoever has some on disk. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { chunkDocument } from '../../../services/documents/domain/chunk-document.ts';
import { extractPdf } from '../../../services/documents/extraction/extract-pdf.ts';
import type { Passage } from '../../../services/exams/domain/passage.ts';

const limits = {
  maxPages: 100,
  maxCharacters: 2_000_000,
  maxInflatedBytes: 50_000_000,
  // Scans are measured elsewhere.
  ocr: { languages: ['eng'], maxPages: 0 },
};

/** Of all PDFs in a folder that are in English, numbered through. */
export async function paperPassages(folder: string): Promise<Passage[]> {
  const passages: Passage[] = [];
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.pdf'))
    .sort()) {
    const path = join(folder, file);
    const text = await extractPdf(path, limits, () => {});
    if (text.language !== 'en') continue;
    for (const { kind, section, text: words } of chunkDocument(text).chunks)
      passages.push({
        number: passages.length + 1,
        documentId: file,
        kind,
        section,
        text: words,
        language: 'en',
        lines: [],
      });
  }
  return passages;
}
