import { notFound } from '@scory/chassis/errors.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { getPaper } from '@scory/contracts/papers/simplify.ts';
import type { PaperStore } from '../store/paper-store.ts';

export function getPaperRoute(store: Pick<PaperStore, 'findPaper'>): Route {
  return route(getPaper, async (request) => {
    const paper = await store.findPaper(caller(request).owner_id, request.params.scholar_id);
    if (!paper) throw notFound('The paper', 'PAPER_NOT_FOUND');
    const { owner_id: _owner, content_hash: _hash, source: _source, ...shown } = paper;
    return {
      data: {
        ...shown,
        last_job_id: undefined,
        last_accessed_at: paper.last_accessed_at?.toISOString() ?? null,
        created_at: paper.created_at.toISOString(),
        updated_at: paper.updated_at.toISOString(),
      },
    };
  });
}
