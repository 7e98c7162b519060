import { caller, type Route, route } from '@scory/chassis/service.ts';
import { postSearch } from '@scory/contracts/documents/search.ts';
import type { Search } from '../search/search.ts';

export const postSearchRoute = (search: Search): Route =>
  route(postSearch, async (request) => {
    const startedAt = performance.now();
    const { passages, fromCache, model, rankedBy } = await search.find(
      request.body,
      caller(request),
      request.signal,
    );
    return {
      data: passages,
      metadata: {
        from_cache: fromCache,
        processing_time_ms: Math.round(performance.now() - startedAt),
        embedding_model: model,
        reranked_by: rankedBy,
      },
    };
  });
