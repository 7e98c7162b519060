/**
 * Marks without a model: how many of the words that a criterion asks for stand in one place of the answer. It knows no
 * meaning, so what it says is provisional, and a person looks at it. Words of the question count for nothing.
 */
import type { Criterion } from '@scory/contracts/exams/items.ts';
import { addressesMarker } from './addresses-marker.ts';
import { contentStems, isNegated, smallWordShare, tokensOf } from './content-words.ts';
import type { Marking, OpenQuestion } from './open-marking.ts';
import { contradicts } from './opposites.ts';

/** Share of a criterion's words from which on it is met in full, or in half. Chosen on one half of the labelled answers, measured on the other. */
const fullFrom = 0.5;
const halfFrom = 0.3;
/** It is never surer than this. */
const confidenceMax = 0.6;
/** Below this a text is a list of key words; it shows that somebody has heard of them. */
const listBelow = 0.15;
const quoteMax = 500;

interface Place {
  text: string;
  stems: Set<string>;
}

/** Sentences, and each with the one before it: an explanation may take two. */
function placesOf(answer: string, asked: ReadonlySet<string>): Place[] {
  const sentences = answer
    .split(/(?<=[.!?;])\s+|\n+/)
    .map((text) => text.trim())
    .filter((text) => text !== '' && !addressesMarker(text) && says(text, asked));
  const pairs = sentences.slice(1).map((text, at) => `${sentences[at]} ${text}`);
  return [...sentences, ...pairs].map((text) => ({ text, stems: contentStems(text) }));
}

/** More than the question. */
const says = (text: string, asked: ReadonlySet<string>): boolean =>
  [...contentStems(text)].some((stem) => !asked.has(stem));

export function markOffline(question: OpenQuestion, answer: string): Marking {
  const asked = contentStems(question.stem);
  const places = placesOf(answer, asked);
  const weigh = weightsOf(question.rubric, asked);
  const isList = smallWordShare(answer) < listBelow && tokensOf(answer).length > 5;
  const found = question.rubric.map((criterion) => {
    const { coverage, place } = best(criterion, places, weigh);
    const share = coverage >= fullFrom ? 1 : coverage >= halfFrom ? 0.5 : 0;
    return { criterion, coverage, place, share: isList ? Math.min(share, 0.5) : share };
  });
  const met = found.filter(({ share }) => share > 0).length;
  return {
    marked_by: 'offline',
    criteria: found.map(({ criterion, share, place }) => ({
      id: criterion.id,
      share,
      quote: share > 0 && place ? place.text.slice(0, quoteMax).toWellFormed() : null,
      comment: null,
    })),
    feedback: `Compared by its words alone: ${met} of ${found.length} points of the rubric were found in this answer. A person is still to read it.`,
    doubts: ['offline', ...(addressesMarker(answer) ? (['addresses_marker'] as const) : [])],
    confidence: confidenceOf(found.map(({ coverage }) => coverage)),
    difference: null,
  };
}

/** A word that several criteria ask for tells less about each; one of the question tells nothing. */
function weightsOf(rubric: readonly Criterion[], asked: ReadonlySet<string>): (stem: string) => number {
  const holders = new Map<string, number>();
  for (const { text } of rubric)
    for (const stem of contentStems(text)) holders.set(stem, (holders.get(stem) ?? 0) + 1);
  return (stem) => (asked.has(stem) ? 0 : 1 / (holders.get(stem) ?? 1));
}

function best(
  criterion: Criterion,
  places: readonly Place[],
  weigh: (stem: string) => number,
): { coverage: number; place: Place | undefined } {
  const wanted = [...contentStems(criterion.text)];
  const all = wanted.reduce((sum, stem) => sum + weigh(stem), 0);
  let top: { coverage: number; place: Place | undefined } = { coverage: 0, place: undefined };
  if (all === 0) return top;
  const negated = isNegated(tokensOf(criterion.text));
  for (const place of places) {
    const covered = wanted.reduce((sum, stem) => sum + (place.stems.has(stem) ? weigh(stem) : 0), 0) / all;
    // The opposite is said in the same words.
    const wrong = contradicts(criterion.text, place.text) || negated !== isNegated(tokensOf(place.text));
    const coverage = wrong ? Math.min(covered, halfFrom) * 0.9 : covered;
    if (coverage > top.coverage) top = { coverage, place };
  }
  return top;
}

/** Sure where every criterion is clearly met or clearly not. */
function confidenceOf(coverages: readonly number[]): number {
  const clear = coverages.map((coverage) =>
    Math.min(1, Math.min(Math.abs(coverage - fullFrom), Math.abs(coverage - halfFrom)) / halfFrom),
  );
  return Math.round((100 * confidenceMax * clear.reduce((sum, one) => sum + one, 0)) / clear.length) / 100;
}
