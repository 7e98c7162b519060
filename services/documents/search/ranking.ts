/** The best of what a search has found, in the order in which a language model finds that it answers the question. */
import type { Logger } from '@scory/chassis/log.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { ModelGateway } from '@scory/llm/gateway.ts';
import { byGrades } from '../domain/grades.ts';
import { rankPassagesPrompt } from '../prompts/rank-passages.ts';
import { type Found, passageKey } from './arms.ts';
import type { PassageRow } from './passage.ts';

/** What is shown to the model: some ten thousand tokens. */
export const ranked = 20;
/** Whoever asks waits no longer for it. */
const rankMs = 15_000;

export interface Ranking {
  found: Found[];
  model: string;
}

/** Undefined where no model answers in time. What a reader of the page does not see is shown to no model, and stays behind. */
export async function rankPassages(
  { gateway, log }: { gateway: ModelGateway; log: Logger },
  { question, actor, signal }: { question: string; actor: Pick<Actor, 'owner_id'>; signal: AbortSignal },
  found: readonly Found[],
  rows: readonly Pick<PassageRow, 'document_id' | 'place' | 'section' | 'text' | 'hidden'>[],
): Promise<Ranking | undefined> {
  const scores = new Map(found.map((one) => [passageKey(one), one]));
  const shown = rows.filter((row) => !row.hidden && scores.has(passageKey(row))).slice(0, ranked);
  if (shown.length === 0) return undefined;
  try {
    const { value, model } = await gateway.generate({
      prompt: rankPassagesPrompt,
      input: { question, passages: shown },
      ownerId: actor.owner_id,
      signal: AbortSignal.any([signal, AbortSignal.timeout(rankMs)]),
    });
    const grades = new Map(value.grades.map(({ passage, grade }) => [shown[passage - 1], grade]));
    const graded = new Map(shown.map((row) => [passageKey(row), grades.get(row)]));
    const hidden = new Set(rows.filter((row) => row.hidden).map(passageKey));
    const isHidden = (one: Found): boolean => hidden.has(passageKey(one));
    const seen = byGrades(
      found.filter((one) => !isHidden(one)),
      (one) => graded.get(passageKey(one)),
    );
    return { found: [...seen, ...found.filter(isHidden)], model };
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ err: error }, 'passages could not be ranked by a model; they stay as they were found');
    return undefined;
  }
}
