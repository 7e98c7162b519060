import { createHash } from 'node:crypto';
import { type Behaviour, tokensOf } from './replies.ts';

const defaultDimensions = 64;

/** Bags of hashed words: the same text has the same vector, similar texts similar ones. */
function bagOfWords(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
    const slot = createHash('sha256').update(word).digest().readUInt32LE() % dimensions;
    vector[slot] = (vector[slot] as number) + 1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

/** The answer to POST /v1/embeddings, or how that one fails which is asked for too much at once. */
export function embeddings(
  body: Record<string, unknown>,
  behaviour: Behaviour | undefined,
  maxTokens = Number.POSITIVE_INFINITY,
): Extract<Behaviour, { kind: 'status' }> | { kind: 'embeddings'; answer: unknown } {
  const inputs = ([] as string[]).concat(body.input as string | string[]);
  const tokens = inputs.reduce((sum, text) => sum + tokensOf(text), 0);
  if (tokens > maxTokens) {
    const message = `This model's maximum context length is ${maxTokens} tokens, however you requested ${tokens} tokens`;
    return { kind: 'status', status: 400, message };
  }
  const scripted = behaviour?.kind === 'vectors' ? behaviour : undefined;
  const dimensions = scripted?.dimensions ?? Number(body.dimensions ?? defaultDimensions);
  const count = scripted?.count ?? inputs.length;
  const data = Array.from({ length: count }, (_, index) => {
    const vector = bagOfWords(inputs[index] ?? '', dimensions);
    if (scripted?.first !== undefined) vector[0] = scripted.first;
    const embedding =
      body.encoding_format === 'base64'
        ? Buffer.from(Float32Array.from(vector).buffer).toString('base64')
        : vector;
    return { object: 'embedding', index, embedding };
  });
  const usage = { prompt_tokens: tokens, total_tokens: tokens };
  return { kind: 'embeddings', answer: { object: 'list', data, model: body.model, usage } };
}
