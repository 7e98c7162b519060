import type { EmbedKind } from '../embedder.ts';

export interface KnownModel {
  dimensions: number;
  /** What the model was trained to see before a text of this kind. */
  prefix: Partial<Record<EmbedKind, string>>;
}

const searching = 'Represent this sentence for searching relevant passages: ';

/** As their model cards say. Endpoints name the same model in several ways: `nomic-embed-text:v1.5`, `BAAI/bge-m3`. */
const models: readonly [RegExp, KnownModel][] = [
  [/^text-embedding-3-small$/, { dimensions: 1_536, prefix: {} }],
  [/^text-embedding-3-large$/, { dimensions: 3_072, prefix: {} }],
  [/^text-embedding-ada-002$/, { dimensions: 1_536, prefix: {} }],
  [/gemini-embedding-001$/, { dimensions: 3_072, prefix: {} }],
  [
    /nomic-embed-text/,
    { dimensions: 768, prefix: { query: 'search_query: ', passage: 'search_document: ' } },
  ],
  [/e5-small(-v2)?$/, { dimensions: 384, prefix: { query: 'query: ', passage: 'passage: ' } }],
  [/e5-base(-v2)?$/, { dimensions: 768, prefix: { query: 'query: ', passage: 'passage: ' } }],
  [/e5-large(-v2)?$/, { dimensions: 1_024, prefix: { query: 'query: ', passage: 'passage: ' } }],
  [/mxbai-embed-large/, { dimensions: 1_024, prefix: { query: searching } }],
  [/bge-small-en-v1\.5$/, { dimensions: 384, prefix: { query: searching } }],
  [/bge-base-en-v1\.5$/, { dimensions: 768, prefix: { query: searching } }],
  [/bge-large-en-v1\.5$/, { dimensions: 1_024, prefix: { query: searching } }],
  [/bge-m3/, { dimensions: 1_024, prefix: {} }],
  [/all-minilm(-l6-v2)?(:.*)?$/i, { dimensions: 384, prefix: {} }],
];

export const knownModel = (name: string): KnownModel | undefined =>
  models.find(([pattern]) => pattern.test(name))?.[1];
