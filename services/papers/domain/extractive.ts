/**
 * The offline engine: picks the sentences that say most, takes citations and asides out, splits clauses and puts
 * plain words in the place of hard ones. It writes nothing of its own, so every sentence has its source; and it
 * says in its result that it is extractive.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { FaithfulnessCheck } from './faithfulness.ts';
import { definedTerms, glossaryFor } from './glossary.ts';
import { loadTagger, type Tagger } from './grammar.ts';
import { type PaperText, readPaper, type SourceDocument } from './paper-text.ts';
import { pickSentences } from './pick-sentences.ts';
import { plainWording } from './plain-words.ts';
import { emptyOpenings } from './plain-words-data.ts';
import { leansOnTheOneBefore, type RankedSentence, rankSentences } from './rank-sentences.ts';
import { readabilityOf } from './readability.ts';
import type { ReadingLevel, SimplifiedPaper, SimplifyWarning } from './simplified-paper.ts';
import { splitClauses } from './split-clauses.ts';
import {
  dropAsides,
  dropCitations,
  dropDashes,
  dropExamples,
  openedWithCapital,
  sharesForCounts,
  tidy,
} from './trim-sentence.ts';

export interface ExtractiveOptions {
  level: ReadingLevel;
  /** ISO 639-1 of the wanted text. This engine cannot translate: another than the paper's brings a warning. */
  language?: string;
}

interface LevelSettings {
  /** Source sentences picked: this share of a short paper, and never more than `most`. */
  share: number;
  most: number;
  keyPoints: number;
  glossary: number;
  /** Sentences with more words are split. */
  longerThan: number;
}

const settings: Readonly<Record<ReadingLevel, LevelSettings>> = {
  advanced: { share: 0.75, most: 18, keyPoints: 7, glossary: 8, longerThan: 40 },
  intermediate: { share: 0.65, most: 14, keyPoints: 5, glossary: 12, longerThan: 22 },
  beginner: { share: 0.6, most: 10, keyPoints: 4, glossary: 16, longerThan: 12 },
};

/** A sentence of the result and where it comes from. */
interface Written {
  text: string;
  source: number;
  score: number;
}

/** The sentences that one source sentence becomes. Without a tagger (no English) only citations and asides go. */
export function rewriteSentence(source: string, level: ReadingLevel, tag: Tagger | null): string[] {
  const cited = level === 'advanced' ? dropCitations(source) : sharesForCounts(dropCitations(source));
  const trimmed = dropDashes(dropAsides(cited, level === 'advanced'));
  if (!tag) return [openedWithCapital(tidy(trimmed))];
  if (level === 'advanced')
    return splitClauses(openedWithCapital(tidy(trimmed)), tag, settings.advanced.longerThan, false);
  const shortened = level === 'beginner' ? dropExamples(trimmed) : trimmed;
  const direct = openedWithCapital(shortened.replace(emptyOpenings, '').replace(emptyOpenings, ''));
  const { longerThan } = settings[level];
  return splitClauses(tidy(direct), tag, longerThan, level === 'beginner')
    .map((part) => openedWithCapital(tidy(plainWording(plainOpening(part), level, tag))))
    .filter((part) => /\p{L}{2}.*\s.*\p{L}/u.test(part));
}

/** `However, X` → `But X`: the everyday word, and one that needs no comma. */
function plainOpening(sentence: string): string {
  return sentence
    .replace(/^(?:However|Nevertheless|Nonetheless),\s+/, 'But ')
    .replace(/^(?:Therefore|Thus|Hence|Consequently|Accordingly),?\s+(?=\p{Ll})/u, 'So ')
    .replace(/^(?:Furthermore|Moreover|Additionally|In addition),\s+(?=\p{Ll})/u, 'Also, ');
}

/** An opening such as `But` or `Also` that has lost the sentence it leaned on. */
function withoutLooseOpening(text: string, follows: boolean): string {
  if (follows) return text;
  return openedWithCapital(
    text.replace(
      /^(?:However|But|Also|So|Therefore|Thus|Hence|Similarly|In contrast|Yet|Because of this),?\s+(?=\p{L})/u,
      '',
    ),
  );
}

/** Rewrites one picked sentence; where the check finds a fault in the rewriting, the source's own wording stays. */
function write(
  sentence: RankedSentence,
  level: ReadingLevel,
  tag: Tagger | null,
  check: FaithfulnessCheck,
  follows: boolean,
): Written[] {
  const parts = rewriteSentence(sentence.text, level, tag);
  const faulty = parts.some(
    (text) =>
      text !== sentence.text && check.check({ text, sources: [sentence.index] }).violations.length > 0,
  );
  const texts = faulty ? [openedWithCapital(tidy(dropCitations(sentence.text)))] : parts;
  return texts.map((text, at) => ({
    text: at === 0 ? withoutLooseOpening(text, follows) : text,
    source: sentence.index,
    score: sentence.score,
  }));
}

function keyPointsFrom(written: readonly Written[], count: number): Written[] {
  const points: Written[] = [];
  const stands = (text: string): boolean => !leansOnTheOneBefore(text) && text.split(' ').length >= 5;
  for (const candidate of [...written].sort((a, b) => b.score - a.score || a.source - b.source)) {
    if (points.length >= count) break;
    if (stands(candidate.text) && !points.some((point) => point.source === candidate.source))
      points.push(candidate);
  }
  return points.sort((a, b) => a.source - b.source);
}

function titleFrom(
  paper: PaperText,
  written: readonly Written[],
  level: ReadingLevel,
  tag: Tagger | null,
): { text: string; sources: number[] } {
  const own = paper.title;
  if (own === '') {
    const best =
      [...written].filter(({ text }) => text.length <= 120).sort((a, b) => b.score - a.score)[0] ??
      written[0];
    return best ? { text: best.text.replace(/\.$/, ''), sources: [best.source] } : { text: '', sources: [] };
  }
  const trimmed = dropAsides(own, level === 'advanced').replace(/\.$/, '');
  if (!tag || level === 'advanced') return { text: trimmed, sources: [] };
  return { text: openedWithCapital(plainWording(trimmed, level, tag)), sources: [] };
}

function paragraphs(written: readonly Written[], paper: PaperText): string {
  let text = '';
  for (const [at, { text: sentence, source }] of written.entries()) {
    const before = written[at - 1];
    const parted =
      before &&
      paper.sentences[before.source]?.section !== paper.sentences[source]?.section &&
      paper.sections.length > 2;
    text += (at === 0 ? '' : parted ? '\n\n' : ' ') + sentence;
  }
  return text;
}

function warningsFor(paper: PaperText, english: boolean, wanted: string): SimplifyWarning[] {
  const warnings: SimplifyWarning[] = [
    {
      code: 'EXTRACTIVE',
      message:
        'Made without a language model: sentences of the paper were picked, shortened and put in plainer words.',
    },
  ];
  if (wanted !== paper.language) {
    warnings.push({
      code: 'LANGUAGE_NOT_SUPPORTED',
      message: `Without a language model nothing is translated: the text stays in “${paper.language}”.`,
    });
  } else if (!english) {
    warnings.push({
      code: 'LANGUAGE_NOT_SUPPORTED',
      message: `Plain words are known for English only; the text seems to be in “${paper.language}”, so its sentences keep their wording.`,
    });
  }
  return warnings;
}

/**
 * Simplifies without a model. An abstract takes milliseconds; long papers are worked on in chunks between which
 * other work runs. Throws the signal's reason when aborted, and nothing else: a document without usable text has
 * an empty summary and the warning `SOURCE_TOO_SHORT`.
 */
export async function simplifyExtractive(
  document: SourceDocument,
  options: ExtractiveOptions,
  signal?: AbortSignal,
): Promise<SimplifiedPaper> {
  signal?.throwIfAborted();
  return simplifyPaperText(readPaper(document), options.level, signal, options.language);
}

export async function simplifyPaperText(
  paper: PaperText,
  level: ReadingLevel,
  signal?: AbortSignal,
  wanted?: string,
): Promise<SimplifiedPaper> {
  const english = paper.language === 'en';
  const tag = english ? await loadTagger() : null;
  const large = paper.sentences.length > 150;
  const ranked = await rankSentences(paper, signal);
  const warnings = warningsFor(paper, english, wanted ?? paper.language);
  const picked = pickSentences(ranked, paper, level, tag, settings[level]);
  if (large) await nextTurn();
  signal?.throwIfAborted();
  // What is rewritten is checked against the picked sentences alone: no other one may lend it a number.
  const check = new FaithfulnessCheck({
    title: paper.title,
    sentences: picked.map(({ index }) => paper.sentences[index]!),
  });
  const written: Written[] = [];
  const takenIndices = new Set(picked.map(({ index }) => index));
  for (const [at, sentence] of picked.entries()) {
    if (large && at % 4 === 3) await nextTurn();
    signal?.throwIfAborted();
    written.push(...write(sentence, level, tag, check, takenIndices.has(sentence.index - 1)));
  }
  if (written.length === 0) fallBack(paper, written, warnings);
  return assemble(paper, level, tag, written, warnings);
}

/** Text without one usable sentence (a title, a list, one long line): what there is, as it is. */
function fallBack(paper: PaperText, written: Written[], warnings: SimplifyWarning[]): void {
  warnings.push({ code: 'SOURCE_TOO_SHORT', message: 'The source has too little running text to simplify.' });
  for (const sentence of paper.sentences.filter(({ kept }) => kept).slice(0, 5)) {
    written.push({ text: sentence.text, source: sentence.index, score: 1 });
  }
}

function assemble(
  paper: PaperText,
  level: ReadingLevel,
  tag: Tagger | null,
  written: Written[],
  warnings: SimplifyWarning[],
): SimplifiedPaper {
  const points = keyPointsFrom(written, settings[level].keyPoints);
  const title = titleFrom(paper, written, level, tag);
  const entries = glossaryFor(
    [title.text, ...written.map(({ text }) => text)],
    definedTerms(paper),
    tag !== null && level !== 'advanced',
    settings[level].glossary,
  );
  const before = readabilityOf(
    paper.sentences.filter(({ kept, role }) => kept && role === 'prose').map(({ text }) => text),
  );
  const after = readabilityOf(written.map(({ text }) => text));
  return {
    title: title.text,
    summary: paragraphs(written, paper),
    sentences: written.map(({ text }) => text),
    key_points: points.map(({ text }) => text),
    glossary: Object.fromEntries(entries.map(({ term, definition }) => [term, definition])),
    sources: {
      title: title.sources,
      summary: written.map(({ source }) => [source]),
      key_points: points.map(({ source }) => [source]),
      glossary: Object.fromEntries(
        entries.filter(({ sources }) => sources.length > 0).map(({ term, sources }) => [term, sources]),
      ),
    },
    reading_grade: { before: before.grade, after: after.grade },
    rare_words: { before: before.rareWords, after: after.rareWords },
    warnings,
    left_out: 0,
    language: paper.language,
    engine: 'extractive',
  };
}
