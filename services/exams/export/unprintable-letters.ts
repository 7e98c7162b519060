import { answerLines, rubricLines } from './answer-lines.ts';
import type { ExamToExport } from './exam-to-export.ts';
import { labelsOf } from './labels.ts';
import { unreadableLetters } from './pdf-fonts.ts';
import { choiceLines, questionText } from './question-lines.ts';

/**
 * Letters of an exam that paper cannot show, each once. Quotes do not count: what came out of a document may hold signs of its own
 * fonts, which the author of an exam cannot mend.
 */
export function unprintableLetters({ title, language, items }: ExamToExport): string[] {
  const labels = labelsOf(language);
  const lines = items.flatMap((item) => [
    questionText(item),
    ...choiceLines(item, labels),
    ...answerLines(item, labels),
    ...rubricLines(item, labels),
    item.explanation ?? '',
  ]);
  return unreadableLetters([title, ...lines].join(''));
}
