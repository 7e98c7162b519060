/** What is to be simplified: where its text comes from, and the hash that names it. */
import { hash } from 'node:crypto';
import { notFound, type Problem } from '@scory/chassis/errors.ts';
import type { ObjectStore } from '@scory/chassis/objects.ts';
import { type DocumentText, documentText, documentTextKey } from '@scory/contracts/documents/text.ts';
import type { PaperContent, PaperSource } from '@scory/contracts/papers/simplify.ts';
import type { SourceDocument } from './domain/paper-text.ts';

/** Title, abstract and text decide; authors and year are not read by the simplification. */
export function contentHash(content: Pick<PaperContent, 'title' | 'abstract' | 'text'>): string {
  return hash('sha256', JSON.stringify([content.title, content.abstract ?? '', content.text ?? '']));
}

/** Same content, level, language, prompt and model: same result. */
export function cacheKey(parts: {
  contentHash: string;
  level: string;
  language: string | null;
  promptVersion: string;
  model: string;
}): string {
  const { contentHash, level, language, promptVersion, model } = parts;
  return hash('sha256', JSON.stringify([contentHash, level, language, promptVersion, model]));
}

export const documentNotFound = (): Problem =>
  notFound('The document, or its extracted text,', 'DOCUMENT_NOT_FOUND');

/** The extracted text of the owner's document; throws `Problem` 404 where there is none for this owner. */
export async function readDocument(
  objects: ObjectStore,
  ownerId: string,
  documentId: string,
): Promise<DocumentText> {
  const bytes = await objects.read(documentTextKey(ownerId, documentId));
  if (!bytes) throw documentNotFound();
  return documentText.parse(JSON.parse(bytes.toString('utf8')));
}

function documentSource(document: DocumentText): SourceDocument {
  const kinds = { heading: 'heading', text: 'text', table: 'table', reference: 'text' } as const;
  const paragraphs = document.pages.flatMap((page) =>
    page.paragraphs.flatMap((paragraph) => {
      const kind = kinds[paragraph.kind as keyof typeof kinds];
      // What no reader of the page sees is not what the paper says.
      return kind && !paragraph.hidden
        ? [{ text: paragraph.text, kind, pages: [page.number], continues: paragraph.continues !== undefined }]
        : [];
    }),
  );
  return { title: document.title, language: document.language, paragraphs: joined(paragraphs) };
}

interface Piece {
  text: string;
  kind: 'heading' | 'text' | 'table';
  pages: number[];
  continues: boolean;
}

/** A paragraph that a page break cut in two is one paragraph of two pages. */
function joined(pieces: Piece[]): Piece[] {
  const whole: Piece[] = [];
  for (const piece of pieces) {
    const last = whole.at(-1);
    if (piece.continues && last?.kind === piece.kind) {
      last.text = last.text.endsWith('-')
        ? last.text.slice(0, -1) + piece.text
        : `${last.text} ${piece.text}`;
      last.pages.push(...piece.pages);
    } else whole.push({ ...piece });
  }
  return whole;
}

/** The source as the learning logic reads it. */
export async function loadSource(
  objects: ObjectStore,
  ownerId: string,
  source: PaperSource,
): Promise<SourceDocument> {
  if (source.kind === 'document')
    return documentSource(await readDocument(objects, ownerId, source.document_id));
  const { title, abstract, text } = source.content;
  return { title, abstract: abstract ?? null, text: text ?? null };
}
