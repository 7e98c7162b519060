/** Which of the ranked sentences make the summary of a level. */
import type { Tagger } from './grammar.ts';
import type { PaperText } from './paper-text.ts';
import { leansOnTheOneBefore, type RankedSentence, selectDiverse } from './rank-sentences.ts';
import { readabilityOf } from './readability.ts';
import type { ReadingLevel } from './simplified-paper.ts';
import { dropAsides, dropCitations } from './trim-sentence.ts';

/** Of sentences that say about as much, a beginner gets the easier one. */
function eased(ranked: readonly RankedSentence[], level: ReadingLevel): RankedSentence[] {
  const pull = { advanced: 0, intermediate: 0.5, beginner: 1.2 }[level];
  return ranked
    .map((sentence) => {
      // What is condensed keeps its statistics, but not a paragraph in one sentence.
      if (pull === 0) {
        const excess = Math.max(0, sentence.text.split(' ').length - 40);
        return { ...sentence, score: sentence.score / (1 + excess / 30) };
      }
      const { grade, rareWords } = readabilityOf([dropAsides(dropCitations(sentence.text), false)]);
      const hardness = Math.min(1, Math.max(0, (grade - 10) / 20)) * 0.5 + Math.min(1, rareWords / 0.4) * 0.3;
      const symbols = /[=<>≤≥≈∼×±]|[Α-Ωα-ω]/u.test(sentence.text.replace(/\([^()]*\)/g, '')) ? 0.6 : 1;
      return { ...sentence, score: sentence.score * Math.max(0.1, 1 - pull * hardness) * symbols };
    })
    .sort((a, b) => b.score - a.score || a.index - b.index);
}

const finiteWord =
  /\b(?:is|are|was|were|has|have|had|does?|did|can|could|may|might|will|would|should|must|cannot|we \p{L}+)\b/iu;

/** Captions and running heads end with a full stop and say nothing: they have no verb. */
function hasVerb(text: string, tag: Tagger | null): boolean {
  return (
    !tag ||
    finiteWord.test(text) ||
    tag(text).some(({ word, tag: kind }) => kind === 'AUX' || (kind === 'VERB' && !/ing$/.test(word)))
  );
}

/** The sentences of a summary, in the order of the paper. `share` of a short paper, and never more than `most`. */
export function pickSentences(
  all: readonly RankedSentence[],
  paper: PaperText,
  level: ReadingLevel,
  tag: Tagger | null,
  { share, most }: { share: number; most: number },
): RankedSentence[] {
  const ranked = all.filter(({ text }) => hasVerb(text, tag));
  const count = Math.max(Math.min(3, ranked.length), Math.min(most, Math.round(ranked.length * share)));
  const chosen = selectDiverse(eased(ranked, level), count);
  return withAntecedents(chosen, ranked, paper);
}

/** `However, …` only links; `This reduced …` needs what `this` is. */
const onlyLinks =
  /^(?:however|but|also|therefore|thus|hence|similarly|in contrast),?\s(?!th(?:is|ese|ey|ose|at)\b|its?\b|both\b)/i;

/** A sentence that leans on the one before brings that in, or goes itself where that is not fit to be shown. */
function withAntecedents(
  chosen: readonly RankedSentence[],
  ranked: readonly RankedSentence[],
  paper: PaperText,
): RankedSentence[] {
  const picked = new Map(chosen.map((sentence) => [sentence.index, sentence]));
  for (const { index, text } of chosen) {
    if (!leansOnTheOneBefore(text) || picked.has(index - 1) || onlyLinks.test(text)) continue;
    const before = ranked.find((sentence) => sentence.index === index - 1);
    const sameSection = before && paper.sentences[before.index]!.section === paper.sentences[index]!.section;
    if (sameSection && !leansOnTheOneBefore(before.text)) picked.set(before.index, before);
    else if (picked.size > 3) picked.delete(index);
  }
  return [...picked.values()].sort((a, b) => a.index - b.index);
}
