import type { Runtime } from '@scory/chassis/runtime.ts';
import type { Service } from '@scory/chassis/service.ts';
import { configuredGateway } from '@scory/llm/configured.ts';
import { configuredEmbedder } from '@scory/llm/configured-embedder.ts';
import type { Embedder } from '@scory/llm/embedder.ts';
import { assertLanguages } from './extraction/ocr-languages.ts';
import { createExtractionPool } from './extraction/pool.ts';
import { embedPassagesHandler } from './handlers/embed-passages.ts';
import { fetchDocumentHandler } from './handlers/fetch-document.ts';
import { ingestHandler } from './handlers/ingest.ts';
import { markFailures } from './handlers/mark-failures.ts';
import { moveOwner } from './handlers/move-owner.ts';
import { readPagesHandler } from './handlers/read-pages.ts';
import { reembedHandler, reembedWhereConfigured } from './handlers/reembed.ts';
import { createEmbedders, type Embedders } from './ingest/embedders.ts';
import { deleteDocumentRoute } from './routes/delete-document.ts';
import { getDocumentRoute } from './routes/get-document.ts';
import { getDocumentFileRoute } from './routes/get-document-file.ts';
import { getDocumentPageRoute } from './routes/get-document-page.ts';
import { listDocumentsRoute } from './routes/get-documents.ts';
import { getPageImageRoute, getSignedPageImageRoute } from './routes/get-page-image.ts';
import { listPassagesRoute } from './routes/get-passages.ts';
import { postDocumentRoute } from './routes/post-document.ts';
import { postIngestRoute } from './routes/post-ingest.ts';
import { postSearchRoute } from './routes/post-search.ts';
import { putContentRoute } from './routes/put-content.ts';
import { createSearch } from './search/search.ts';
import { documents as entity } from './store/entities.ts';
import { Documents1764000000201 } from './store/migrations/0001-documents.ts';
import { MergedOwners1764000000202 } from './store/migrations/0002-merged-owners.ts';
import { Search1764000000203 } from './store/migrations/0003-search.ts';
import { Versions1764000000204 } from './store/migrations/0004-versions.ts';
import { HiddenAndFetched1764000000208 } from './store/migrations/0008-hidden-and-fetched.ts';
import { ReadyContent1764000000209 } from './store/migrations/0009-ready-content.ts';
import { CloserNeighbours1764000000210 } from './store/migrations/0010-closer-neighbours.ts';
import { FasterCompression1764000000211 } from './store/migrations/0011-faster-compression.ts';
import { sweepLoop } from './sweep.ts';

/** Of one document; at ten seconds each they take most of the time that its job has. */
const scannedPagesMax = 300;

const shared = new WeakMap<Runtime, Embedders>();

/** Makes a process' way to vectors; benchmarks put an instant one in its place. */
export type EmbedderOf = (runtime: Runtime) => Embedder;

/** The same for both parts of a process: the model that Scory brings along takes some hundred megabytes. */
function sharedEmbedders(runtime: Runtime, embedderOf: EmbedderOf): Embedders {
  const embedders = shared.get(runtime) ?? createEmbedders(runtime, embedderOf(runtime));
  shared.set(runtime, embedders);
  return embedders;
}

export const createDocuments = (embedderOf: EmbedderOf): Service => ({
  name: 'documents',
  schema: {
    entities: [entity],
    migrations: [
      Documents1764000000201,
      MergedOwners1764000000202,
      Search1764000000203,
      Versions1764000000204,
      HiddenAndFetched1764000000208,
      ReadyContent1764000000209,
      CloserNeighbours1764000000210,
      FasterCompression1764000000211,
    ],
  },
  api: (runtime) => {
    const embedders = sharedEmbedders(runtime, embedderOf);
    // Draws pages while somebody waits; its children start with the first one.
    const pool = createExtractionPool({ size: 2, timeoutMs: 20_000 });
    const gateway = runtime.config.SEARCH_RERANK ? configuredGateway(runtime) : undefined;
    const ranking = gateway && !gateway.offline ? gateway : undefined;
    return {
      routes: [
        postDocumentRoute(runtime),
        listDocumentsRoute(runtime),
        getDocumentRoute(runtime),
        getDocumentPageRoute(runtime),
        listPassagesRoute(runtime),
        getPageImageRoute(runtime, pool),
        getSignedPageImageRoute(runtime, pool),
        getDocumentFileRoute(runtime),
        deleteDocumentRoute(runtime),
        putContentRoute(runtime),
        postIngestRoute(runtime),
        postSearchRoute(createSearch(runtime, embedders, ranking)),
      ],
      close: async () => {
        await Promise.all([pool.close(), embedders.close(), gateway?.close()]);
      },
    };
  },
  worker: (runtime) => {
    const languages = runtime.config.OCR_LANGUAGES;
    assertLanguages(languages);
    const pool = createExtractionPool({ ocr: { languages, maxPages: scannedPagesMax } });
    const embedders = sharedEmbedders(runtime, embedderOf);
    const gateway = runtime.config.OCR_VISION ? configuredGateway(runtime) : undefined;
    const vision = gateway && !gateway.offline ? { gateway, languages } : undefined;
    return {
      commands: [
        fetchDocumentHandler(runtime),
        ingestHandler(runtime, { pool, embedders, vision }),
        readPagesHandler(runtime, pool),
        embedPassagesHandler(runtime, embedders),
        reembedHandler(runtime, embedders),
      ],
      events: [markFailures(runtime), moveOwner(runtime)],
      loops: [sweepLoop(runtime), reembedWhereConfigured(runtime, embedders)],
      close: async () => {
        await Promise.all([pool.close(), embedders.close(), gateway?.close()]);
      },
    };
  },
});

export const documents: Service = createDocuments(configuredEmbedder);
