/**
 * How good is simplification, without any model? The offline engine against paired human simplifications, and the
 * faithfulness check against planted errors and against honest rewording.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { simplifyExtractive } from '../../services/papers/domain/extractive.ts';
import { FaithfulnessCheck } from '../../services/papers/domain/faithfulness.ts';
import { readPaper } from '../../services/papers/domain/paper-text.ts';
import { quantitiesOf } from '../../services/papers/domain/quantities.ts';
import { readabilityOf } from '../../services/papers/domain/readability.ts';
import { splitSentences } from '../../services/papers/domain/sentences.ts';
import { readingLevels, type SimplifiedPaper } from '../../services/papers/domain/simplified-paper.ts';
import { type CorruptionKind, corruptions } from './corruptions.ts';
import { evalPapers } from './data/papers.ts';
import { type ParaphraseKind, paraphrases } from './paraphrases.ts';
import { sari } from './sari.ts';

export interface EvalRow {
  eval: string;
  metric: string;
  value: number;
  /** What the value is to be compared with; null where there is nothing. */
  baseline: number | null;
  n: number;
}

/** A source with sentences that are true to it. */
interface Item {
  source: string;
  title: string;
  human: string | null;
}

const round = (value: number, digits = 3): number => Math.round(value * 10 ** digits) / 10 ** digits;
const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

function materialItems(root: string): Item[] {
  const base = join(root, '..', 'shared', 'material', 'simplification', 'cochrane-40');
  if (!existsSync(`${base}.source.txt`)) return [];
  const lines = (name: string): string[] => readFileSync(`${base}.${name}.txt`, 'utf8').trim().split('\n');
  const targets = lines('target');
  return lines('source').map((source, at) => ({ source, title: '', human: targets[at] ?? null }));
}

const ownItems = (): Item[] =>
  evalPapers.map(({ title, abstract, plain }) => ({ source: abstract, title, human: plain.join(' ') }));

/** The baseline of the check: are all numbers of the sentence somewhere in the source? */
function numbersOccur(sentence: string, source: string): boolean {
  const known = new Set(quantitiesOf(source).map(({ value }) => value));
  return quantitiesOf(sentence).every(({ value }) => known.has(value));
}

/** Counts verdicts of the check and of the baseline on sentences of one kind. */
class Tally {
  private readonly counts = new Map<string, { flagged: number; baseline: number; n: number }>();

  add(metric: string, flagged: boolean, baseline: boolean): void {
    const count = this.counts.get(metric) ?? { flagged: 0, baseline: 0, n: 0 };
    count.flagged += Number(flagged);
    count.baseline += Number(baseline);
    count.n += 1;
    this.counts.set(metric, count);
  }

  rows(): EvalRow[] {
    return [...this.counts].map(([metric, { flagged, baseline, n }]) => ({
      eval: 'simplify',
      metric,
      value: round(flagged / n),
      baseline: round(baseline / n),
      n,
    }));
  }
}

export interface Verdict {
  metric: string;
  sentence: string;
  flagged: boolean;
  codes: string[];
}

/** All planted errors and rewordings on sentences that are true to `source`. */
function judge(
  set: string,
  sentences: readonly string[],
  source: string,
  title: string,
  foreign: readonly string[],
  tally: Tally,
  log: (verdict: Verdict) => void,
): void {
  const check = new FaithfulnessCheck(readPaper({ title, abstract: source }));
  const see = (metric: string, sentence: string): void => {
    const { violations } = check.check({ text: sentence });
    tally.add(metric, violations.length > 0, !numbersOccur(sentence, source));
    log({
      metric,
      sentence,
      flagged: violations.length > 0,
      codes: violations.map(({ code, excerpt }) => `${code}:${excerpt}`),
    });
  };
  for (const sentence of sentences) {
    see(`false_alarm.${set}.unchanged`, sentence);
    for (const kind of Object.keys(paraphrases) as ParaphraseKind[]) {
      const reworded = paraphrases[kind](sentence);
      if (reworded) see(`false_alarm.${set}.${kind}`, reworded);
    }
    for (const kind of Object.keys(corruptions) as CorruptionKind[]) {
      const corrupted = corruptions[kind](sentence);
      if (corrupted && corrupted !== sentence) see(`catch.${set}.${kind}`, corrupted);
    }
  }
  for (const sentence of foreign) see(`catch.${set}.unsupported`, sentence);
}

async function checkRows(items: readonly Item[], log: (verdict: Verdict) => void): Promise<EvalRow[]> {
  const tally = new Tally();
  for (const [at, { source, title, human }] of items.entries()) {
    const other = items[(at + 1) % items.length]!;
    const foreign = splitSentences(other.source).slice(1, 4);
    for (const level of readingLevels) {
      const { sentences } = await simplifyExtractive({ title, abstract: source }, { level });
      judge('extractive', sentences, source, title, level === 'beginner' ? foreign : [], tally, log);
    }
    // A human text is true to itself, whatever else its writer knew.
    if (human)
      judge(
        'human',
        splitSentences(human),
        human,
        '',
        splitSentences(other.human ?? '').slice(1, 3),
        tally,
        log,
      );
  }
  // Writers of plain summaries know more than the abstract: these are flags, not errors; of the claims, most are.
  for (const { source, title, human } of items) {
    const check = new FaithfulnessCheck(readPaper({ title, abstract: source }));
    for (const sentence of splitSentences(human ?? '')) {
      const codes = check.check({ text: sentence }).violations.map(({ code }) => code);
      const wrongNumber = !numbersOccur(sentence, source);
      tally.add(
        'flagged.human_vs_source.claims',
        codes.some((code) => /DIRECTION|POLARITY/.test(code)),
        false,
      );
      tally.add(
        'flagged.human_vs_source.numbers',
        codes.some((code) => /NUMBER|UNIT/.test(code)),
        wrongNumber,
      );
      tally.add('flagged.human_vs_source.unsupported', codes.includes('UNSUPPORTED'), wrongNumber);
    }
  }
  for (const { title, abstract, plain, wrong } of evalPapers) {
    const check = new FaithfulnessCheck(readPaper({ title, abstract }));
    for (const [metric, sentences] of [
      ['false_alarm.by_hand', plain],
      ['catch.by_hand', wrong],
    ] as const) {
      for (const sentence of sentences) {
        const { violations } = check.check({ text: sentence });
        tally.add(metric, violations.length > 0, !numbersOccur(sentence, abstract));
        log({
          metric,
          sentence,
          flagged: violations.length > 0,
          codes: violations.map(({ code, excerpt }) => `${code}:${excerpt}`),
        });
      }
    }
  }
  return tally.rows();
}

async function engineRows(items: readonly Item[]): Promise<EvalRow[]> {
  const rows: EvalRow[] = [];
  const row = (metric: string, value: number, baseline: number | null, digits = 3): void => {
    rows.push({
      eval: 'simplify',
      metric,
      value: round(value, digits),
      baseline: baseline === null ? null : round(baseline, digits),
      n: items.length,
    });
  };
  const sources = items.map(({ source }) => readabilityOf(source));
  const humans = items.flatMap(({ human }) => (human ? [readabilityOf(human)] : []));
  row(
    'reading_grade.human',
    mean(humans.map(({ grade }) => grade)),
    mean(sources.map(({ grade }) => grade)),
    2,
  );
  row(
    'rare_words.human',
    mean(humans.map(({ rareWords }) => rareWords)),
    mean(sources.map(({ rareWords }) => rareWords)),
  );
  for (const level of [...readingLevels].reverse()) {
    let results: SimplifiedPaper[] = [];
    let each = Number.POSITIVE_INFINITY;
    // The best of a few rounds: what a warm worker needs, not what the machine does beside it.
    for (let pass = 0; pass < 6; pass += 1) {
      const made: SimplifiedPaper[] = [];
      const started = performance.now();
      for (const { source, title } of items)
        made.push(await simplifyExtractive({ title, abstract: source }, { level }));
      each = Math.min(each, (performance.now() - started) / items.length);
      results = made;
    }
    row(
      `reading_grade.${level}`,
      mean(results.map(({ reading_grade }) => reading_grade.after)),
      mean(sources.map(({ grade }) => grade)),
      2,
    );
    row(
      `rare_words.${level}`,
      mean(results.map(({ rare_words }) => rare_words.after)),
      mean(sources.map(({ rareWords }) => rareWords)),
    );
    row(
      `words_kept.${level}`,
      mean(results.map(({ summary }, at) => readabilityOf(summary).words / sources[at]!.words)),
      1,
    );
    const paired = items.flatMap(({ source, human }, at) =>
      human ? [{ source, human, output: results[at]!.summary }] : [],
    );
    row(
      `sari.${level}`,
      mean(paired.map(({ source, human, output }) => sari(source, output, human))),
      mean(paired.map(({ source, human }) => sari(source, source, human))),
      1,
    );
    row(
      `sentences_with_source.${level}`,
      mean(
        results.map(
          ({ sources: { summary } }) =>
            summary.filter((indices) => indices.length > 0).length / summary.length,
        ),
      ),
      1,
    );
    row(`ms_per_abstract.${level}`, each, null, 2);
  }
  return rows;
}

async function longPaperRow(items: readonly Item[]): Promise<EvalRow> {
  const sections: string[] = [];
  let words = 0;
  for (let at = 0; words < 20_000; at += 1) {
    const { source } = items[at % items.length]!;
    sections.push(`${at + 1}. Part number ${at + 1}\n\n${source}`);
    words += source.split(' ').length;
  }
  const text = sections.join('\n\n');
  const started = performance.now();
  await simplifyExtractive({ title: 'A long paper', text }, { level: 'beginner' });
  return {
    eval: 'simplify',
    metric: 'ms_per_20000_words.beginner',
    value: round(performance.now() - started, 1),
    baseline: null,
    n: 1,
  };
}

/** Runs everything; `log` sees each verdict of the check, for whoever looks for its errors. */
export async function evaluateSimplify(
  root: string,
  log: (verdict: Verdict) => void = () => {},
): Promise<EvalRow[]> {
  const items = [...materialItems(root), ...ownItems()];
  return [...(await engineRows(items)), await longPaperRow(items), ...(await checkRows(items, log))];
}
