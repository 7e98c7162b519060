/** What both simplify routes do: find the content, answer from the cache, or accept a job. */
import { hash as digest } from 'node:crypto';
import { notFound, Problem } from '@scory/chassis/errors.ts';
import { newId as freshId } from '@scory/chassis/ids.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import type { Reply, RouteRequest } from '@scory/chassis/service.ts';
import { documentTextKey } from '@scory/contracts/documents/text.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import {
  type PaperSource,
  paperSource,
  type SimplifyBody,
  simplifyCommand,
} from '@scory/contracts/papers/simplify.ts';
import { LRUCache } from 'lru-cache';
import { cacheKey, contentHash, documentNotFound, readDocument } from './content.ts';
import { type PaperStore, paperIdOf } from './store/paper-store.ts';
import type { SimplificationCache } from './store/simplification-cache.ts';

export interface Simplifying {
  /** The cached paper (200) or an accepted job (202). */
  simplify(asked: {
    actor: Actor;
    body: SimplifyBody;
    request: Pick<RouteRequest, 'newId' | 'traceparent' | 'signal' | 'lane' | 'notBefore'>;
  }): Promise<Reply>;
}

interface Resolved {
  source: PaperSource;
  scholarId: string;
  title: string;
  hash: string;
}

export function createSimplifying(deps: {
  runtime: Pick<Runtime, 'jobs' | 'objects'>;
  store: PaperStore;
  cache: SimplificationCache;
  model: string;
  promptVersion: string;
}): Simplifying {
  const { runtime, store, cache, model, promptVersion } = deps;
  /** Hash and title of documents by their key: the text of a document never changes. */
  const documents = new LRUCache<string, { hash: string; title: string }>({ max: 5_000, ttl: 60_000 });

  async function resolveDocument(actor: Actor, documentId: string): Promise<Resolved> {
    const key = `${actor.owner_id}/${documentId}`;
    let known = documents.get(key);
    if (known && !(await runtime.objects.exists(documentTextKey(actor.owner_id, documentId))))
      throw documentNotFound();
    if (!known) {
      const document = await readDocument(runtime.objects, actor.owner_id, documentId);
      known = {
        hash: contentHash({ title: document.sha256, text: document.media_type }),
        title: document.title ?? 'Untitled document',
      };
      documents.set(key, known);
    }
    return {
      source: { kind: 'document', document_id: documentId },
      scholarId: `document:${documentId}`,
      ...known,
    };
  }

  /** A scholar id alone names what this owner sent under it before, or what the server fetched. */
  async function resolveStored(actor: Actor, scholarId: string): Promise<Resolved> {
    const paper = await store.findPaper(actor.owner_id, scholarId);
    const source = paperSource.safeParse(paper?.source);
    if (!paper || !source.success || !paper.content_hash) throw notFound('The paper', 'PAPER_NOT_FOUND');
    return { source: source.data, scholarId, title: paper.title, hash: paper.content_hash };
  }

  async function resolve(actor: Actor, body: SimplifyBody): Promise<Resolved> {
    if (body.document_id) return resolveDocument(actor, body.document_id);
    const content = body.paper_content;
    if (content) {
      const hash = contentHash(content);
      return {
        source: { kind: 'content', content },
        scholarId: body.scholar_id ?? `content:${hash.slice(0, 32)}`,
        title: content.title,
        hash,
      };
    }
    if (body.scholar_id) return resolveStored(actor, body.scholar_id);
    throw new Problem(422, 'VALIDATION_FAILED', 'No source was named');
  }

  return {
    async simplify({ actor, body, request }) {
      const startedAt = performance.now();
      const { source, scholarId, title, hash } = await resolve(actor, body);
      const language = body.language ?? null;
      const key = cacheKey({ contentHash: hash, level: body.reading_level, language, promptVersion, model });
      const paperId = paperIdOf(actor.owner_id, scholarId);
      const cached = body.force_refresh ? undefined : await cache.find(key);
      if (cached) {
        const processingTimeMs = Math.round(performance.now() - startedAt);
        store.noteVisit({
          id: freshId(),
          userId: actor.owner_id,
          paperId,
          scholarId,
          contentHash: hash,
          source,
          title,
          readingLevel: body.reading_level,
          processingTimeMs,
          metadata: cached.metadata,
          result: cached.result,
        });
        const metadata = {
          ...cached.metadata,
          from_cache: true,
          source: 'cache',
          processing_time_ms: processingTimeMs,
          ai_backend_time_ms: 0,
          tokens_used: 0,
          cost_usd: 0,
        };
        return { data: cached.result, metadata };
      }
      const accepted = await runtime.jobs.accept(
        {
          contract: simplifyCommand,
          id: request.newId,
          actor,
          data: {
            paper_id: paperId,
            scholar_id: scholarId,
            source,
            reading_level: body.reading_level,
            language,
            force_refresh: body.force_refresh,
            cache_key: key,
            content_hash: hash,
          },
          reference: body.reference,
          traceparent: request.traceparent,
          lane: request.lane,
          notBefore: request.notBefore,
          coalesceKey: coalesceKey(actor, scholarId, key, body),
        },
        request.signal,
      );
      if (accepted.created)
        store.noteAccepted({
          id: paperId,
          ownerId: actor.owner_id,
          scholarId,
          contentHash: hash,
          source,
          title,
          jobId: accepted.job.id,
        });
      return { job: accepted.job };
    },
  };
}

/** The same owner's same request. An API key's job is its own: its webhooks follow the key. */
function coalesceKey(actor: Actor, scholarId: string, key: string, body: SimplifyBody): string {
  const parts = [
    actor.owner_id,
    actor.api_key_id,
    scholarId,
    key,
    body.force_refresh,
    body.reference ?? null,
  ];
  return `papers.simplify:${digest('sha256', JSON.stringify(parts))}`;
}
