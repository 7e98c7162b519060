import { periodic } from '@scory/chassis/periodic.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { Service } from '@scory/chassis/service.ts';
import { completionData } from '@scory/contracts/envelope.ts';
import { ownerMerged } from '@scory/contracts/identity/owner-merged.ts';
import { papersOwnerMerged, simplifyFailures } from '@scory/contracts/papers/simplify.ts';
import { configuredGateway } from '@scory/llm/configured.ts';
import type { ModelGateway } from '@scory/llm/gateway.ts';
import { createSingleFlight } from '@scory/llm/single-flight.ts';
import { promptVersion } from './domain/result-metadata.ts';
import { simplifyHandler } from './handlers/simplify.ts';
import { getAiHealthRoute } from './routes/get-ai-health.ts';
import { getAiStatsRoute } from './routes/get-ai-stats.ts';
import { getPaperRoute } from './routes/get-paper.ts';
import { listRequestsRoute } from './routes/list-requests.ts';
import { postAiSimplifyRoute } from './routes/post-ai-simplify.ts';
import { postSimplifyRoute } from './routes/post-simplify.ts';
import { createSimplifying } from './simplifying.ts';
import { academicPapers } from './store/entities.ts';
import { moveLatecomers, movePapers, noteMerged } from './store/merged-owners.ts';
import { Papers1764000000101 } from './store/migrations/0001-papers.ts';
import { PapersMergedOwners1764000000102 } from './store/migrations/0002-merged-owners.ts';
import { createPaperStore } from './store/paper-store.ts';
import { createSimplificationCache } from './store/simplification-cache.ts';

const latecomersEveryMs = 30_000;

/** Makes a process' way to the models; benchmarks put an instant one in its place. */
export type GatewayOf = (runtime: Runtime) => ModelGateway;

function parts(runtime: Runtime, gatewayOf: GatewayOf) {
  const store = createPaperStore(runtime.database, runtime.log);
  const gateway = gatewayOf(runtime);
  const cache = createSimplificationCache(runtime.redis, store, runtime.config.REDIS_TTL);
  return { store, gateway, cache };
}

export const createPapers = (gatewayOf: GatewayOf): Service => ({
  name: 'papers',
  schema: { entities: [academicPapers], migrations: [Papers1764000000101, PapersMergedOwners1764000000102] },
  api: (runtime) => {
    const { store, gateway, cache } = parts(runtime, gatewayOf);
    const simplifying = createSimplifying({
      runtime,
      store,
      cache,
      model: gateway.primary.model,
      promptVersion: promptVersion(gateway.offline),
    });
    return {
      routes: [
        postSimplifyRoute(simplifying),
        listRequestsRoute(store),
        getPaperRoute(store),
        postAiSimplifyRoute(simplifying, runtime.jobs),
        getAiHealthRoute(runtime, store),
        getAiStatsRoute(store),
      ],
      close: async () => {
        await store.close();
        await gateway.close();
      },
    };
  },
  worker: (runtime) => {
    const { database, log } = runtime;
    const { store, gateway, cache } = parts(runtime, gatewayOf);
    const flights = createSingleFlight(runtime.redis);
    return {
      commands: [
        simplifyHandler({
          gateway,
          cache,
          flights,
          objects: runtime.objects,
          contextTokens: runtime.config.MODEL_CONTEXT_TOKENS,
        }),
      ],
      events: [
        {
          contract: simplifyFailures,
          handle: async (event) => {
            const { job_id: jobId, error, status } = completionData.parse(event.data);
            await store.markFailed(jobId, error?.code ?? status.toUpperCase());
          },
        },
        {
          contract: papersOwnerMerged,
          handle: async (event) => {
            const { from, to } = ownerMerged.data.parse(event.data);
            await noteMerged(database, from, to);
            await movePapers(database, from, to);
          },
        },
      ],
      loops: [
        periodic({
          name: 'papers.latecomers',
          everyMs: latecomersEveryMs,
          log,
          work: () => moveLatecomers(database),
        }),
      ],
      close: async () => {
        await store.close();
        await gateway.close();
      },
    };
  },
});

export const papers: Service = createPapers(configuredGateway);
