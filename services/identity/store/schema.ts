import type { ServiceSchema } from '@scory/chassis/database.ts';
import { departments, faculties, semesters, users } from './entities.ts';
import { Identity1764000000301 } from './migrations/0001-identity.ts';
import { AuditMoved1764000000302 } from './migrations/0002-audit-moved.ts';

export const identitySchema: ServiceSchema = {
  entities: [users, faculties, departments, semesters],
  migrations: [Identity1764000000301, AuditMoved1764000000302],
};
