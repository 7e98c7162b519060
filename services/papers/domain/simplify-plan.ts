/** How a paper goes to a model: in one request, or part by part and then from the notes. Nothing is cut off. */
import type {
  MapInput,
  PaperPart,
  ReduceInput,
  SimplifyMapOutput,
  SimplifyOutput,
  SourcedText,
} from '../prompts/simplify.ts';
import type { PaperText } from './paper-text.ts';
import type { ReadingLevel } from './simplified-paper.ts';

export type SimplifyPlan = { mode: 'single'; input: PaperPart } | { mode: 'map'; inputs: MapInput[] };

export interface PlanOptions {
  level: ReadingLevel;
  /** ISO 639-1 of the result; the paper's own language where it is not given. */
  language?: string;
  /** Tokens of text per request, without the instructions and the answer. At least 500. */
  inputTokens: number;
}

/** An upper estimate that needs no tokenizer: 3 characters a token, scripts without spaces a token a character. */
export function estimateTokens(text: string): number {
  const wide = text.match(/[\u1100-\u11FF\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]/g)?.length ?? 0;
  return wide + Math.ceil((text.length - wide) / 3);
}

/** The number before a sentence and the line break after it. */
const perSentence = 6;

interface Piece {
  section: number;
  index: number;
  text: string;
  tokens: number;
}

/** Sentences of the body; one that is larger than a request comes in pieces under its one number. */
function piecesOf(paper: PaperText, budget: number): Piece[] {
  return paper.sentences
    .filter(({ kept }) => kept)
    .flatMap(({ section, index, text }) => {
      const tokens = estimateTokens(text) + perSentence;
      if (tokens <= budget) return [{ section, index, text, tokens }];
      // In a script without spaces a character is a token.
      const size = budget - perSentence;
      const pieces: Piece[] = [];
      for (let at = 0; at < text.length; at += size) {
        const part = text.slice(at, at + size).toWellFormed();
        pieces.push({ section, index, text: part, tokens: estimateTokens(part) + perSentence });
      }
      return pieces;
    });
}

/** Parts within the budget; a part ends with a section where that leaves it at least 60 % full. */
function partition(pieces: readonly Piece[], budget: number): Piece[][] {
  const parts: Piece[][] = [];
  let part: Piece[] = [];
  let filled = 0;
  for (const [at, piece] of pieces.entries()) {
    const sectionStarts = at > 0 && pieces[at - 1]!.section !== piece.section;
    if (part.length > 0 && (filled + piece.tokens > budget || (sectionStarts && filled > budget * 0.6))) {
      parts.push(part);
      part = [];
      filled = 0;
    }
    part.push(piece);
    filled += piece.tokens;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

function sectionsOf(part: readonly Piece[], paper: PaperText): PaperPart['sections'] {
  const sections: { section: number; title: string; sentences: { index: number; text: string }[] }[] = [];
  for (const { section, index, text } of part) {
    let last = sections.at(-1);
    if (last?.section !== section) {
      last = { section, title: paper.sections[section]?.title ?? '', sentences: [] };
      sections.push(last);
    }
    last.sentences.push({ index, text });
  }
  return sections.map(({ title, sentences }) => ({ title, sentences }));
}

/** Every sentence of the body is in exactly one input. Throws `RangeError` for a budget no paper fits. */
export function planSimplification(paper: PaperText, options: PlanOptions): SimplifyPlan {
  if (options.inputTokens < 500) throw new RangeError('inputTokens must be at least 500');
  const language = options.language ?? paper.language;
  const base = { title: paper.title, level: options.level, language };
  const parts = partition(piecesOf(paper, options.inputTokens), options.inputTokens);
  const whole = parts.flat();
  if (whole.reduce((sum, { tokens }) => sum + tokens, 0) <= options.inputTokens) {
    return { mode: 'single', input: { ...base, sections: sectionsOf(whole, paper) } };
  }
  return {
    mode: 'map',
    inputs: parts.map((part, at) => ({
      ...base,
      part: at + 1,
      parts: parts.length,
      sections: sectionsOf(part, paper),
    })),
  };
}

/** The notes of a result that itself becomes input: for papers so long that the notes need reducing in groups. */
export function notesOf(output: SimplifyOutput): SimplifyMapOutput {
  const said = new Set(output.summary.map(({ text }) => text));
  return {
    notes: [...output.summary, ...output.key_points.filter(({ text }) => !said.has(text))],
    glossary: output.glossary,
  };
}

/**
 * Inputs of the reduce step. One when the notes fit into a request; else several, whose results become notes for
 * the next round (`notesOf`). Each round is shorter, because a result is shorter than a full request.
 */
export function planReduce(
  outputs: readonly SimplifyMapOutput[],
  paper: PaperText,
  options: PlanOptions,
): ReduceInput[] {
  const language = options.language ?? paper.language;
  const glossary = new Map<string, string>();
  const groups: SourcedText[][] = [];
  let filled = Number.POSITIVE_INFINITY;
  for (const output of outputs) {
    for (const { term, definition } of output.glossary)
      if (!glossary.has(term)) glossary.set(term, definition);
    for (const note of output.notes) {
      const tokens = estimateTokens(note.text) + perSentence + note.sources.length * 2;
      if (filled + tokens > options.inputTokens * 0.9) {
        groups.push([]);
        filled = 0;
      }
      groups.at(-1)!.push(note);
      filled += tokens;
    }
  }
  const terms: { term: string; definition: string }[] = [];
  let room = options.inputTokens * 0.1;
  for (const [term, definition] of glossary) {
    room -= estimateTokens(term) + estimateTokens(definition) + 2;
    if (room < 0) break;
    terms.push({ term, definition });
  }
  return groups.map((notes) => ({
    title: paper.title,
    level: options.level,
    language,
    notes,
    glossary: terms,
  }));
}
