import type { Runtime } from '@scory/chassis/runtime.ts';
import type { Service } from '@scory/chassis/service.ts';
import { configuredEmbedder } from '@scory/llm/configured-embedder.ts';
import type { Embedder } from '@scory/llm/embedder.ts';
import { createSingleFlight } from '@scory/llm/single-flight.ts';
import { assertLanguages } from './extraction/ocr-languages.ts';
import { createExtractionPool } from './extraction/pool.ts';
import { ingestHandler } from './handlers/ingest.ts';
import { markFailures } from './handlers/mark-failures.ts';
import { moveOwner } from './handlers/move-owner.ts';
import { deleteDocumentRoute } from './routes/delete-document.ts';
import { getDocumentRoute } from './routes/get-document.ts';
import { getDocumentFileRoute } from './routes/get-document-file.ts';
import { getDocumentPageRoute } from './routes/get-document-page.ts';
import { listDocumentsRoute } from './routes/get-documents.ts';
import { getPageImageRoute, getSignedPageImageRoute } from './routes/get-page-image.ts';
import { postDocumentRoute } from './routes/post-document.ts';
import { postSearchRoute } from './routes/post-search.ts';
import { createSearch } from './search/search.ts';
import { documents as entity } from './store/entities.ts';
import { Documents1764000000201 } from './store/migrations/0001-documents.ts';
import { MergedOwners1764000000202 } from './store/migrations/0002-merged-owners.ts';
import { Search1764000000203 } from './store/migrations/0003-search.ts';
import { ReadyContent1764000000209 } from './store/migrations/0009-ready-content.ts';
import { CloserNeighbours1764000000210 } from './store/migrations/0010-closer-neighbours.ts';
import { sweepLoop } from './sweep.ts';

/** Of one document; at ten seconds each they take most of the time that its job has. */
const scannedPagesMax = 300;

const embedders = new WeakMap<Runtime, Embedder>();

/** Makes a process' way to vectors; benchmarks put an instant one in its place. */
export type EmbedderOf = (runtime: Runtime) => Embedder;

/** One for both parts of a process: the one that Scory brings along takes some hundred megabytes. */
function sharedEmbedder(runtime: Runtime, embedderOf: EmbedderOf): Embedder {
  const embedder = embedders.get(runtime) ?? embedderOf(runtime);
  embedders.set(runtime, embedder);
  return embedder;
}

export const createDocuments = (embedderOf: EmbedderOf): Service => ({
  name: 'documents',
  schema: {
    entities: [entity],
    migrations: [
      Documents1764000000201,
      MergedOwners1764000000202,
      Search1764000000203,
      ReadyContent1764000000209,
      CloserNeighbours1764000000210,
    ],
  },
  api: (runtime) => {
    const embedder = sharedEmbedder(runtime, embedderOf);
    // Draws pages while somebody waits; its children start with the first one.
    const pool = createExtractionPool({ size: 2, timeoutMs: 20_000 });
    return {
      routes: [
        postDocumentRoute(runtime),
        listDocumentsRoute(runtime),
        getDocumentRoute(runtime),
        getDocumentPageRoute(runtime),
        getPageImageRoute(runtime, pool),
        getSignedPageImageRoute(runtime, pool),
        getDocumentFileRoute(runtime),
        deleteDocumentRoute(runtime),
        postSearchRoute(createSearch(runtime, embedder)),
      ],
      close: async () => {
        await Promise.all([pool.close(), embedder.close()]);
      },
    };
  },
  worker: (runtime) => {
    const languages = runtime.config.OCR_LANGUAGES;
    assertLanguages(languages);
    const pool = createExtractionPool({ ocr: { languages, maxPages: scannedPagesMax } });
    const embedder = sharedEmbedder(runtime, embedderOf);
    const flights = createSingleFlight(runtime.redis);
    return {
      commands: [ingestHandler(runtime, { pool, embedder, flights })],
      events: [markFailures(runtime), moveOwner(runtime)],
      loops: [sweepLoop(runtime)],
      close: async () => {
        await Promise.all([pool.close(), embedder.close()]);
      },
    };
  },
});

export const documents: Service = createDocuments(configuredEmbedder);
