/** A stretch of the material of an exam, as its questions are made from and checked against. */
import type { Box } from '@scory/contracts/documents/text.ts';

export interface Passage {
  /** In the material of the exam. */
  number: number;
  documentId: string;
  kind: 'text' | 'abstract' | 'table' | 'caption' | 'footnote';
  /** Headings above it, the outermost first. */
  section: string[];
  text: string;
  /** ISO 639-1. */
  language: string | null;
  lines: { start: number; end: number; page: number; box: Box | null }[];
}
