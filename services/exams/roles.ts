import { periodic } from '@scory/chassis/periodic.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { Route, Service, Worker } from '@scory/chassis/service.ts';
import { configuredGateway } from '@scory/llm/configured.ts';
import type { ModelGateway } from '@scory/llm/gateway.ts';
import { createSingleFlight } from '@scory/llm/single-flight.ts';
import { createAttempting } from './attempts/attempting.ts';
import { overdueLoop } from './attempts/overdue.ts';
import { evaluateHandler } from './handlers/evaluate.ts';
import { generateHandler } from './handlers/generate.ts';
import { generateBatchHandler } from './handlers/generate-batch.ts';
import { gradeHandler } from './handlers/grade.ts';
import { markBatchHandler } from './handlers/mark-batch.ts';
import { markFailures } from './handlers/mark-failures.ts';
import { markWithoutModel } from './handlers/mark-without-model.ts';
import { moveOwner } from './handlers/move-owner.ts';
import { createOpenMarker } from './marking/open-marker.ts';
import { createGathering } from './material/gather-material.ts';
import { createMaterialStore } from './material/material-store.ts';
import { decideAppealRoute, listAppealsRoute, postAppealRoute } from './routes/appeals.ts';
import { attemptRoutes } from './routes/attempts.ts';
import { deleteExamRoute } from './routes/delete-exam.ts';
import { exportExamRoute } from './routes/export-exam.ts';
import { figureRoutes } from './routes/figures.ts';
import { getExamRoute } from './routes/get-exam.ts';
import { listExamsRoute } from './routes/list-exams.ts';
import { listItemVersionsRoute } from './routes/list-item-versions.ts';
import { listItemsRoute } from './routes/list-items.ts';
import { listMarksRoute, listReviewRoute, putMarkRoute } from './routes/marks.ts';
import { postEvaluationRoute } from './routes/post-evaluation.ts';
import { postExamRoute } from './routes/post-exam.ts';
import { publishExamRoute } from './routes/publish-exam.ts';
import { putExamRoute } from './routes/put-exam.ts';
import { getGradebookRoute, getStatisticsRoute } from './routes/results.ts';
import { createExamItems } from './store/exam-items.ts';
import { createMarkingCache, dropOldMarkings } from './store/marking-cache.ts';
import { Exams1764000000501 } from './store/migrations/0001-exams.ts';
import { sweepLoop } from './sweep.ts';

const oldMarkingsEveryMs = 600_000;

/** What authors do with exams. */
const authorRoutes = (runtime: Runtime): Route[] => [
  postExamRoute(runtime, createGathering(runtime.services)),
  listExamsRoute(runtime),
  getExamRoute(runtime),
  putExamRoute(runtime),
  deleteExamRoute(runtime),
  publishExamRoute(runtime),
  exportExamRoute(runtime),
  listItemsRoute(runtime),
  listItemVersionsRoute(runtime),
];

/** Taking exams, and what becomes of the answers. */
function takerRoutes(runtime: Runtime): Route[] {
  const items = createExamItems(runtime.database);
  const needs = { ...runtime, items };
  return [
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
  ];
}

function generation(
  runtime: Runtime,
  gateway: ModelGateway,
): Required<Pick<Worker, 'commands' | 'events' | 'loops'>> {
  const gathering = createGathering(runtime.services);
  const materials = createMaterialStore(runtime);
  const flights = createSingleFlight(runtime.redis);
  return {
    commands: [
      generateHandler({ runtime, gateway, gathering, materials }),
      generateBatchHandler({ runtime, gateway, flights, materials }),
    ],
    events: [markFailures(runtime, materials), moveOwner(runtime)],
    loops: [sweepLoop(runtime, materials)],
  };
}

function marking(
  runtime: Runtime,
  gateway: ModelGateway,
): Required<Pick<Worker, 'commands' | 'events' | 'loops'>> {
  const { database, config, log } = runtime;
  const items = createExamItems(database);
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
        log,
        work: () => dropOldMarkings(database),
      }),
    ],
  };
}

export const exams: Service = {
  name: 'exams',
  schema: { entities: [], migrations: [Exams1764000000501] },
  api: (runtime) => ({ routes: [...authorRoutes(runtime), ...takerRoutes(runtime)] }),
  worker: (runtime) => {
    const gateway = configuredGateway(runtime);
    const [made, marked] = [generation(runtime, gateway), marking(runtime, gateway)];
    return {
      commands: [...made.commands, ...marked.commands],
      events: [...made.events, ...marked.events],
      loops: [...made.loops, ...marked.loops],
      close: () => gateway.close(),
    };
  },
};
