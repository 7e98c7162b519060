/** A passage of the material: what questions are made from, with the place of each of its lines. */
import type { Box } from '@scory/contracts/documents/text.ts';

export interface Passage {
  /** In the material of the exam, from 1. */
  number: number;
  documentId: string;
  kind: 'text' | 'abstract' | 'table' | 'caption' | 'footnote';
  /** Headings above it, the outermost first. */
  section: string[];
  text: string;
  /** ISO 639-1. */
  language: string | null;
  /** Characters `start` to `end` (UTF-16, exclusive); no box in media without pages. */
  lines: { start: number; end: number; page: number; box: Box | null }[];
}
