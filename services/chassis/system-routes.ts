/** /health, /ready and /metrics of every process, and the audit log, which belongs to no service. */
import { setTimeout as sleep } from 'node:timers/promises';
import { getHealth, getMetrics, getReady } from '@scory/contracts/system/system.ts';
import { listAuditRoute } from './access/list-audit.ts';
import type { Bus } from './bus.ts';
import type { Runtime } from './runtime.ts';
import { type Route, route } from './service.ts';

const checkTimeoutMs = 1_000;

/** True when `work` resolves to true in time; a dependency that hangs is one that does not answer. */
async function answers(work: () => Promise<boolean>): Promise<{ ok: boolean; ms: number }> {
  const startedAt = performance.now();
  const limit = new AbortController();
  const late = sleep(checkTimeoutMs, false, { signal: limit.signal }).catch(() => false);
  const ok = await Promise.race([work().catch(() => false), late]);
  limit.abort();
  return { ok, ms: Math.round(performance.now() - startedAt) };
}

export function systemRoutes(options: { runtime: Runtime; bus: Bus; draining: AbortSignal }): Route[] {
  const { runtime, bus, draining } = options;
  return [
    route(getHealth, async () => ({
      data: { status: 'ok', version: runtime.version, uptime_seconds: Math.round(process.uptime()) },
    })),
    route(getReady, async () => {
      const [postgresql, redis, rabbitmq, objects] = await Promise.all([
        answers(async () => (await runtime.database.query('SELECT 1')).length === 1),
        answers(async () => (await runtime.redis.attempt((client) => client.ping())) === 'PONG'),
        answers(async () => bus.state() === 'open'),
        answers(() => runtime.objects.check().then(() => true)),
      ]);
      const usable = postgresql.ok && !draining.aborted;
      const whole = redis.ok && rabbitmq.ok && objects.ok;
      const status = !usable ? 'unavailable' : whole ? 'ready' : 'degraded';
      const checks = { postgresql, redis, rabbitmq, objects };
      return { status: usable ? 200 : 503, data: { status, checks } };
    }),
    route(getMetrics, async () => ({
      takeOver: async (response) => {
        response.set('Content-Type', runtime.metrics.contentType).end(await runtime.metrics.text());
      },
    })),
    listAuditRoute(runtime.database),
  ];
}
