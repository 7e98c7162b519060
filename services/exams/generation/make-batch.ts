/**
 * The questions of a batch: asked of a model, held against the gates, mended by asking again for those that were turned away, then
 * answered by a second model that does not see the keys. One call at a time: how many run beside each other is the number of
 * batches under way, and no call waits for another batch's.
 */
import type { GateName } from '@scory/contracts/exams/exam-request.ts';
import type { Generation, ModelGateway } from '@scory/llm/gateway.ts';
import { assembleItem } from '../domain/assemble-item.ts';
import type { PlannedSlot } from '../domain/blueprint.ts';
import { agreesWithSolver, checkItem, type Rejection } from '../domain/gates/check-items.ts';
import { keptItem, type MadeBatch, passagesOf } from '../domain/made-batch.ts';
import type { MadeItem } from '../domain/made-item.ts';
import type { Passage } from '../domain/passage.ts';
import { makeItemsPrompt } from '../prompts/make-items.ts';
import { isSolvable, type Solution, solveItemsPrompt } from '../prompts/solve-items.ts';

export interface BatchTask {
  slots: readonly PlannedSlot[];
  /** Numbers of the passages that its questions may rest on. */
  reach: readonly number[];
  /** All of the material. */
  passages: ReadonlyMap<number, Passage>;
  /** ISO 639-1. */
  language: string;
  /** Questions of earlier exams that are not to be asked again. */
  avoid: readonly MadeItem[];
  ownerId: string;
  jobId: string;
  signal: AbortSignal;
  /** So many of its questions stand. */
  onProgress(made: number): void;
}

/** What making it took; not part of what is kept, for whoever finds that pays nothing. */
export interface Effort {
  rejected: Partial<Record<GateName, number>>;
  model_calls: number;
  tokens_used: number;
  cost_usd: number;
}

export const noEffort = (): Effort => ({ rejected: {}, model_calls: 0, tokens_used: 0, cost_usd: 0 });

/** Calls for questions; what is still turned away then is reported. */
const turnsMax = 4;
const reasonsMax = 3;

/** A candidate for each slot, the reasons that its earlier ones were turned away for, and what a call cost. */
interface Work {
  candidates: Map<number, MadeItem>;
  told: Map<number, string[]>;
  effort: Effort;
}

export function turnAway(
  { told, effort }: Pick<Work, 'told' | 'effort'>,
  slot: number,
  rejections: readonly Rejection[],
): void {
  for (const gate of new Set(rejections.map((each) => each.gate)))
    effort.rejected[gate] = (effort.rejected[gate] ?? 0) + 1;
  const reasons = rejections.slice(0, reasonsMax).map(({ reason }) => `${reason}.`);
  told.set(slot, [...(told.get(slot) ?? []), ...reasons].slice(-reasonsMax));
}

export const notMade = 'No question on its passages came through the checks.';

export async function makeBatch(
  gateway: ModelGateway,
  task: BatchTask,
): Promise<{ batch: MadeBatch; effort: Effort }> {
  const work: Work = { candidates: new Map(), told: new Map(), effort: noEffort() };
  const solved = new Set<MadeItem>();
  let model = gateway.primary.model;
  let solver: string | null = null;
  const open = (): PlannedSlot[] => task.slots.filter(({ number }) => !work.candidates.has(number));
  for (let turn = 1; turn <= turnsMax; turn += 1) {
    if (open().length > 0) model = (await propose(gateway, task, work, open())).model;
    // What was turned away is asked for again before the solver is: it answers all that stand in one call.
    if (open().length > 0 && turn < turnsMax - 1) continue;
    const unsolved = [...work.candidates.values()].filter(
      (item) => isSolvable(item.type) && !solved.has(item),
    );
    if (unsolved.length > 0) {
      const answers = await solve(gateway, task, unsolved);
      addUsage(work.effort, answers);
      solver = answers.model;
      for (const item of unsolved) {
        const disagreement = agreesWithSolver(item, answerTo(item, unsolved, answers.value.answers));
        if (!disagreement) solved.add(item);
        else {
          work.candidates.delete(item.slot);
          turnAway(work, item.slot, [disagreement]);
        }
      }
    }
    task.onProgress(work.candidates.size);
    if (open().length === 0) break;
  }
  return { batch: batchOf(task, work, { model, solver, solved }), effort: work.effort };
}

/** What nobody has answered without its key does not stand, where it could have been. */
function batchOf(
  task: BatchTask,
  { candidates, told }: Work,
  { model, solver, solved }: { model: string; solver: string | null; solved: ReadonlySet<MadeItem> },
): MadeBatch {
  const standing = [...candidates.values()].filter((item) => solved.has(item) || !isSolvable(item.type));
  const made = new Set(standing.map(({ slot }) => slot));
  return {
    items: standing.map((item) => keptItem(item, task)),
    missing: [...task.slots.entries()].flatMap(([place, { number }]) =>
      made.has(number) ? [] : [{ place, reason: told.get(number)?.at(-1) ?? notMade }],
    ),
    ai_model: model,
    blind_solver: solver,
  };
}

function addUsage(effort: Effort, generation: Generation<unknown>): void {
  effort.model_calls += 1;
  effort.tokens_used += generation.inputTokens + generation.outputTokens;
  effort.cost_usd += generation.costUsd;
}

/** Asks for a question for each of the slots; those that pass the gates become candidates. */
async function propose(
  gateway: ModelGateway,
  task: BatchTask,
  work: Work,
  slots: readonly PlannedSlot[],
): Promise<Generation<unknown>> {
  const numbers = passagesOf(slots);
  const place = (passage: number): number => numbers.indexOf(passage) + 1;
  const { language, passages, ownerId, jobId, signal } = task;
  const generation = await gateway.generate({
    prompt: makeItemsPrompt(slots.map(({ type }) => type)),
    input: {
      language,
      wanted: slots.map((slot, index) => ({
        ...slot,
        slot: index + 1,
        passages: slot.passages.map(place),
        rejected: work.told.get(slot.number) ?? [],
      })),
      passages: numbers.map((number) => {
        const { section, text } = passages.get(number) as Passage;
        return { number: place(number), section, text };
      }),
      avoid: [...task.avoid, ...work.candidates.values()].map(({ stem }) => stem),
    },
    ...{ ownerId, jobId, signal },
  });
  addUsage(work.effort, generation);
  for (const [index, slot] of slots.entries()) {
    const draft = generation.value.items.find((item) => item.slot === index + 1);
    if (!draft) continue;
    const named = numbers[draft.passage - 1] ?? 0;
    const item = assembleItem(
      draft,
      slot,
      slot.passages.includes(named) ? named : (slot.passages[0] as number),
    );
    const accepted = [...task.avoid, ...work.candidates.values()];
    const rejections = checkItem(item, { slot, passages, accepted, language });
    if (rejections.length === 0) work.candidates.set(slot.number, item);
    else turnAway(work, slot.number, rejections);
  }
  return generation;
}

function solve(gateway: ModelGateway, task: BatchTask, items: readonly MadeItem[]) {
  const numbers = [...new Set(items.map(({ passage }) => passage))];
  return gateway.generate({
    prompt: solveItemsPrompt(items.map(({ type }) => type)),
    input: {
      questions: items.map(({ type, stem, body, passage }, place) => ({
        ...{ number: place + 1, type, stem, body },
        passage: numbers.indexOf(passage) + 1,
      })),
      passages: numbers.map((number, place) => ({
        number: place + 1,
        text: (task.passages.get(number) as Passage).text,
      })),
    },
    ownerId: task.ownerId,
    jobId: task.jobId,
    signal: task.signal,
    lastChoice: gateway.primary.provider,
  });
}

/** In the form that an answer to the type has; undefined where it was passed over. */
function answerTo(item: MadeItem, asked: readonly MadeItem[], answers: readonly Solution[]): unknown {
  const number = asked.indexOf(item) + 1;
  const given = answers.find(({ question, type }) => question === number && type === item.type);
  if (!given) return undefined;
  if (given.type === 'cloze')
    return { gaps: Object.fromEntries(given.gaps.map(({ id, text }) => [id, text])) };
  if (given.type === 'matching')
    return { pairs: Object.fromEntries(given.pairs.map(({ left, right }) => [left, right])) };
  const { type: _type, question: _question, ...answer } = given;
  return answer;
}
