/**
 * How often a question finds the passage that answers it in other words, among all passages: by the embedder that needs
 * no provider, against BM25 on the same set, which finds what shares words.
 */
import { createOfflineEmbedder } from '@scory/llm/embedding/offline-embedder.ts';
import { pino } from 'pino';
import { questions } from './data/questions.ts';
import type { EvalRow } from './simplify.ts';

/** Scores of every passage for one question. */
type Score = (question: number) => number[];

const wordsOf = (text: string): string[] => text.toLowerCase().match(/\p{L}+/gu) ?? [];

/** Robertson and Zaragoza 2009, with the usual k1 = 1.2 and b = 0.75. */
function bm25(passages: readonly string[]): (question: string) => number[] {
  const documents = passages.map(wordsOf);
  const average = documents.reduce((sum, words) => sum + words.length, 0) / documents.length;
  const holders = (word: string): number => documents.filter((words) => words.includes(word)).length;
  return (question) => {
    const terms = [...new Set(wordsOf(question))].map((word) => {
      const count = holders(word);
      return { word, weight: Math.log(1 + (documents.length - count + 0.5) / (count + 0.5)) };
    });
    return documents.map((words) =>
      terms.reduce((sum, { word, weight }) => {
        const times = words.filter((other) => other === word).length;
        return sum + (weight * times * 2.2) / (times + 1.2 * (0.25 + (0.75 * words.length) / average));
      }, 0),
    );
  };
}

/** The place of the right passage, 1 the first; of equals it counts as the last. */
function ranks(score: Score): number[] {
  return questions.map((_, right) => {
    const scores = score(right);
    return scores.filter((value) => value >= (scores[right] as number)).length;
  });
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const round = (value: number): number => Math.round(value * 1_000) / 1_000;

export async function evaluateEmbeddings(): Promise<EvalRow[]> {
  const embedder = createOfflineEmbedder({ log: pino({ level: 'silent' }) });
  try {
    const passages = questions.map(({ passage }) => passage);
    const of = await embedder.embed(passages, { kind: 'passage' });
    const asked = await embedder.embed(
      questions.map(({ question }) => question),
      { kind: 'query' },
    );
    const words = bm25(passages);
    const ours = ranks((at) => of.map((vector) => vector.reduce((sum, x, i) => sum + x * asked[at]![i]!, 0)));
    const theirs = ranks((at) => words(questions[at]!.question));
    const row = (metric: string, of: (rank: number) => number): EvalRow => ({
      eval: 'embeddings',
      metric,
      value: round(mean(ours.map(of))),
      baseline: round(mean(theirs.map(of))),
      n: questions.length,
    });
    return [
      row('recall_at_1', (rank) => Number(rank === 1)),
      row('recall_at_5', (rank) => Number(rank <= 5)),
      row('reciprocal_rank', (rank) => 1 / rank),
    ];
  } finally {
    await embedder.close();
  }
}
