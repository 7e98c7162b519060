/** Texts in, vectors out: what a search index is made with, and what a question to it is turned into. */

/** `query` is short and typed by a person, `passage` is what is searched; some models are told which. */
export type EmbedKind = 'passage' | 'query';

export interface EmbedOptions {
  kind: EmbedKind;
  /** Whose account it goes to; what the product does of its own accord is nobody's. */
  ownerId?: string;
  jobId?: string;
  signal?: AbortSignal;
}

/** Most characters of one text; what a provider takes may be less. */
export const textMaxCharacters = 32_000;

export interface Embedder {
  /** Vectors of one model say nothing beside those of another: an index keeps this name with every vector. */
  readonly model: string;
  readonly provider: string;
  /** Numbers of every vector. */
  readonly dimensions: number;
  /** True where it computes on this machine. */
  readonly offline: boolean;
  /**
   * One vector of length 1 a text, in their order; the same text is asked for once. All or nothing. Rejects with
   * - `PermanentError` EMPTY_TEXT, INPUT_TOO_LONG, EMBEDDING_DIMENSIONS (the model answers vectors of another size than
   *   before), MODEL_AUTH, MODEL_FAILED,
   * - `TransientError` MODEL_RATE_LIMITED, MODEL_UNAVAILABLE, EMBEDDER_BUSY, SHUTTING_DOWN,
   * - the signal's reason.
   */
  embed(texts: readonly string[], options: EmbedOptions): Promise<Float32Array[]>;
  /** Fails what runs and waits. */
  close(): Promise<void>;
}
