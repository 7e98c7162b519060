/**
 * Makes an exam: gathers its material, plans it, has its batches made side by side, puts together what they came to. What is missing
 * then is tried once or twice more on other passages; what is missing after that is said, never padded.
 */
import { PermanentError, TransientError } from '@scory/chassis/errors.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import {
  type Child,
  type CommandHandler,
  type EndedChild,
  type FanOut,
  fanOutHandler,
  type HandlerContext,
  type Outcome,
} from '@scory/chassis/service.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { ExamReport } from '@scory/contracts/exams/exam-request.ts';
import { generateBatchCommand, generateCommand } from '@scory/contracts/exams/generate.ts';
import type { ModelGateway } from '@scory/llm/gateway.ts';
import type { z } from 'zod';
import { type PlannedSlot, planExam } from '../domain/blueprint.ts';
import type { MadeItem } from '../domain/made-item.ts';
import type { Material } from '../domain/material.ts';
import { refill } from '../domain/refill.ts';
import { type EndedBatch, type Joined, joinBatches } from '../generation/join-batches.ts';
import { deletedMeanwhile, keepExam } from '../generation/keep-exam.ts';
import { earlierItem, makerOf, type PlanOf, planRound } from '../generation/plan-round.ts';
import type { Gathering } from '../material/gather-material.ts';
import type { ExamFiles, MaterialStore, Planned, RoundPlan } from '../material/material-store.ts';
import { currentExam, type ExamRow, reopenFailed } from '../store/exam-store.ts';
import { readItems } from '../store/item-rows.ts';
import { listRecent } from '../store/item-store.ts';
import { findBatches } from '../store/made-batches.ts';

type BatchResult = z.infer<typeof generateBatchCommand.result>;
type Ended = Outcome<z.input<typeof generateCommand.result>, z.input<typeof generateCommand.metadata>>;

/** What goes from round to round; the text of it lies beside the material. */
interface State {
  round: number;
  /** Of the children of earlier rounds, in their order. */
  results: (BatchResult | null)[];
}

/** The first one, and two for what it did not fill. */
const roundsMax = 3;
const noRoom = 'The material holds no more passages that a question could rest on';

export interface GenerateDeps {
  runtime: Pick<Runtime, 'database'>;
  gateway: ModelGateway;
  gathering: Gathering;
  materials: MaterialStore;
}

export function generateHandler(deps: GenerateDeps): CommandHandler {
  const { materials } = deps;
  const { database } = deps.runtime;

  async function examOf(id: string, actor: Actor): Promise<ExamRow> {
    const exam = await currentExam(database, id, actor.owner_id);
    if (!exam) throw deletedMeanwhile();
    return exam;
  }

  const recentOf = async ({ id, owner_id, request }: ExamRow): Promise<MadeItem[]> =>
    request.exclude_recent ? (await listRecent(database, owner_id, id)).map(earlierItem) : [];

  const planOf = (exam: ExamRow, material: Material, recent: readonly MadeItem[]): PlanOf => ({
    passages: new Map(material.passages.map((passage) => [passage.number, passage])),
    language: languageOf(exam, material),
    maker: makerOf(deps.gateway, exam.seed),
    offline: deps.gateway.offline,
    recent,
  });

  /** As an earlier run left it, which its batches rest on; else gathered and planned now. */
  async function planned(exam: ExamRow, actor: Actor, context: HandlerContext): Promise<Planned> {
    const files = filesOf(exam);
    const earlier = await materials.find(files);
    if (earlier) return earlier;
    const material = await deps.gathering.gather(exam.request, {
      actor: { ...actor, owner_id: exam.owner_id },
      signal: context.signal,
      onProgress: (completed, total) => context.progress({ phase: 'material', completed, total }),
    });
    const { slots, missing } = planExam(exam.request, material.passages, exam.seed);
    const plan = planRound(slots, planOf(exam, material, await recentOf(exam)));
    const made = { material, plan, missing: missing.map((slot) => ({ ...slot, reason: noRoom })) };
    await materials.keep(files, made);
    await assertStillWanted(exam, context);
    return made;
  }

  /** Whoever deleted the exam or took it over since has not seen what was just written. */
  async function assertStillWanted(exam: ExamRow, { signal }: HandlerContext): Promise<void> {
    const now = await currentExam(database, exam.id, exam.owner_id);
    if (now?.owner_id === exam.owner_id && !signal.aborted) return;
    await materials.remove(filesOf(exam));
    signal.throwIfAborted();
    if (!now) throw deletedMeanwhile();
    throw new TransientError('EXAM_MOVING', 'The exam moves to another owner');
  }

  /** Of an exam that is there: also where a run died between storing it and saying so. */
  async function outcomeOf(exam: ExamRow, report: ExamReport, since: Date): Promise<Ended> {
    await materials.remove(filesOf(exam));
    const [first] = await readItems(database, exam.id);
    return endedWith(exam, report, since, first?.ai_model ?? deps.gateway.primary.model);
  }

  return fanOutHandler(generateCommand, {
    async handle({ data, actor, createdAt }, context) {
      const exam = await examOf(data.exam_id, actor);
      if (exam.report) return outcomeOf(exam, exam.report, createdAt);
      await reopenFailed(database, exam.id);
      const { plan } = await planned(exam, actor, context);
      return fanOutRound(context, exam, plan, { round: 1, results: [] });
    },

    async join({ data, actor, createdAt, children, state }, context) {
      const exam = await examOf(data.exam_id, actor);
      if (exam.report) return outcomeOf(exam, exam.report, createdAt);
      const { round, results: earlier } = state as State;
      const results = [...earlier, ...children.map(resultOf)];
      assertSomeSucceeded(children, results);
      const files = filesOf(exam);
      const [{ material, missing, plan }, recent] = await Promise.all([
        materials.read(files),
        recentOf(exam),
      ]);
      const rounds = [plan];
      for (let later = 2; later <= round; later += 1) rounds.push(await materials.readRound(files, later));
      const of = planOf(exam, material, recent);
      const batches = await endedBatches(database, rounds, results, children);
      const joined = await joinBatches(batches, of);
      const again = round < roundsMax ? refillOf(exam, material, joined, batches, round) : [];
      if (again.length > 0) {
        const next = planRound(again, of);
        await materials.keepRound(files, round + 1, next);
        await assertStillWanted(exam, context);
        return fanOutRound(context, exam, next, { round: round + 1, results });
      }
      const slots = plan.batches.flatMap((batch) => batch.slots);
      const report = reportOf({ joined, slots, missing, results });
      if (joined.items.length === 0) throw nothingMade(report);
      const kept = await keepExam(
        database,
        { id: exam.id, ownerId: exam.owner_id },
        {
          ...{ items: joined.items, slots, passages: of.passages, language: of.language, report },
          batchKeys: rounds.flatMap((each) => each.batches.map(({ key }) => key)),
        },
      );
      return outcomeOf(kept, kept.report ?? report, createdAt);
    },
  });
}

const filesOf = ({ id, owner_id }: ExamRow): ExamFiles => ({ examId: id, ownerId: owner_id });

const languageOf = ({ request }: ExamRow, { language }: Material): string =>
  request.language ?? language ?? 'en';

/** A part for each batch, that weighs as much as it has questions: so progress is questions of all questions. */
function fanOutRound(context: HandlerContext, exam: ExamRow, plan: RoundPlan, state: State): FanOut {
  const children = plan.batches.map(
    ({ key, slots }, place): Child<typeof generateBatchCommand> => ({
      contract: generateBatchCommand,
      data: { exam_id: exam.id, round: state.round, batch: place + 1, key },
      weight: slots.length,
    }),
  );
  return context.fanOut(children, { state, phase: state.round === 1 ? 'questions' : 'missing questions' });
}

const resultOf = ({ result }: EndedChild): BatchResult | null =>
  generateBatchCommand.result.nullable().parse(result);

/** Where no batch of the first round came to anything, its reason is the exam's. */
function assertSomeSucceeded(
  children: readonly EndedChild[],
  results: readonly (BatchResult | null)[],
): void {
  if (results.length === 0 || results.some((result) => result !== null)) return;
  const failed = children.find(({ error }) => error !== null)?.error;
  throw new PermanentError(failed?.code ?? 'BATCHES_FAILED', failed?.message ?? 'No question could be made');
}

async function endedBatches(
  database: Runtime['database'],
  rounds: readonly RoundPlan[],
  results: readonly (BatchResult | null)[],
  children: readonly EndedChild[],
): Promise<EndedBatch[]> {
  const planned = rounds.flatMap(({ batches }) => batches);
  const made = await findBatches(
    database,
    planned.map(({ key }) => key),
  );
  return planned.map(({ key, slots, reach }, place) => ({
    slots,
    reach,
    batch: results[place] ? made.get(key) : undefined,
    failure: children[place - (planned.length - children.length)]?.error?.message,
  }));
}

function refillOf(
  exam: ExamRow,
  material: Material,
  joined: Joined,
  batches: readonly EndedBatch[],
  round: number,
): PlannedSlot[] {
  const tried = new Map<number, number[]>();
  const latest = new Map<number, PlannedSlot>();
  for (const slot of batches.flatMap(({ slots }) => slots)) {
    latest.set(slot.number, slot);
    tried.set(slot.number, [...(tried.get(slot.number) ?? []), ...slot.passages]);
  }
  const used = new Map<number, number>();
  for (const { item } of joined.items) used.set(item.passage, (used.get(item.passage) ?? 0) + 1);
  const missing = [...joined.reasons.keys()].flatMap((number) => latest.get(number) ?? []);
  return refill(missing, material.passages, { tried, used, seed: exam.seed + round });
}

function reportOf({
  joined,
  slots,
  missing,
  results,
}: {
  joined: Joined;
  slots: readonly PlannedSlot[];
  missing: Planned['missing'];
  results: readonly (BatchResult | null)[];
}): ExamReport {
  const done = results.filter((result) => result !== null);
  const sum = (of: (result: BatchResult) => number): number =>
    done.reduce((all, result) => all + of(result), 0);
  const rejected = { ...joined.rejected };
  for (const result of done)
    for (const [gate, count] of Object.entries(result.rejected) as [keyof typeof rejected, number][])
      rejected[gate] = (rejected[gate] ?? 0) + count;
  const unfilled = slots
    .filter(({ number }) => joined.reasons.has(number))
    .map(({ number, type, topic }) => ({ number, type, topic, reason: joined.reasons.get(number) ?? '' }));
  return {
    asked: slots.length + missing.length,
    made: joined.items.length,
    missing: [
      ...unfilled,
      ...missing.map(({ number, type, topic, reason }) => ({ number, type, topic, reason })),
    ],
    rejected,
    model_calls: sum(({ model_calls }) => model_calls),
    tokens_used: sum(({ tokens_used }) => tokens_used),
    cost_usd: sum(({ cost_usd }) => cost_usd),
    blind_solver: joined.blind_solver,
    from_cache: done.length > 0 && done.every(({ from_cache }) => from_cache),
  };
}

function nothingMade({ missing }: ExamReport): PermanentError {
  const reason = missing[0]?.reason;
  return new PermanentError(
    'NOTHING_MADE',
    `No question that was made of the material came through the checks${reason ? `; the first one: ${reason}` : ''}`,
  );
}

function endedWith(exam: ExamRow, report: ExamReport, since: Date, aiModel: string): Ended {
  const { missing, ...told } = report;
  const unfilled = missing.length;
  return {
    result: { exam_id: exam.id, item_count: report.made, report: told },
    metadata: {
      ai_model: aiModel,
      tokens_used: report.tokens_used,
      cost_usd: report.cost_usd,
      processing_time_ms: Math.max(0, Date.now() - since.getTime()),
      from_cache: report.from_cache,
    },
    warnings:
      unfilled === 0
        ? []
        : [
            {
              code: 'QUESTIONS_MISSING',
              message: `${unfilled} of ${report.asked} questions could not be made; the exam says why`,
            },
          ],
  };
}
