import { Readable } from 'node:stream';
import { notFound, PermanentError, Problem } from '@scory/chassis/errors.ts';
import { ObjectMissing } from '@scory/chassis/objects.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Reply, type Route, route } from '@scory/chassis/service.ts';
import { getPageImage, getSignedPageImage } from '@scory/contracts/documents/page-image.ts';
import { type Box, type DocumentPage, documentFileKey } from '@scory/contracts/documents/text.ts';
import { createPageImageLinks } from '../domain/page-image-links.ts';
import type { ExtractionPool } from '../extraction/pool.ts';
import type { PagePicture } from '../extraction/protocol.ts';
import { findOwned, findReadable } from '../store/document-store.ts';
import type { DocumentRow } from '../store/entities.ts';
import { marksOf } from '../store/marks-of.ts';
import { readPage } from '../store/read-page.ts';

type Needs = Pick<Runtime, 'database' | 'objects' | 'config'>;

interface Shown {
  page: number;
  width: number;
  marks: Box[] | ((page: DocumentPage) => Promise<Box[]>);
}

const missing = new Set(['PAGE_NOT_FOUND', 'PAGE_WITHOUT_IMAGE']);

async function pageImage(
  { objects }: Needs,
  pool: ExtractionPool,
  row: DocumentRow | undefined,
  shown: Shown,
  signal: AbortSignal,
): Promise<Reply> {
  const { row: readable, page } = await readPage(objects, row, shown.page);
  const { number, width, height } = page;
  const picture: PagePicture = {
    page: number,
    width: shown.width,
    rotation: page.rotation ?? 0,
    marks: typeof shown.marks === 'function' ? await shown.marks(page) : shown.marks,
    space: { width, height },
  };
  const { png } = await objects
    .withLocalFile(documentFileKey(readable.owner_id, readable.id), (path) =>
      pool.render(path, readable.media_type, picture, { signal }),
    )
    .catch((error: unknown) => {
      if (error instanceof ObjectMissing) throw notFound('The document', 'DOCUMENT_NOT_FOUND');
      if (error instanceof PermanentError && missing.has(error.code)) {
        throw new Problem(404, error.code, error.message);
      }
      throw error;
    });
  return {
    file: {
      stream: Readable.from([png], { objectMode: false }),
      contentType: 'image/png',
      contentLength: png.length,
    },
    headers: { 'Cache-Control': 'private, max-age=600' },
  };
}

export const getPageImageRoute = (needs: Needs, pool: ExtractionPool): Route =>
  route(getPageImage, async (request) => {
    const { id, number } = request.params;
    const actor = caller(request);
    const row = await findReadable(needs.database, id, actor);
    const { width, marks: given, ...range } = request.query;
    const marks = async (page: DocumentPage): Promise<Box[]> => [
      ...given,
      ...((await marksOf(needs.database, actor, { documentId: id, page, ...range })) ?? []),
    ];
    return pageImage(needs, pool, row, { page: number, width, marks }, request.signal);
  });

export const getSignedPageImageRoute = (needs: Needs, pool: ExtractionPool): Route => {
  const links = createPageImageLinks(needs.config.ENCRYPTION_KEY);
  return route(getSignedPageImage, async (request) => {
    const { id, number, token } = request.params;
    const shown = links.open(token);
    if (shown.documentId !== id || shown.page !== number) {
      throw new Problem(403, 'LINK_INVALID', 'The link is not one of ours');
    }
    const row = await findOwned(needs.database, id, shown.ownerId);
    const reply = await pageImage(needs, pool, row, shown, request.signal);
    // The link is made to be shown in a page of another origin.
    return { ...reply, headers: { ...reply.headers, 'Cross-Origin-Resource-Policy': 'cross-origin' } };
  });
};
