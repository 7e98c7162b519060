/** What a process of the documents' tests runs. */
import type { Service } from '@scory/chassis/service.ts';
import {
  documentsOwnerMerged,
  fetchCommand,
  ingestCommand,
  ingestFailures,
} from '@scory/contracts/documents/ingest.ts';
import { embedPassagesCommand, readPagesCommand } from '@scory/contracts/documents/ingest-parts.ts';
import { reembedCommand } from '@scory/contracts/documents/reembed.ts';
import { cleanCommand } from '@scory/contracts/jobs/clean.ts';
import { jobsOwnerMerged } from '@scory/contracts/jobs/jobs.ts';
import { jobs } from '@scory/jobs/roles.ts';
import { llmSchema } from '@scory/llm/schema.ts';
import { documents } from '../roles.ts';

export const documentsProgram = {
  services: [documents, jobs] satisfies Service[],
  schemas: [llmSchema],
  commands: [
    fetchCommand,
    ingestCommand,
    readPagesCommand,
    embedPassagesCommand,
    reembedCommand,
    cleanCommand,
  ],
  subscriptions: [ingestFailures, documentsOwnerMerged, jobsOwnerMerged],
};
