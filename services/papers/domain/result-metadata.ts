/** What a simplification tells about itself beside its text. */
import { repair, simplifyMap, simplifyReduce, simplifySingle } from '../prompts/simplify.ts';
import type { SimplifiedPaper } from './simplified-paper.ts';

/** Grows when the offline engine would answer otherwise; part of cache keys. */
const extractiveVersion = 1;

/** The versions of all that shapes a result, as one word. */
export function promptVersion(offline: boolean): string {
  if (offline) return `extractive.${extractiveVersion}`;
  return [simplifySingle, simplifyMap, simplifyReduce, repair].map((prompt) => prompt.version).join('.');
}

/** Each sentence with the indices of its source sentences. */
export function sourcesOf(paper: SimplifiedPaper) {
  return {
    title: paper.sources.title,
    summary: paper.sentences.map((text, index) => ({ text, sources: paper.sources.summary[index] ?? [] })),
    key_points: paper.key_points.map((text, index) => ({
      text,
      sources: paper.sources.key_points[index] ?? [],
    })),
  };
}
