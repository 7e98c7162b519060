/** The chassis' own part of the database: the job engine (schema `jobs`) and access control (schema `access`). */
import type { ServiceSchema } from './database.ts';
import { Jobs1764000000001 } from './migrations/0001-jobs.ts';
import { Access1764000000002 } from './migrations/0002-access.ts';
import { Fairness1764000000003 } from './migrations/0003-fairness.ts';
import { Retention1764000000004 } from './migrations/0004-retention.ts';
import { Children1764000000005 } from './migrations/0005-children.ts';
import { Paused1764000000006 } from './migrations/0006-paused.ts';
import { LowWater1764000000009 } from './migrations/0009-low-water.ts';
import { Schedules1764000000010 } from './migrations/0010-schedules.ts';
import { Timeline1764000000011 } from './migrations/0011-timeline.ts';
import { Audit1764000000012 } from './migrations/0012-audit.ts';

export const chassisSchema: ServiceSchema = {
  entities: [],
  migrations: [
    Jobs1764000000001,
    Access1764000000002,
    Fairness1764000000003,
    Retention1764000000004,
    Children1764000000005,
    Paused1764000000006,
    LowWater1764000000009,
    Schedules1764000000010,
    Timeline1764000000011,
    Audit1764000000012,
  ],
};
