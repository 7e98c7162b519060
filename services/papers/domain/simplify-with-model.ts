/** The whole way of a paper through a model. How the model is asked is the caller's; this has no I/O. */
import type { Prompt } from '@scory/llm/prompt.ts';
import {
  repair,
  type SimplifyMapOutput,
  type SimplifyOutput,
  simplifyMap,
  simplifyReduce,
  simplifySingle,
} from '../prompts/simplify.ts';
import { applyRepair, finish, repairInput } from './finish.ts';
import type { PaperText } from './paper-text.ts';
import type { SimplifiedPaper } from './simplified-paper.ts';
import { notesOf, type PlanOptions, planReduce, planSimplification } from './simplify-plan.ts';

export type Ask = <I, O>(prompt: Prompt<I, O>, input: I) => Promise<O>;

export interface ModelOptions extends PlanOptions {
  ask: Ask;
  /** Requests to the model at the same time. */
  concurrency?: number;
  signal?: AbortSignal;
  /** Share done (0 to 1) and what is being done. */
  onProgress?: (done: number, step: 'reading' | 'writing' | 'checking' | 'repairing') => void;
}

async function inOrder<I, O>(
  inputs: readonly I[],
  concurrency: number,
  work: (input: I) => Promise<O>,
): Promise<O[]> {
  const outputs: O[] = new Array(inputs.length);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < inputs.length) {
      const at = next;
      next += 1;
      outputs[at] = await work(inputs[at]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, inputs.length) }, lane));
  return outputs;
}

/** Notes that do not get shorter round by round would go on for ever. */
const mostRounds = 4;

async function reduce(
  outputs: readonly SimplifyMapOutput[],
  paper: PaperText,
  options: ModelOptions,
): Promise<SimplifyOutput> {
  let notes = outputs;
  for (let round = 1; ; round += 1) {
    const inputs = planReduce(notes, paper, options);
    const written = await inOrder(inputs, options.concurrency ?? 3, (input) =>
      options.ask(simplifyReduce, input),
    );
    options.signal?.throwIfAborted();
    const [only] = written;
    if (written.length <= 1) return only ?? { title: paper.title, summary: [], key_points: [], glossary: [] };
    if (round === mostRounds) return joined(written);
    notes = written.map(notesOf);
  }
}

/** A paper as long as a shelf: its reduced parts, one after the other. */
function joined(written: readonly SimplifyOutput[]): SimplifyOutput {
  return {
    title: written[0]!.title,
    summary: written.flatMap(({ summary }) => summary),
    key_points: written.flatMap(({ key_points }) => key_points.slice(0, 2)),
    glossary: written.flatMap(({ glossary }) => glossary),
  };
}

async function write(paper: PaperText, options: ModelOptions): Promise<SimplifyOutput> {
  const plan = planSimplification(paper, options);
  if (plan.mode === 'single') {
    options.onProgress?.(0.1, 'writing');
    return options.ask(simplifySingle, plan.input);
  }
  let read = 0;
  options.onProgress?.(0.05, 'reading');
  const notes = await inOrder(plan.inputs, options.concurrency ?? 3, async (input) => {
    options.signal?.throwIfAborted();
    const output = await options.ask(simplifyMap, input);
    read += 1;
    options.onProgress?.(0.05 + (0.6 * read) / plan.inputs.length, 'reading');
    return output;
  });
  options.onProgress?.(0.7, 'writing');
  return reduce(notes, paper, options);
}

/**
 * Simplifies with a model: one request or map and reduce, check, at most one repair, check again. Errors of `ask`
 * and the signal's reason pass through. A paper without any sentence asks no model (see `finish`).
 */
export async function simplifyWithModel(paper: PaperText, options: ModelOptions): Promise<SimplifiedPaper> {
  const language = options.language ?? paper.language;
  const empty: SimplifyOutput = { title: paper.title, summary: [], key_points: [], glossary: [] };
  const output = paper.sentences.some(({ kept }) => kept) ? await write(paper, options) : empty;
  options.signal?.throwIfAborted();
  options.onProgress?.(0.85, 'checking');
  const first = await finish(output, paper, options.level, { language, signal: options.signal });
  if (first.result) return first.result;
  options.onProgress?.(0.9, 'repairing');
  const repaired = await options.ask(repair, repairInput(first.failing, options.level, language));
  options.signal?.throwIfAborted();
  const { draft, removed } = applyRepair(first.draft, first.failing, repaired);
  const last = await finish(draft, paper, options.level, {
    final: true,
    language,
    alreadyLeftOut: removed,
    signal: options.signal,
  });
  return last.result!;
}
