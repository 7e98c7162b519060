/** Fetches a document and has it read: the file first, then a job of `documents.ingest` as the only part of this one. */
import { PermanentError, Problem, TransientError } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { type Command, type CommandHandler, fanOutHandler } from '@scory/chassis/service.ts';
import { fetchCommand, ingestCommand } from '@scory/contracts/documents/ingest.ts';
import { documentFileKey } from '@scory/contracts/documents/text.ts';
import type { z } from 'zod';
import { documentFor } from '../ingest/document-for.ts';
import { partsOf } from '../ingest/parts.ts';
import { assignJob } from '../store/document-store.ts';
import type { DocumentRow } from '../store/entities.ts';
import { findRead } from '../store/ingest-store.ts';
import { dropClaim } from '../store/reading-claims.ts';
import { fetchFile } from '../upload/fetch-file.ts';

type Needs = Pick<Runtime, 'objects' | 'database' | 'config'>;
type Fetch = Command<z.output<typeof fetchCommand.data>>;

/** For all of a file, redirects included. */
const fetchMs = 120_000;
const concurrency = 8;

const deleted = (): PermanentError =>
  new PermanentError('DOCUMENT_DELETED', 'The document was deleted before it was read');

/** The row of what was fetched; fetched again only where an earlier run did not come so far. */
async function fetched(
  needs: Needs,
  { data, actor, jobId }: Fetch,
  signal: AbortSignal,
): Promise<DocumentRow> {
  const { objects, database, config } = needs;
  const { document_id: id, url, title, visibility, faculty_id, semester_id } = data;
  const owner = actor.owner_id;
  const earlier = await findRead(database, { id, acceptedFor: owner });
  if (earlier && (await objects.exists(documentFileKey(earlier.owner_id, id)))) return earlier;
  const allowLoopback = config.WEBHOOK_ALLOW_LOOPBACK;
  const limits = { maxBytes: config.UPLOAD_MAX_BYTES, timeoutMs: fetchMs, allowLoopback, signal };
  const file = await fetchFile(objects, url, limits);
  try {
    const fields = {
      visibility,
      ...(title !== null && { title }),
      ...(faculty_id !== null && { faculty_id }),
      ...(semester_id !== null && { semester_id }),
    };
    const made = { id, owner, jobId, sourceUrl: url };
    const { row } = await documentFor(needs, { ...file, fields }, made).catch((error: unknown) => {
      throw error instanceof Problem ? new PermanentError(error.code, error.message) : error;
    });
    await objects.move(file.key, documentFileKey(row.owner_id, row.id));
    return row;
  } finally {
    await objects.delete(file.key);
  }
}

const outcomeOf = (row: DocumentRow, startedAt: number) => ({
  result: {
    document_id: row.id,
    version: row.version,
    pages: row.pages ?? 0,
    characters: row.characters ?? 0,
    title: row.title,
    language: row.language,
  },
  metadata: { processing_time_ms: Date.now() - startedAt },
  warnings: row.warnings,
});

interface Kept {
  documentId: string;
  /** Milliseconds since 1970. */
  startedAt: number;
}

export function fetchDocumentHandler(needs: Needs): CommandHandler {
  const { database, objects } = needs;
  return fanOutHandler(fetchCommand, {
    concurrency,
    async handle(command, context) {
      const startedAt = Date.now();
      context.progress({ phase: 'fetch', completed: 0, total: 1 });
      const row = await fetched(needs, command, context.signal);
      if (row.status === 'ready') return outcomeOf(row, startedAt);
      // The owner's own upload of it may have failed, or be under way: whoever comes second waits for the first.
      if (row.job_id !== command.jobId && row.status === 'failed')
        await assignJob(database, row.id, row.owner_id, command.jobId);
      const { id: document_id, version, media_type, sha256 } = row;
      const child = { contract: ingestCommand, data: { document_id, version, media_type, sha256 } };
      const kept: Kept = { documentId: row.id, startedAt };
      return context.fanOut([child], { state: kept, phase: 'ingest' });
    },
    async join(command) {
      const { documentId, startedAt } = command.state as Kept;
      const acceptedFor = command.actor.owner_id;
      const [child] = command.children;
      if (child?.status !== 'succeeded') {
        // Parts have no events: what this one has left is removed here.
        if (child) {
          await objects.deletePrefix(partsOf({ acceptedFor, jobId: child.id }));
          await dropClaim(database, child.id);
        }
        const { code, message } = child?.error ?? { code: 'INGEST_FAILED', message: 'It could not be read' };
        throw child?.error?.retryable ? new TransientError(code, message) : new PermanentError(code, message);
      }
      const row = await findRead(database, { id: documentId, acceptedFor });
      if (!row) throw deleted();
      return outcomeOf(row, startedAt);
    },
  });
}
