/**
 * Do the gates of exams turn bad questions away, and let good ones pass? Good ones by hand; bad ones by hand, and by planting one
 * fault at a time into the good ones. And how many of the questions that the offline engine proposes pass each gate.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type GateName, gateName } from '@scory/contracts/exams/exam-request.ts';
import { itemType } from '@scory/contracts/exams/items.ts';
import { checkItem } from '../../services/exams/domain/gates/check-items.ts';
import type { MadeItem } from '../../services/exams/domain/made-item.ts';
import type { OfflineSlot } from '../../services/exams/domain/offline/made.ts';
import { proposeItems } from '../../services/exams/domain/offline/make-items.ts';
import type { Passage } from '../../services/exams/domain/passage.ts';
import { readCorpus } from './documents/corpus.ts';
import { hardNegatives } from './exams/hard-negatives.ts';
import { humanities } from './exams/humanities.ts';
import { naturalSciences } from './exams/natural-sciences.ts';
import { paperPassages } from './exams/paper-passages.ts';
import { type Question, readQuestion, readTopics, type Topic } from './exams/parse-questions.ts';
import { plantedFaults } from './exams/plant-faults.ts';
import { secondNegatives, secondTexts } from './exams/second-set.ts';
import type { EvalRow, Verdict } from './simplify.ts';

type Passages = ReadonlyMap<number, Passage>;
type Log = (verdict: Verdict) => void;

/** Turned away, out of how many, without any gate: none, whatever they are. */
class Share {
  hits = 0;
  n = 0;

  add(hit: boolean): void {
    this.hits += Number(hit);
    this.n += 1;
  }

  row(metric: string, baseline: number): EvalRow {
    return {
      eval: 'exams',
      metric,
      value: this.n === 0 ? 0 : Math.round((this.hits / this.n) * 1_000) / 1_000,
      baseline,
      n: this.n,
    };
  }
}

function rejectionsOf(
  { slot, item }: Question,
  accepted: readonly MadeItem[],
  passages: Passages,
): { gate: GateName; reason: string }[] {
  return checkItem(item, { slot, passages, accepted, language: 'en' });
}

function goodRows(prefix: '' | 'second_', topics: readonly Topic[], passages: Passages, log: Log): EvalRow[] {
  const byGate = new Map(gateName.options.map((gate) => [gate, new Share()]));
  const all = new Share();
  for (const { questions } of topics) {
    for (const question of questions) {
      const others = questions.filter((other) => other !== question).map(({ item }) => item);
      const found = rejectionsOf(question, others, passages);
      for (const [gate, share] of byGate) share.add(found.some((each) => each.gate === gate));
      all.add(found.length === 0);
      log({
        metric: 'good_items',
        sentence: question.item.stem,
        flagged: found.length > 0,
        codes: found.map(({ gate, reason }) => `${gate}: ${reason}`),
      });
    }
  }
  return [
    all.row(`${prefix}good_items_passed`, 1),
    ...[...byGate].map(([gate, share]) => share.row(`${prefix}gate_${gate}_false_rejections`, 0)),
  ];
}

/** By faults planted in good questions: whether the gate itself notices, not some other. */
function plantedRows(questions: readonly Question[], passages: Passages, log: Log): EvalRow[] {
  return gateName.options.map((gate) => {
    const share = new Share();
    for (const { question, item, accepted } of plantedFaults(gate, questions)) {
      const found = rejectionsOf({ slot: { ...question.slot, type: item.type }, item }, accepted, passages);
      const flagged = found.some((each) => each.gate === gate);
      share.add(flagged);
      log({ metric: `catch.planted.${gate}`, sentence: `${item.type}: ${item.stem}`, flagged, codes: [] });
    }
    return share.row(`gate_${gate}_catch_rate`, 0);
  });
}

function handRows(
  set: 'hard' | 'second',
  negatives: Readonly<Record<string, string>>,
  topics: readonly Topic[],
  passages: Passages,
  log: Log,
): EvalRow[] {
  return Object.entries(negatives).map(([gate, lines]) => {
    const share = new Share();
    for (const line of lines.trim().split('\n')) {
      const at = line.indexOf(' # ');
      const topic = topics.find(({ passage }) => passage.documentId === line.slice(0, at));
      if (!topic) throw new Error(`There is no topic for “${line}”`);
      const question = readQuestion(line.slice(at + 3), topic.passage, 999);
      const accepted = topic.questions.map(({ item }) => item);
      const flagged = rejectionsOf(question, accepted, passages).some((each) => each.gate === gate);
      share.add(flagged);
      log({ metric: `catch.${set}.${gate}`, sentence: line, flagged, codes: [] });
    }
    return share.row(`gate_${gate}_${set}_catch_rate`, 0);
  });
}

const proposalsPerSlot = 8;

const slotsOf = (passage: Passage): OfflineSlot[] =>
  itemType.options.map((type, at) => ({
    number: passage.number * itemType.options.length + at,
    type,
    topic: passage.documentId,
    bloom: 'remember',
    difficulty: 'medium',
    marks: type === 'essay' ? 10 : 2,
    passages: [passage.number],
  }));

/** A question of every type from every passage, as far as the material bears it, before and after the gates. */
async function offlineRows(name: string, passages: readonly Passage[], log: Log): Promise<EvalRow[]> {
  const byNumber = new Map(passages.map((passage) => [passage.number, passage]));
  const readable = passages.filter(({ kind }) => kind === 'text' || kind === 'abstract');
  const byGate = new Map(gateName.options.map((gate) => [gate, new Share()]));
  const accepted: MadeItem[] = [];
  const started = process.cpuUsage();
  for (const passage of readable) {
    for await (const { slot, items } of proposeItems(slotsOf(passage), byNumber, {
      seed: 1,
      language: 'en',
    })) {
      let tried = 0;
      for (const item of items) {
        const found = rejectionsOf({ slot, item }, accepted, byNumber);
        for (const [gate, share] of byGate) share.add(!found.some((each) => each.gate === gate));
        log({
          metric: `offline.${name}`,
          sentence: `${item.type}: ${item.stem}`,
          flagged: found.length > 0,
          codes: found.map(({ gate, reason }) => `${gate}: ${reason}`),
        });
        tried += 1;
        if (found.length === 0) accepted.push(item);
        if (found.length === 0 || tried >= proposalsPerSlot) break;
      }
    }
  }
  // Of the processor, so that a busy machine measures the same.
  const each = process.cpuUsage(started).user / 1_000 / Math.max(1, accepted.length);
  const row = (metric: string, value: number, n: number): EvalRow => ({
    eval: 'exams',
    metric: `offline_${name}_${metric}`,
    value,
    baseline: null,
    n,
  });
  return [
    row('questions', accepted.length, readable.length * itemType.options.length),
    row('cpu_ms_per_question', Math.round(each * 10) / 10, accepted.length),
    ...[...byGate].map(([gate, share]) => share.row(`offline_${name}_passes_${gate}`, 1)),
  ];
}

/** The course readers, each a document. */
const readers = (): Passage[] =>
  readCorpus()
    .flatMap(({ name, topics }) =>
      topics.flatMap(({ title, passages }) => passages.map((each) => ({ name, title, ...each }))),
    )
    .map(({ name, title, heading, text }, at) => ({
      number: at + 1,
      documentId: name,
      kind: 'text',
      section: [title, heading],
      text,
      language: 'en',
      lines: [],
    }));

/** `log` sees each verdict, for whoever looks for errors of the gates. */
export async function evaluateExamGates(root: string, log: Log = () => {}): Promise<EvalRow[]> {
  const byNumber = (topics: readonly Topic[]): Passages =>
    new Map(topics.map(({ passage }) => [passage.number, passage]));
  const topics = readTopics([naturalSciences, humanities]);
  const unseen = readTopics([secondTexts]);
  const questions = topics.flatMap((topic) => topic.questions);
  const own = topics.map(({ passage }) => ({ ...passage, documentId: 'own' }));
  const papers = join(root, '..', 'shared', 'material', 'papers');
  return [
    ...goodRows('', topics, byNumber(topics), log),
    ...plantedRows(questions, byNumber(topics), log),
    ...handRows('hard', hardNegatives, topics, byNumber(topics), log),
    ...goodRows('second_', unseen, byNumber(unseen), log),
    ...handRows('second', secondNegatives, unseen, byNumber(unseen), log),
    ...(await offlineRows('own_texts', own, log)),
    ...(await offlineRows('readers', readers(), log)),
    ...(existsSync(papers) ? await offlineRows('papers', await paperPassages(papers), log) : []),
  ];
}
