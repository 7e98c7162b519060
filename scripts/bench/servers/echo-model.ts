/** A model in the place of one: says the first sentence of the paper again, at once or after a delay. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ModelGateway } from '@scory/llm/gateway.ts';
import type { SimplifyOutput } from '@scory/papers/prompts/simplify.ts';

interface Paper {
  title: string;
  sections: { sentences: { index: number; text: string }[] }[];
}

export const echoModel = (delayMs: number, onCall?: (jobId: string | undefined) => void): ModelGateway => ({
  primary: { provider: 'echo', model: 'echo' },
  offline: false,
  async generate({ input, jobId, signal }) {
    onCall?.(jobId);
    if (delayMs > 0) await sleep(delayMs, undefined, { signal });
    const { title, sections } = input as Paper;
    const sentence = sections[0]?.sentences[0] ?? { index: 0, text: '' };
    const said = [{ text: sentence.text, sources: [sentence.index] }];
    const value: SimplifyOutput = { title, summary: said, key_points: said, glossary: [] };
    return {
      value: value as never,
      provider: 'echo',
      model: 'echo',
      inputTokens: 10,
      outputTokens: 10,
      costUsd: 0,
      durationMs: delayMs,
    };
  },
  close: async () => undefined,
});
