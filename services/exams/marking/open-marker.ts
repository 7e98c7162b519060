/**
 * Marks open answers: what was marked before comes from the cache, the rest from the model, several of one question in a
 * call; without a model by words in common, and then it says so.
 */
import { TransientError } from '@scory/chassis/errors.ts';
import { type ModelGateway, offlineModel } from '@scory/llm/gateway.ts';
import { addressesMarker } from '../domain/marking/addresses-marker.ts';
import { quotesIn } from '../domain/marking/answer-quote.ts';
import { markOffline } from '../domain/marking/mark-offline.ts';
import type { Marking, OpenQuestion } from '../domain/marking/open-marking.ts';
import { type Judgement, readMarking, withSecond } from '../domain/marking/read-marking.ts';
import { hashOf, twiceOf } from '../domain/marking/sampling.ts';
import { seededRandom } from '../domain/seeded-random.ts';
import { markAnswers } from '../prompts/mark-answers.ts';
import { type MarkingCache, markingKey } from '../store/marking-cache.ts';
import { createGathering, type Gathering } from './gathering.ts';

/** On whose behalf a call is made. */
export interface MarkedFor {
  ownerId: string;
  jobId: string;
  /** The exam that the question is of; null where it came with its answers. */
  examId: string | null;
}

export interface MarkUsage {
  model: string | null;
  tokens: number;
  costUsd: number;
}

export interface Marked {
  marking: Marking;
  /** What this answer's part of its calls came to; nothing where it was in the cache. */
  usage: MarkUsage;
  /** It had been marked before. */
  cached: boolean;
}

export interface OpenMarker {
  offline: boolean;
  /** One answer, in one call with others to the same question that come in at the same time. */
  mark(question: OpenQuestion, answer: string, by: MarkedFor, signal: AbortSignal): Promise<Marked>;
  /** Some answers to one question, in one call. In their order. */
  markTogether(
    question: OpenQuestion,
    answers: readonly string[],
    options: { by: MarkedFor; twice: boolean; signal: AbortSignal },
  ): Promise<Marked[]>;
}

export const answersPerCall = 10;
/** Somebody who submits does not notice it; those who submit at the bell share calls by it. */
const gatherMs = 250;
const nothing: MarkUsage = { model: null, tokens: 0, costUsd: 0 };

/** A marking of the same words, with its quotes as they stand in this answer. */
function kept(marking: Marking, answer: string): Marked {
  const find = quotesIn(answer);
  const criteria = marking.criteria.map((one) => ({ ...one, quote: one.quote && (find(one.quote) ?? null) }));
  return { marking: { ...marking, criteria }, usage: nothing, cached: true };
}

export function createOpenMarker(deps: {
  gateway: ModelGateway;
  cache: MarkingCache;
  /** Calls for attempts at once in this process. */
  callsMax: number;
}): OpenMarker {
  const { gateway, cache, callsMax } = deps;
  const prompt = `${markAnswers.id}@${markAnswers.version}`;
  const keyOf = (question: OpenQuestion, answer: string): string =>
    markingKey(question, answer, { prompt, model: gateway.primary.model });

  const gathering: Gathering<OpenQuestion, { answer: string; by: MarkedFor }, Marked> = createGathering({
    windowMs: gatherMs,
    answersMax: answersPerCall,
    callsMax,
    // What speaks to the marker stands in no call with honest answers.
    keyOf: (question, { answer, by }) => JSON.stringify([by.examId, addressesMarker(answer), question]),
    run: async (question, entries, signal) => {
      const answers = entries.map(({ answer }) => answer);
      // One of them stands for all in the ledger.
      const { by } = entries[0]!;
      return markFresh(question, answers, { by, twice: twiceOf(1, answers.join('\n')).has(0), signal });
    },
  });

  /** Each answer as the model judged it in one call, in an order of its own. */
  async function judge(
    question: OpenQuestion,
    answers: readonly string[],
    { by, signal, seed, after }: { by: MarkedFor; signal: AbortSignal; seed: string; after?: string },
  ): Promise<{ judged: (Judgement | undefined)[]; usage: MarkUsage; provider: string }> {
    const order = seededRandom(hashOf(seed)).shuffled([...answers.keys()]);
    const generation = await gateway.generate({
      prompt: markAnswers,
      input: { question, answers: order.map((at) => answers[at] as string) },
      ownerId: by.ownerId,
      jobId: by.jobId,
      signal,
      // Another model, where there is one, sees what the first one overlooks.
      ...(after !== undefined && { lastChoice: after }),
    });
    const judged: (Judgement | undefined)[] = answers.map(() => undefined);
    for (const one of generation.value.answers) {
      const at = order[one.answer - 1];
      if (at !== undefined) judged[at] ??= one;
    }
    const { model, provider, inputTokens, outputTokens, costUsd } = generation;
    return { judged, usage: { model, tokens: inputTokens + outputTokens, costUsd }, provider };
  }

  /** Calls the model, and keeps what came of it before anybody is told. */
  async function markFresh(
    question: OpenQuestion,
    given: readonly string[],
    { by, twice, signal }: { by: MarkedFor; twice: boolean; signal: AbortSignal },
  ): Promise<Marked[]> {
    const keys = given.map((answer) => keyOf(question, answer));
    const distinct = [...new Map(keys.map((key, at) => [key, given[at] as string]))];
    const answers = distinct.map(([, answer]) => answer);
    const seed = keys.join('\n');
    const first = await judge(question, answers, { by, signal, seed });
    // One after the other: whoever bounds the calls counts this as one.
    const second = twice
      ? await judge(question, answers, { by, signal, seed: `second:${seed}`, after: first.provider })
      : undefined;
    const markings = new Map<string, Marking>();
    for (const [at, [key, answer]] of distinct.entries()) {
      const judged = first.judged[at];
      if (!judged) continue;
      const marking = readMarking(question, answer, judged);
      const again = second?.judged[at];
      markings.set(
        key,
        again ? withSecond(question, marking, readMarking(question, answer, again)) : marking,
      );
    }
    await cache.keep(markings, by.examId);
    if (markings.size < distinct.length)
      throw new TransientError('MARKING_INCOMPLETE', 'The model did not mark every answer');
    const usage = {
      model: first.usage.model,
      tokens: Math.round((first.usage.tokens + (second?.usage.tokens ?? 0)) / given.length),
      costUsd: (first.usage.costUsd + (second?.usage.costUsd ?? 0)) / given.length,
    };
    return keys.map((key) => ({ marking: markings.get(key) as Marking, usage, cached: false }));
  }

  const offlineMark = (question: OpenQuestion, answer: string): Marked => ({
    marking: markOffline(question, answer),
    usage: { ...nothing, model: offlineModel },
    cached: false,
  });

  return {
    offline: gateway.offline,
    async mark(question, answer, by, signal) {
      if (gateway.offline) return offlineMark(question, answer);
      const key = keyOf(question, answer);
      const marking = (await cache.find([key])).get(key);
      return marking ? kept(marking, answer) : gathering.add(question, { answer, by }, signal);
    },
    async markTogether(question, answers, { by, twice, signal }) {
      if (gateway.offline) return answers.map((answer) => offlineMark(question, answer));
      const keys = answers.map((answer) => keyOf(question, answer));
      const found = await cache.find(keys);
      const missing = answers.filter((_, at) => !found.has(keys[at] as string));
      const fresh = missing.length === 0 ? [] : await markFresh(question, missing, { by, twice, signal });
      const rest = fresh[Symbol.iterator]();
      return keys.map((key, at) => {
        const marking = found.get(key);
        return marking ? kept(marking, answers[at] as string) : (rest.next().value as Marked);
      });
    },
  };
}
