/** What a job of `documents.ingest` is about, and what it comes to where that is gone. */
import { PermanentError } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { DocumentMediaType } from '@scory/contracts/documents/ingest.ts';
import { currentOwner } from '../store/document-store.ts';

export type Needs = Pick<Runtime, 'objects' | 'database'>;

export interface Subject {
  id: string;
  /** The owner that the job was accepted for; an account may have taken the document over since. */
  acceptedFor: string;
  jobId: string;
  sha256: string;
  mediaType: DocumentMediaType;
  /** As it was given with the file. */
  title: string | null;
}

export const deleted = (): PermanentError =>
  new PermanentError('DOCUMENT_DELETED', 'The document was deleted before it was read');

/** Whose it is now. Throws DOCUMENT_DELETED. */
export async function ownerOf({ database }: Needs, { id, acceptedFor }: Subject): Promise<string> {
  const owner = await currentOwner(database, id, acceptedFor);
  if (owner === undefined) throw deleted();
  return owner;
}
