import type { Service } from '@scory/chassis/service.ts';
import { Exams1764000000501 } from './store/migrations/0001-exams.ts';

export const exams: Service = {
  name: 'exams',
  schema: { entities: [], migrations: [Exams1764000000501] },
};
