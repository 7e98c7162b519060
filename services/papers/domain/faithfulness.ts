/**
 * Does a simplification say what its source says? Every output sentence is aligned with the source sentences it
 * comes from, then its numbers with their units, its comparison words and its negations are compared with theirs.
 * Works on paraphrase and on verbatim text. It cannot prove a sentence true; it finds the errors that simplifying
 * makes: wrong number, lost `not`, reversed comparison, text from nowhere.
 */
import { isHedged } from './claims.ts';
import { compareDirections, comparePolarity } from './compare-claims.ts';
import { compareQuantities } from './compare-quantities.ts';
import type { PaperText } from './paper-text.ts';
import { type Alignment, SourceIndex } from './source-index.ts';

type ViolationCode =
  | 'NUMBER_UNSUPPORTED'
  | 'UNIT_CHANGED'
  | 'DIRECTION_REVERSED'
  | 'POLARITY_CHANGED'
  | 'UNSUPPORTED';

export interface Violation {
  code: ViolationCode;
  /** For a person or a model that repairs the sentence. */
  message: string;
  /** The words of the output that it is about. */
  excerpt: string;
}

export interface SentenceCheck {
  text: string;
  /** Indices of the source sentences it comes from, best first; empty when there is none. */
  sources: number[];
  /** 0 to 1: how much of what it says is found in these. */
  score: number;
  violations: Violation[];
  /** The source is hedged (`may`, `low-quality evidence`) and the output is not: worth a warning, no violation. */
  hedgeLost: boolean;
}

export interface OutputSentence {
  text: string;
  /** Source sentences as the writer of the text names them; checked, not believed. */
  sources?: readonly number[];
}

/** Below this the sentence is from nowhere. Set where planted foreign sentences and real paraphrases part best. */
const leastSupport = 0.4;

/** Build once per paper, check many sentences. */
export class FaithfulnessCheck {
  readonly index: SourceIndex;
  private readonly translated: boolean;

  /** `translated`: the output is in another language, so words cannot be compared, only numbers and named sources. */
  constructor(paper: Pick<PaperText, 'sentences' | 'title'>, options: { translated?: boolean } = {}) {
    this.index = new SourceIndex(paper);
    this.translated = options.translated ?? false;
  }

  check(output: OutputSentence): SentenceCheck {
    const { text } = output;
    if (this.translated) return this.checkTranslated(output);
    const aligned = this.index.align(text, output.sources ?? []);
    const base = {
      text,
      sources: aligned.map((each) => each.index),
      score: this.index.support(text, aligned),
      hedgeLost: false,
    };
    if (!/\p{L}{2}/u.test(text) && !/\d/.test(text)) return { ...base, score: 1, violations: [] };
    if (base.score < leastSupport || aligned.length === 0) {
      return {
        ...base,
        violations: [unsupported(text)],
      };
    }
    const sentences = aligned.map((each) => this.index.claims(each.index));
    return {
      ...base,
      violations: [
        ...compareQuantities(text, aligned, this.index),
        ...compareDirections(text, sentences),
        ...comparePolarity(text, sentences),
      ],
      hedgeLost: this.losesHedge(text, aligned),
    };
  }

  private checkTranslated({ text, sources = [] }: OutputSentence): SentenceCheck {
    const known = sources.filter((index) => this.index.text(index) !== '');
    const base = { text, sources: known, score: known.length > 0 ? 1 : 0, hedgeLost: false };
    if (known.length === 0) return { ...base, violations: [unsupported(text)] };
    const meant = new Set(
      known.flatMap((index) => this.index.quantities(index).map(({ text: digits }) => digitsOf(digits))),
    );
    const violations = (text.match(/\d[\d.,]*/g) ?? [])
      .map((digits) => digits.replace(/[.,]+$/, ''))
      .filter((digits) => digits.length > 1 && !meant.has(digitsOf(digits)))
      .map(
        (digits): Violation => ({
          code: 'NUMBER_UNSUPPORTED',
          message: `The source does not say ${digits} here.`,
          excerpt: digits,
        }),
      );
    return { ...base, violations };
  }

  private losesHedge(text: string, aligned: readonly Alignment[]): boolean {
    const best = aligned[0];
    if (!best || best.overlap < 0.6 || isHedged(text)) return false;
    return isHedged(this.index.text(best.index));
  }
}

function unsupported(text: string): Violation {
  return { code: 'UNSUPPORTED', message: 'No sentence of the source says this.', excerpt: text };
}

/** Languages differ in what they write as the decimal mark. */
const digitsOf = (number: string): string => number.replace(/\D/g, '');
