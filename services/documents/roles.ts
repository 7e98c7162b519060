import type { Service } from '@scory/chassis/service.ts';
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
import { documents as entity } from './store/entities.ts';
import { Documents1764000000201 } from './store/migrations/0001-documents.ts';
import { MergedOwners1764000000202 } from './store/migrations/0002-merged-owners.ts';
import { sweepLoop } from './sweep.ts';

/** Of one document; at ten seconds each they take most of the time that its job has. */
const scannedPagesMax = 300;

export const documents: Service = {
  name: 'documents',
  schema: { entities: [entity], migrations: [Documents1764000000201, MergedOwners1764000000202] },
  api: (runtime) => {
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
      ],
      close: () => pool.close(),
    };
  },
  worker: (runtime) => {
    const languages = runtime.config.OCR_LANGUAGES;
    assertLanguages(languages);
    const pool = createExtractionPool({ ocr: { languages, maxPages: scannedPagesMax } });
    return {
      commands: [ingestHandler(runtime, pool)],
      events: [markFailures(runtime), moveOwner(runtime)],
      loops: [sweepLoop(runtime)],
      close: () => pool.close(),
    };
  },
};
