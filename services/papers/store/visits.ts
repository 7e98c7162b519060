/**
 * What cached answers leave behind: a row of the owner's history and a count on the paper. Written in the
 * background, in groups.
 */
import { type Batch, createBatch } from '@scory/chassis/batch.ts';
import type { Queries } from '@scory/chassis/database.ts';
import type { PaperSource, SimplifiedPaper, SimplifyMetadata } from '@scory/contracts/papers/simplify.ts';

export interface Visit {
  id: string;
  userId: string;
  paperId: string;
  scholarId: string;
  contentHash: string;
  source: PaperSource;
  title: string;
  readingLevel: string;
  processingTimeMs: number;
  metadata: SimplifyMetadata;
  result: SimplifiedPaper;
}

const historyColumns =
  'id, user_id, academic_paper_id, scholar_id, reading_level, from_cache, processing_time_ms, ai_model, tokens_used, ai_cost';
/**
 * Most visits find their paper as it was left: those only count and ship no content. Answers the ids of the visits
 * that found it otherwise. A paper's owner and scholar id are what its id was made from.
 */
const countVisitsSql = `
WITH v AS (
  SELECT * FROM json_to_recordset($1::json) AS t(id uuid, paper_id uuid, content_hash text, reading_level text,
    processing_time_ms int, ai_model text)
), counted AS (
  UPDATE papers.academic_papers p SET access_count = p.access_count + c.visits, last_accessed_at = now()
  FROM (
    SELECT paper_id, count(*) AS visits, min(content_hash) AS content_hash, array_agg(DISTINCT reading_level) AS levels
    FROM v GROUP BY paper_id HAVING count(DISTINCT content_hash) = 1
  ) c
  WHERE p.id = c.paper_id AND p.content_hash = c.content_hash AND p.simplified_versions ?& c.levels
  RETURNING p.id, p.owner_id, p.scholar_id
), history AS (
  INSERT INTO papers.simplification_requests (${historyColumns})
  SELECT v.id, c.owner_id, v.paper_id, c.scholar_id, v.reading_level, true, v.processing_time_ms, v.ai_model, 0, 0
  FROM v JOIN counted c ON c.id = v.paper_id
)
SELECT id FROM v WHERE NOT EXISTS (SELECT FROM counted c WHERE c.id = v.paper_id)`;

const visitsSql = `
WITH v AS (
  SELECT *, first_value(content_hash) OVER (PARTITION BY paper_id ORDER BY id DESC) AS latest
  FROM json_to_recordset($1::json) AS t(id uuid, user_id uuid, paper_id uuid, scholar_id text,
    content_hash text, source jsonb, title text, reading_level text, processing_time_ms int, ai_model text, result jsonb)
), visited AS (
  -- Of several contents under one name the latest counts, with its own versions alone.
  SELECT paper_id, (array_agg(user_id))[1] AS user_id, (array_agg(scholar_id))[1] AS scholar_id, min(latest) AS content_hash,
    (array_agg(source ORDER BY id DESC))[1] AS source, (array_agg(title ORDER BY id DESC))[1] AS title,
    jsonb_object_agg(reading_level, result) FILTER (WHERE content_hash = latest) AS versions, count(*) AS visits
  FROM v GROUP BY paper_id
), papers AS (
  INSERT INTO papers.academic_papers AS p (id, owner_id, scholar_id, content_hash, source, title, authors, abstract,
    publication_year, simplified_versions, is_processed, processing_status, access_count, last_accessed_at)
  SELECT paper_id, user_id, scholar_id, content_hash, source, title,
    coalesce((SELECT array_agg(a) FROM jsonb_array_elements_text(source->'content'->'authors') a), '{}'),
    source->'content'->>'abstract', (source->'content'->>'year')::int, versions, true, 'completed', visits, now()
  FROM visited ORDER BY paper_id
  ON CONFLICT (id) DO UPDATE SET access_count = p.access_count + excluded.access_count, last_accessed_at = now(),
    simplified_versions = CASE WHEN p.content_hash = excluded.content_hash
      THEN p.simplified_versions || excluded.simplified_versions ELSE excluded.simplified_versions END,
    content_hash = excluded.content_hash, source = excluded.source, title = excluded.title, authors = excluded.authors,
    abstract = excluded.abstract, publication_year = excluded.publication_year,
    is_processed = true, processing_status = 'completed', processing_error = NULL, updated_at = now()
)
INSERT INTO papers.simplification_requests (${historyColumns})
SELECT id, user_id, paper_id, scholar_id, reading_level, true, processing_time_ms, ai_model, 0, 0 FROM v
ON CONFLICT (id) DO NOTHING`;

const countRow = (visit: Visit) => ({
  id: visit.id,
  paper_id: visit.paperId,
  content_hash: visit.contentHash,
  reading_level: visit.readingLevel,
  processing_time_ms: visit.processingTimeMs,
  ai_model: visit.metadata.ai_model,
});

const wholeRow = (visit: Visit) => ({
  ...countRow(visit),
  user_id: visit.userId,
  scholar_id: visit.scholarId,
  source: visit.source,
  title: visit.title,
  result: visit.result,
});

export interface Visits {
  add(visit: Visit): Promise<void>;
  drain(): Promise<void>;
}

const lingerMs = 50;
const maxEntries = 500;
const maxWaiting = 20_000;

export function createVisits(database: Queries): Visits {
  const counted: Batch<Visit, boolean> = createBatch({
    name: 'visits',
    lingerMs,
    maxEntries,
    maxWaiting,
    run: async (visits) => {
      const rows = await database.query<{ id: string }>(countVisitsSql, [
        JSON.stringify(visits.map(countRow)),
      ]);
      const others = new Set(rows.map(({ id }) => id));
      return visits.map(({ id }) => !others.has(id));
    },
  });
  const written: Batch<Visit, void> = createBatch({
    name: 'first visits',
    maxEntries,
    maxWaiting,
    run: async (visits) => {
      await database.query(visitsSql, [JSON.stringify(visits.map(wholeRow))]);
      return visits.map(() => undefined);
    },
  });
  return {
    async add(visit) {
      if (!(await counted.add(visit))) await written.add(visit);
    },
    async drain() {
      await counted.drain();
      await written.drain();
    },
  };
}
