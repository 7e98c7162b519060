/** Every service of the product, in the order their routes are mounted. */
import type { ServiceSchema } from '@scory/chassis/database.ts';
import { chassisSchema } from '@scory/chassis/schema.ts';
import type { Service } from '@scory/chassis/service.ts';
import { documents } from '@scory/documents/roles.ts';
import { exams } from '@scory/exams/roles.ts';
import { identity } from '@scory/identity/roles.ts';
import { jobs } from '@scory/jobs/roles.ts';
import { llmSchema } from '@scory/llm/schema.ts';
import { notifier } from '@scory/notifier/roles.ts';
import { papers } from '@scory/papers/roles.ts';

export const services: Service[] = [identity, papers, documents, exams, jobs, notifier];

/** What the database must hold before any of them starts. */
export const schemas: ServiceSchema[] = [
  chassisSchema,
  llmSchema,
  ...services.flatMap((service) => service.schema ?? []),
];
