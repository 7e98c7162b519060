/** What a job of `documents.ingest` is about, and what it comes to where that is gone. */
import { PermanentError } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { DocumentMediaType } from '@scory/contracts/documents/ingest.ts';
import { documentFileKey, documentTextKey, nextVersionPrefix } from '@scory/contracts/documents/text.ts';
import type { VersionedRow } from '../store/entities.ts';
import { findRead, type Reader, stateOf } from '../store/ingest-store.ts';

export type Needs = Pick<Runtime, 'objects' | 'database'>;

export interface Subject extends Reader {
  sha256: string;
  mediaType: DocumentMediaType;
  /** Its content is that of the version before. */
  fresh: boolean;
  acceptedAt: Date;
}

export const deleted = (): PermanentError =>
  new PermanentError('DOCUMENT_DELETED', 'The document was deleted before it was read');

/** The document of a job, deleted ones excepted. Throws DOCUMENT_DELETED. */
export async function documentOf({ database }: Needs, reader: Reader): Promise<VersionedRow> {
  const row = await findRead(database, reader);
  if (!row || stateOf(row, reader) === 'gone') throw deleted();
  return row;
}

/** Whose it is now, as long as it is to be read. Throws DOCUMENT_DELETED, also where nobody waits for it any more. */
export async function ownerOf(needs: Needs, reader: Reader): Promise<string> {
  const row = await documentOf(needs, reader);
  if (stateOf(row, reader) === 'failed') throw deleted();
  return row.owner_id;
}

/** Where the file of a version lies until it serves. */
export const fileKeyOf = (
  owner: string,
  { id, version, fresh }: Pick<Subject, 'id' | 'version' | 'fresh'>,
): string =>
  version === 1 || fresh ? documentFileKey(owner, id) : `${nextVersionPrefix(owner, id, version)}file`;

/** Where its text is written. */
export const textKeyOf = (owner: string, { id, version }: Pick<Subject, 'id' | 'version'>): string =>
  version === 1 ? documentTextKey(owner, id) : `${nextVersionPrefix(owner, id, version)}text.json`;
