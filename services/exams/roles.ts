import { periodic } from '@scory/chassis/periodic.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { Service } from '@scory/chassis/service.ts';
import { configuredGateway } from '@scory/llm/configured.ts';
import type { ModelGateway } from '@scory/llm/gateway.ts';
import { createAttempting } from './attempts/attempting.ts';
import { overdueLoop } from './attempts/overdue.ts';
import { evaluateHandler } from './handlers/evaluate.ts';
import { gradeHandler } from './handlers/grade.ts';
import { markBatchHandler } from './handlers/mark-batch.ts';
import { markWithoutModel } from './handlers/mark-without-model.ts';
import { createOpenMarker } from './marking/open-marker.ts';
import { decideAppealRoute, listAppealsRoute, postAppealRoute } from './routes/appeals.ts';
import { attemptRoutes } from './routes/attempts.ts';
import { figureRoutes } from './routes/figures.ts';
import { listMarksRoute, listReviewRoute, putMarkRoute } from './routes/marks.ts';
import { postEvaluationRoute } from './routes/post-evaluation.ts';
import { getGradebookRoute, getStatisticsRoute } from './routes/results.ts';
import { createExamItems } from './store/exam-items.ts';
import { createMarkingCache, dropOldMarkings } from './store/marking-cache.ts';
import { Exams1764000000501 } from './store/migrations/0001-exams.ts';

const oldMarkingsEveryMs = 600_000;

/** Makes a process' way to the models. */
type GatewayOf = (runtime: Runtime) => ModelGateway;

const createExams = (gatewayOf: GatewayOf): Service => ({
  name: 'exams',
  schema: { entities: [], migrations: [Exams1764000000501] },
  api: (runtime) => {
    const items = createExamItems(runtime.database);
    const needs = { ...runtime, items };
    return {
      routes: [
        ...attemptRoutes(createAttempting({ runtime, items }), runtime),
        postAppealRoute(needs),
        listAppealsRoute(needs),
        decideAppealRoute(needs),
        listReviewRoute(needs),
        putMarkRoute(needs),
        listMarksRoute(needs),
        getStatisticsRoute(needs),
        getGradebookRoute(needs),
        postEvaluationRoute(runtime),
        ...figureRoutes(runtime),
      ],
    };
  },
  worker: (runtime) => {
    const { database, config } = runtime;
    const items = createExamItems(database);
    const gateway = gatewayOf(runtime);
    const cache = createMarkingCache(database);
    const marker = createOpenMarker({ gateway, cache, callsMax: config.WORKER_CONCURRENCY });
    return {
      commands: [gradeHandler({ database, items, marker }), evaluateHandler(), markBatchHandler(marker)],
      events: [markWithoutModel({ database, items })],
      loops: [
        overdueLoop(runtime, items),
        periodic({
          name: 'exams.old-markings',
          everyMs: oldMarkingsEveryMs,
          log: runtime.log,
          work: () => dropOldMarkings(database),
        }),
      ],
      close: () => gateway.close(),
    };
  },
});

export const exams: Service = createExams(configuredGateway);
