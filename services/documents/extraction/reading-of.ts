/** The last step of reading any file: chunks it, and packs both. Takes a second for hundreds of pages, so a child does it. */
import type { DocumentText } from '@scory/contracts/documents/text.ts';
import type { Chunk } from '../domain/chunk.ts';
import { chunkDocument } from '../domain/chunk-document.ts';
import { pack } from './packing.ts';
import type { Extraction, Reading, Wanted } from './protocol.ts';

function groupsOf(chunks: readonly Chunk[], size: number): Chunk[][] {
  const groups: Chunk[][] = [];
  for (let start = 0; start < chunks.length; start += size) groups.push(chunks.slice(start, start + size));
  return groups;
}

export async function readingOf(
  { characters, ...text }: Extraction,
  { sha256, passagesPerGroup }: Wanted,
): Promise<Reading> {
  const artefact: DocumentText = { ...text, sha256 };
  const groups =
    passagesPerGroup === undefined ? [] : groupsOf(chunkDocument(artefact).chunks, passagesPerGroup);
  const passages: string[] = [];
  for (const group of groups) passages.push(await pack(group));
  const { title, language, extractor, warnings } = artefact;
  return {
    text: await pack(artefact),
    passages,
    facts: {
      ...{ title, language, extractor, warnings, characters },
      pages: artefact.pages.length,
      passages: groups.map(({ length }) => length),
    },
  };
}
