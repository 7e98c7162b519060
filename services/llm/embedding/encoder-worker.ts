/** A thread that does nothing but encode: see `encoder-thread.ts` for its other end. */
import { parentPort } from 'node:worker_threads';
import { loadSentenceEncoder } from './sentence-encoder.ts';

export interface EncodeRequest {
  texts: string[];
}

/** The vectors one after the other, handed over without a copy. */
export type EncodeAnswer = { vectors: Float32Array<ArrayBuffer> } | { error: string };

const port = parentPort;
if (!port) throw new Error('this runs as a worker thread');
// Where the model cannot be loaded the thread ends, and the next one may find what was missing.
const encoder = await loadSentenceEncoder();

port.on('message', async ({ texts }: EncodeRequest) => {
  try {
    const vectors = await encoder.encode(texts);
    port.postMessage({ vectors } satisfies EncodeAnswer, [vectors.buffer]);
  } catch (error) {
    port.postMessage({ error: String(error) } satisfies EncodeAnswer);
  }
});
