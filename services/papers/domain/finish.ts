/** From a model's answer to a result that the source bears: check, say what to repair, leave out what stays wrong. */
import type {
  NumberedSentence,
  RepairInput,
  RepairOutput,
  SimplifyOutput,
  SourcedText,
} from '../prompts/simplify.ts';
import { simplifyPaperText } from './extractive.ts';
import { FaithfulnessCheck, type SentenceCheck, type Violation } from './faithfulness.ts';
import { definedTerms } from './glossary.ts';
import { type PaperText, wellFormed } from './paper-text.ts';
import { readabilityOf } from './readability.ts';
import { splitSentences } from './sentences.ts';
import type { ReadingLevel, SimplifiedPaper, SimplifyWarning } from './simplified-paper.ts';

export interface FailingSentence {
  /** Address within the draft: summary sentences first, then key points. */
  position: number;
  place: 'summary' | 'key_points';
  text: string;
  violations: Violation[];
  /** Source sentences it most likely means. */
  nearest: NumberedSentence[];
}

export interface Draft {
  title: string;
  summary: SourcedText[];
  key_points: SourcedText[];
  glossary: { term: string; definition: string }[];
}

export interface Finished {
  /** Null as long as something is to be repaired and `final` was not asked for. */
  result: SimplifiedPaper | null;
  failing: FailingSentence[];
  /** The answer as it was checked: one sentence an entry. Repairs are applied to this. */
  draft: Draft;
}

const most = { summary: 60, keyPoints: 12, glossary: 40 };

const line = (text: string): string => wellFormed(text).replace(/\s+/g, ' ').trim();

/** One sentence an entry, clean text, integers that are indices. */
function draftOf(output: SimplifyOutput | Draft): Draft {
  const sentences = (list: readonly SourcedText[], limit: number): SourcedText[] =>
    list
      .flatMap(({ text, sources }) =>
        splitSentences(line(text)).map((sentence) => ({ text: sentence, sources })),
      )
      .filter(({ text }) => /[\p{L}\p{N}]/u.test(text))
      .slice(0, limit);
  return {
    title: line(output.title),
    summary: sentences(output.summary, most.summary),
    key_points: sentences(output.key_points, most.keyPoints),
    glossary: output.glossary
      .map(({ term, definition }) => ({ term: line(term), definition: line(definition) }))
      .filter(({ term, definition }) => term !== '' && definition !== '')
      .slice(0, most.glossary),
  };
}

function failingOf(
  draft: Draft,
  checks: readonly SentenceCheck[],
  check: FaithfulnessCheck,
): FailingSentence[] {
  return checks.flatMap(({ text, violations, sources }, position) => {
    if (violations.length === 0) return [];
    const named =
      position < draft.summary.length
        ? draft.summary[position]!.sources
        : draft.key_points[position - draft.summary.length]!.sources;
    const indices = [
      ...new Set([...sources, ...named.filter((index) => check.index.text(index) !== '')]),
    ].slice(0, 5);
    const nearest = indices.map((index) => ({ index, text: check.index.text(index) }));
    return [
      {
        position,
        place: position < draft.summary.length ? 'summary' : 'key_points',
        text,
        violations,
        nearest,
      } satisfies FailingSentence,
    ];
  });
}

/** What to send to the repair prompt. */
export function repairInput(
  failing: readonly FailingSentence[],
  level: ReadingLevel,
  language: string,
): RepairInput {
  const faults = failing.map(({ position, text, violations, nearest }) => ({
    position,
    text,
    reasons: violations.map(({ message }) => message),
    nearest,
  }));
  return { level, language, faults };
}

/** The draft with the repaired sentences in their places; an empty repair takes its sentence out. */
export function applyRepair(
  draft: Draft,
  failing: readonly FailingSentence[],
  repaired: RepairOutput,
): { draft: Draft; removed: number } {
  const allowed = new Set(failing.map(({ position }) => position));
  const repairs = new Map(
    repaired.sentences.filter(({ position }) => allowed.has(position)).map((each) => [each.position, each]),
  );
  let removed = 0;
  const apply = (list: readonly SourcedText[], offset: number): SourcedText[] =>
    list.flatMap((sentence, at) => {
      const fixed = repairs.get(at + offset);
      if (!fixed) return [sentence];
      if (line(fixed.text) === '') {
        removed += 1;
        return [];
      }
      return [{ text: fixed.text, sources: fixed.sources }];
    });
  const repairedDraft = draftOf({
    ...draft,
    summary: apply(draft.summary, 0),
    key_points: apply(draft.key_points, draft.summary.length),
  });
  return { draft: repairedDraft, removed };
}

function titleOf(draft: Draft, paper: PaperText, check: FaithfulnessCheck): string {
  // A title names, it does not have to be aligned; but what it claims must hold.
  const wrong =
    draft.title === '' ||
    check.check({ text: draft.title }).violations.some(({ code }) => code !== 'UNSUPPORTED');
  return wrong ? paper.title || draft.title : draft.title;
}

function warningsOf(checks: readonly SentenceCheck[], level: ReadingLevel): SimplifyWarning[] {
  return checks.flatMap(({ text, violations, hedgeLost }) => [
    ...violations.map(({ code, message }) => ({ code, message, sentence: text })),
    ...(hedgeLost && violations.length === 0 && level !== 'advanced'
      ? [{ code: 'HEDGE_LOST' as const, message: 'The source is less certain here.', sentence: text }]
      : []),
  ]);
}

export interface FinishOptions {
  /** Leave out what still fails, instead of asking for a repair. */
  final?: boolean;
  /** Sentences that a repair has already taken out. */
  alreadyLeftOut?: number;
  /** ISO 639-1 of the answer; the paper's where it is not given. Across languages only numbers can be checked. */
  language?: string;
  signal?: AbortSignal;
}

const translated: SimplifyWarning = {
  code: 'LANGUAGE_NOT_SUPPORTED',
  message:
    'The text is in another language than the paper: its numbers and sources were checked, its wording could not be.',
};

/**
 * Checks every sentence of a model's answer. Without `final`, failing sentences are returned for one repair;
 * with it they are left out with a warning each. If nothing of the summary is left, the extractive engine's
 * summary takes its place and the warning `SUMMARY_REPLACED` says so. The same input gives the same result.
 */
export async function finish(
  output: SimplifyOutput | Draft,
  paper: PaperText,
  level: ReadingLevel,
  options: FinishOptions = {},
): Promise<Finished> {
  const draft = draftOf(output);
  const language = options.language ?? paper.language;
  const foreign = language !== paper.language;
  const check = new FaithfulnessCheck(paper, { translated: foreign });
  const checks = [...draft.summary, ...draft.key_points].map((sentence) => check.check(sentence));
  const failing = failingOf(draft, checks, check);
  if (failing.length > 0 && !options.final) return { result: null, failing, draft };

  const passed = checks.map(({ violations }) => violations.length === 0);
  const kept = checks.filter((_, at) => at < draft.summary.length && passed[at]);
  const points = checks.filter((_, at) => at >= draft.summary.length && passed[at]);
  const warnings = [...(foreign ? [translated] : []), ...warningsOf(checks, level)];
  const leftOut = failing.length + (options.alreadyLeftOut ?? 0);
  const title = titleOf(draft, paper, check);
  const base = { warnings, left_out: leftOut, title };
  if (kept.length === 0) {
    return { result: await replaced(paper, level, base, options.signal), failing, draft };
  }
  const sentences = kept.map(({ text }) => text);
  const defined = new Map(definedTerms(paper).map((entry) => [entry.term.toLowerCase(), entry.sources]));
  const before = readabilityOf(
    paper.sentences.filter((each) => each.kept && each.role === 'prose').map(({ text }) => text),
  );
  const after = readabilityOf(sentences);
  const keyPoints = points.length > 0 ? points : kept.slice(0, 3);
  return {
    failing,
    draft,
    result: {
      ...base,
      summary: sentences.join(' '),
      sentences,
      key_points: keyPoints.map(({ text }) => text),
      glossary: Object.fromEntries(draft.glossary.map(({ term, definition }) => [term, definition])),
      sources: {
        title: [],
        summary: kept.map(({ sources }) => sources),
        key_points: keyPoints.map(({ sources }) => sources),
        glossary: Object.fromEntries(
          draft.glossary.flatMap(({ term }) =>
            defined.has(term.toLowerCase()) ? [[term, defined.get(term.toLowerCase())!]] : [],
          ),
        ),
      },
      reading_grade: { before: before.grade, after: after.grade },
      rare_words: { before: before.rareWords, after: after.rareWords },
      language,
      engine: 'model',
    },
  };
}

async function replaced(
  paper: PaperText,
  level: ReadingLevel,
  base: { warnings: SimplifyWarning[]; left_out: number },
  signal?: AbortSignal,
): Promise<SimplifiedPaper> {
  const extractive = await simplifyPaperText(paper, level, signal);
  const note: SimplifyWarning = {
    code: 'SUMMARY_REPLACED',
    message:
      'Nothing of the model’s summary agreed with the source; sentences of the paper itself stand in its place.',
  };
  return {
    ...extractive,
    warnings: [note, ...base.warnings, ...extractive.warnings],
    left_out: base.left_out,
  };
}
