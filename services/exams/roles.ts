import type { Service } from '@scory/chassis/service.ts';
import { exportExamRoute } from './routes/export-exam.ts';
import { listExamsRoute } from './routes/list-exams.ts';
import { publishExamRoute } from './routes/publish-exam.ts';
import { Exams1764000000501 } from './store/migrations/0001-exams.ts';

export const exams: Service = {
  name: 'exams',
  schema: { entities: [], migrations: [Exams1764000000501] },
  api: (runtime) => ({
    routes: [listExamsRoute(runtime), publishExamRoute(runtime), exportExamRoute(runtime)],
  }),
};
