/** In the place of the offline model, and under its name: the mean of a few of its vectors, drawn by what the text is. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Embedder } from '@scory/llm/embedder.ts';
import { encoderDimensions, encoderModel } from '@scory/llm/embedding/encoder-model.ts';
import { unitVector } from '@scory/llm/embedding/unit-vector.ts';

/** As many sentences as one window of the model holds, about. */
const sentences = 8;

/** @param path 32-bit floats, a vector after the other */
export function drawnEmbedder(path: string): Embedder {
  const bytes = readFileSync(path);
  const stock = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const count = stock.length / encoderDimensions;
  const vectorOf = (text: string): Float32Array => {
    const digest = createHash('sha256').update(text).digest();
    const sum = new Float32Array(encoderDimensions);
    for (let turn = 0; turn < sentences; turn += 1) {
      const start = (digest.readUInt32LE(turn * 4) % count) * encoderDimensions;
      for (let at = 0; at < encoderDimensions; at += 1)
        sum[at] = (sum[at] as number) + (stock[start + at] as number);
    }
    return unitVector(sum) as Float32Array;
  };
  return {
    model: encoderModel,
    provider: 'offline',
    dimensions: encoderDimensions,
    offline: true,
    embed: async (texts) => texts.map(vectorOf),
    close: async () => undefined,
  };
}
