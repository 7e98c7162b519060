/** List prices in USD per million tokens, as published in 2026-11. A prefix names a family of model versions. */
const prices: readonly { prefix: string; input: number; output: number }[] = [
  { prefix: 'gpt-5-nano', input: 0.05, output: 0.4 },
  { prefix: 'gpt-5-mini', input: 0.25, output: 2 },
  { prefix: 'gpt-5', input: 1.25, output: 10 },
  { prefix: 'gpt-4.1-nano', input: 0.1, output: 0.4 },
  { prefix: 'gpt-4.1-mini', input: 0.4, output: 1.6 },
  { prefix: 'gpt-4.1', input: 2, output: 8 },
  { prefix: 'gpt-4o-mini', input: 0.15, output: 0.6 },
  { prefix: 'gpt-4o', input: 2.5, output: 10 },
  { prefix: 'claude-opus-4-5', input: 5, output: 25 },
  { prefix: 'claude-opus', input: 15, output: 75 },
  { prefix: 'claude-sonnet', input: 3, output: 15 },
  { prefix: 'claude-haiku-4-5', input: 1, output: 5 },
  { prefix: 'claude-3-5-haiku', input: 0.8, output: 4 },
  { prefix: 'claude-3-haiku', input: 0.25, output: 1.25 },
  { prefix: 'gemini-2.5-flash-lite', input: 0.1, output: 0.4 },
  { prefix: 'gemini-2.5-flash', input: 0.3, output: 2.5 },
  { prefix: 'gemini-2.5-pro', input: 1.25, output: 10 },
  { prefix: 'text-embedding-3-small', input: 0.02, output: 0 },
  { prefix: 'text-embedding-3-large', input: 0.13, output: 0 },
  { prefix: 'text-embedding-ada-002', input: 0.1, output: 0 },
  { prefix: 'gemini-embedding-001', input: 0.15, output: 0 },
];

export interface ModelPrice {
  input: number;
  output: number;
}

export const priceOf = (model: string): ModelPrice | undefined =>
  prices.find((price) => model.startsWith(price.prefix));

/** Whole micro-dollars, so that sums are exact; 0 for a model whose price is not known. */
export function costMicroUsd(model: string, inputTokens: number, outputTokens: number): number {
  const price = priceOf(model);
  return price ? Math.round(inputTokens * price.input + outputTokens * price.output) : 0;
}
