import type { Runtime } from '@scory/chassis/runtime.ts';
import type { Service } from '@scory/chassis/service.ts';
import { configuredGateway } from '@scory/llm/configured.ts';
import { createSingleFlight } from '@scory/llm/single-flight.ts';
import { generateHandler } from './handlers/generate.ts';
import { generateBatchHandler } from './handlers/generate-batch.ts';
import { markFailures } from './handlers/mark-failures.ts';
import { moveOwner } from './handlers/move-owner.ts';
import { createGathering } from './material/gather-material.ts';
import { createMaterialStore } from './material/material-store.ts';
import { deleteExamRoute } from './routes/delete-exam.ts';
import { exportExamRoute } from './routes/export-exam.ts';
import { getExamRoute } from './routes/get-exam.ts';
import { listExamsRoute } from './routes/list-exams.ts';
import { listItemVersionsRoute } from './routes/list-item-versions.ts';
import { listItemsRoute } from './routes/list-items.ts';
import { postExamRoute } from './routes/post-exam.ts';
import { publishExamRoute } from './routes/publish-exam.ts';
import { putExamRoute } from './routes/put-exam.ts';
import { Exams1764000000501 } from './store/migrations/0001-exams.ts';
import { sweepLoop } from './sweep.ts';

export const exams: Service = {
  name: 'exams',
  schema: { entities: [], migrations: [Exams1764000000501] },
  api: (runtime: Runtime) => ({
    routes: [
      postExamRoute(runtime, createGathering(runtime.services)),
      listExamsRoute(runtime),
      getExamRoute(runtime),
      putExamRoute(runtime),
      deleteExamRoute(runtime),
      publishExamRoute(runtime),
      exportExamRoute(runtime),
      listItemsRoute(runtime),
      listItemVersionsRoute(runtime),
    ],
  }),
  worker: (runtime: Runtime) => {
    const gateway = configuredGateway(runtime);
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
      close: () => gateway.close(),
    };
  },
};
