import { type Route, route } from '@scory/chassis/service.ts';
import { aiStats } from '@scory/contracts/papers/simplify.ts';
import type { PaperStore } from '../store/paper-store.ts';

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

export function getAiStatsRoute(store: Pick<PaperStore, 'stats'>): Route {
  return route(aiStats, async () => {
    const stats = await store.stats();
    return {
      data: {
        total_requests: stats.total,
        cache_hit_rate: stats.total === 0 ? 0 : rounded((100 * stats.hits) / stats.total, 1),
        total_tokens_used: stats.tokens,
        total_cost_usd: rounded(stats.costUsd, 6),
        average_processing_time_ms: rounded(stats.averageMs, 1),
        by_model: stats.byModel,
      },
    };
  });
}
