/** The result of a simplification, from a model and from the offline engine alike. */

export const readingLevels = ['beginner', 'intermediate', 'advanced'] as const;
export type ReadingLevel = (typeof readingLevels)[number];

type WarningCode =
  | 'NUMBER_UNSUPPORTED'
  | 'UNIT_CHANGED'
  | 'DIRECTION_REVERSED'
  | 'POLARITY_CHANGED'
  | 'UNSUPPORTED'
  | 'HEDGE_LOST'
  | 'LANGUAGE_NOT_SUPPORTED'
  | 'EXTRACTIVE'
  | 'SUMMARY_REPLACED'
  | 'SOURCE_TOO_SHORT';

export interface SimplifyWarning {
  code: WarningCode;
  message: string;
  /** The sentence of the result, or the one left out, that it is about. */
  sentence?: string;
}

/** Indices of source sentences behind each part of the result. */
interface SimplifiedSources {
  /** Empty when the title comes from the paper's own title. */
  title: number[];
  /** One entry per sentence of the summary, in order. */
  summary: number[][];
  /** One entry per key point, in order. */
  key_points: number[][];
  /** Terms that the paper itself defines; the others are explained from general knowledge. */
  glossary: Record<string, number[]>;
}

export interface SimplifiedPaper {
  title: string;
  /** Sentences parted by one space, paragraphs by an empty line. */
  summary: string;
  /** The sentences of the summary, as `sources.summary` numbers them. */
  sentences: string[];
  key_points: string[];
  glossary: Record<string, string>;
  sources: SimplifiedSources;
  /** Flesch–Kincaid grade, in school years. */
  reading_grade: { before: number; after: number };
  /** Share (0 to 1) of words outside the 4,000 most common. */
  rare_words: { before: number; after: number };
  warnings: SimplifyWarning[];
  /** Sentences that were taken out because the source does not bear them. */
  left_out: number;
  language: string;
  /** How it was made: `extractive` picks and rewrites sentences of the paper, without a model. */
  engine: 'extractive' | 'model';
}
