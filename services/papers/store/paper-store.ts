/** Queries of the papers service. The owner is part of every one that reads a caller's data. */
import { hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBatch } from '@scory/chassis/batch.ts';
import type { Queries } from '@scory/chassis/database.ts';
import type { Logger } from '@scory/chassis/log.ts';
import type { PaperSource, SimplifiedPaper, SimplifyMetadata } from '@scory/contracts/papers/simplify.ts';
import type { AcademicPaperRow } from './entities.ts';
import { createVisits, type Visit } from './visits.ts';

/** Owner of papers that the server itself fetched. */
export const publicOwner = '00000000-0000-0000-0000-000000000000';

export interface StoredSimplification {
  result: SimplifiedPaper;
  metadata: SimplifyMetadata;
}

export interface RequestRow {
  id: string;
  academic_paper_id: string;
  scholar_id: string;
  reading_level: string;
  from_cache: boolean;
  processing_time_ms: number | null;
  ai_model: string | null;
  tokens_used: number | null;
  ai_cost: string | null;
  job_id: string | null;
  created_at: Date;
}

export interface PaperStore {
  findPaper(ownerId: string, scholarId: string): Promise<AcademicPaperRow | undefined>;
  findSimplification(key: string): Promise<StoredSimplification | undefined>;
  listRequests(
    ownerId: string,
    page: { limit: number; before?: string; readingLevel?: string },
  ): Promise<RequestRow[]>;
  /** Notes that a job was accepted for the paper; what a quicker job already wrote stays. */
  noteAccepted(paper: {
    id: string;
    ownerId: string;
    scholarId: string;
    contentHash: string;
    source: PaperSource;
    title: string;
    jobId: string;
  }): void;
  /** Notes a cached answer; grouped, in the background. */
  noteVisit(visit: Visit): void;
  markFailed(jobId: string, error: string): Promise<void>;
  stats(): Promise<Stats>;
  countSimplifications(): Promise<number>;
  close(): Promise<void>;
}

export interface Stats {
  total: number;
  hits: number;
  tokens: number;
  costUsd: number;
  averageMs: number;
  byModel: Record<string, { requests: number; cost_usd: number }>;
}

/** One paper per owner and scholar id: its id is derived from both, so nothing is looked up before writing. */
export function paperIdOf(ownerId: string, scholarId: string): string {
  const hex = hash('sha256', `${ownerId}\n${scholarId}`);
  const variant = ((Number.parseInt(hex[16] as string, 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const acceptedSql = `
INSERT INTO papers.academic_papers AS p (id, owner_id, scholar_id, content_hash, source, title, authors, abstract,
  publication_year, last_job_id)
SELECT DISTINCT ON (id) id, owner_id, scholar_id, content_hash, source, title,
  coalesce((SELECT array_agg(a) FROM jsonb_array_elements_text(source->'content'->'authors') a), '{}'),
  source->'content'->>'abstract', (source->'content'->>'year')::int, job_id
FROM json_to_recordset($1::json) AS t(place int, id uuid, owner_id uuid, scholar_id text, content_hash text,
  source jsonb, title text, job_id uuid)
ORDER BY id, place DESC
ON CONFLICT (id) DO UPDATE SET last_job_id = excluded.last_job_id, ${[
  'content_hash',
  'source',
  'title',
  'authors',
  'abstract',
  'publication_year',
  'processing_status',
  'processing_error',
]
  // What a job has made stays as it is until the next one has made something.
  .map((column) => `${column} = CASE WHEN p.is_processed THEN p.${column} ELSE excluded.${column} END`)
  .join(', ')}`;

/** A job may fail before the paper is noted that it was accepted for: looked for so many times, longer each time. */
const failureLooks = 10;
const failureLookMs = 50;

export function createPaperStore(database: Queries, log: Logger): PaperStore {
  const visits = createVisits(database);
  type Accepted = Parameters<PaperStore['noteAccepted']>[0];
  const accepted = createBatch<Accepted, void>({
    name: 'accepted papers',
    lingerMs: 50,
    maxEntries: 300,
    maxWaiting: 20_000,
    run: async (entries) => {
      const rows = entries.map((paper, place) => ({
        place,
        id: paper.id,
        owner_id: paper.ownerId,
        scholar_id: paper.scholarId,
        content_hash: paper.contentHash,
        source: paper.source,
        title: paper.title,
        job_id: paper.jobId,
      }));
      await database.query(acceptedSql, [JSON.stringify(rows)]);
      return entries.map(() => undefined);
    },
  });
  const inBackground = (work: Promise<void>, what: string): void => {
    work.catch((error: unknown) => log.warn({ err: error }, `${what} could not be noted`));
  };

  return {
    async findPaper(ownerId, scholarId) {
      const rows = await database.query<AcademicPaperRow & Record<string, unknown>>(
        'SELECT * FROM papers.academic_papers WHERE owner_id = ANY($1::uuid[]) AND scholar_id = $2',
        [[ownerId, publicOwner], scholarId],
      );
      return rows.find((row) => row.owner_id === ownerId) ?? rows[0];
    },
    async findSimplification(key) {
      const [row] = await database.query<StoredSimplification & Record<string, unknown>>(
        'SELECT result, metadata FROM papers.simplifications WHERE key = $1',
        [key],
      );
      return row;
    },
    listRequests: (ownerId, { limit, before, readingLevel }) =>
      database.query<RequestRow & Record<string, unknown>>(
        `SELECT id, academic_paper_id, scholar_id, reading_level, from_cache, processing_time_ms, ai_model, tokens_used,
           ai_cost, job_id, created_at
         FROM papers.simplification_requests WHERE user_id = $1 AND ($2::uuid IS NULL OR id < $2)
           AND ($3::text IS NULL OR reading_level = $3) ORDER BY id DESC LIMIT $4`,
        [ownerId, before ?? null, readingLevel ?? null, limit],
      ),
    noteAccepted: (paper) => inBackground(accepted.add(paper), 'an accepted paper'),
    noteVisit: (visit) => inBackground(visits.add(visit), 'a cached answer'),
    async markFailed(jobId, error) {
      for (let look = 1; look <= failureLooks; look += 1) {
        const found = await database.query(
          `UPDATE papers.academic_papers SET
             processing_status = CASE WHEN is_processed THEN processing_status ELSE 'failed' END,
             processing_error = CASE WHEN is_processed THEN processing_error ELSE $2 END, updated_at = now()
           WHERE last_job_id = $1 RETURNING id`,
          [jobId, error],
        );
        if (found.length > 0) return;
        await sleep(failureLookMs * look);
      }
    },
    async stats() {
      const rows = await database.query<{
        ai_model: string | null;
        requests: string;
        hits: string;
        tokens: string;
        cost: string;
        milliseconds: string;
      }>(
        `SELECT ai_model, count(*) AS requests, count(*) FILTER (WHERE from_cache) AS hits, coalesce(sum(tokens_used), 0) AS tokens,
           coalesce(sum(ai_cost), 0) AS cost, coalesce(sum(processing_time_ms), 0) AS milliseconds
         FROM papers.simplification_requests GROUP BY ai_model`,
      );
      const sum = (name: 'requests' | 'hits' | 'tokens' | 'cost' | 'milliseconds'): number =>
        rows.reduce((total, row) => total + Number(row[name]), 0);
      const total = sum('requests');
      return {
        total,
        hits: sum('hits'),
        tokens: sum('tokens'),
        costUsd: sum('cost'),
        averageMs: total === 0 ? 0 : sum('milliseconds') / total,
        byModel: Object.fromEntries(
          rows.map((row) => [
            row.ai_model ?? 'unknown',
            { requests: Number(row.requests), cost_usd: Number(row.cost) },
          ]),
        ),
      };
    },
    async countSimplifications() {
      const [row] = await database.query<{ count: string }>(
        'SELECT count(*) AS count FROM papers.simplifications',
      );
      return Number(row?.count ?? 0);
    },
    async close() {
      await Promise.all([visits.drain(), accepted.drain()]);
    },
  };
}
