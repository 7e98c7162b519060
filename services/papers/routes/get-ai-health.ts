import type { Runtime } from '@scory/chassis/runtime.ts';
import { type Route, route } from '@scory/chassis/service.ts';
import { aiHealth, simplifyCommand } from '@scory/contracts/papers/simplify.ts';
import type { PaperStore } from '../store/paper-store.ts';

export function getAiHealthRoute(
  { redis, jobs, version }: Pick<Runtime, 'redis' | 'jobs' | 'version'>,
  store: Pick<PaperStore, 'countSimplifications'>,
): Route {
  return route(aiHealth, async () => {
    const [cached, load] = await Promise.all([store.countSimplifications(), jobs.load(simplifyCommand.kind)]);
    const connected = redis.up();
    return {
      data: {
        status: connected ? 'healthy' : 'degraded',
        version,
        uptime: Math.round(process.uptime()),
        cache: { redis_connected: connected, cached_papers: cached },
        queue: { pending_jobs: load.queued, active_workers: load.consumers },
      },
    };
  });
}
