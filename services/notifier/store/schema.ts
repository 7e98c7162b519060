import type { ServiceSchema } from '@scory/chassis/database.ts';
import { attempts, deliveries, endpoints } from './entities.ts';
import { Notifier1764000000401 } from './migrations/0001-notifier.ts';

export const notifierSchema: ServiceSchema = {
  entities: [endpoints, deliveries, attempts],
  migrations: [Notifier1764000000401],
};
