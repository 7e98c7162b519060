/** Whether an exam asks the same thing already: alike in what is asked and in what is answered. */
import type { MadeItem } from '../made-item.ts';
import { folded } from '../text/fold.ts';
import { coverage, jaccard } from '../text/words.ts';
import type { Gate } from './against.ts';
import { factsOf } from './facts-of.ts';

/** Sets of stems: order and inflection are no difference, and neither is a word or two. */
const alike = {
  asked: 0.8,
  askedWithAnswer: 0.5,
  answer: 0.6,
  together: 0.72,
  statement: 0.75,
  sameFact: 0.5,
  sameQuote: 0.4,
} as const;

/** One of them quotes what the other does. */
const sameWords = (a: string, b: string): boolean => a.includes(b) || b.includes(a);

const isOpen = ({ type }: MadeItem): boolean => type === 'short_answer' || type === 'essay';
const isStatement = ({ type }: MadeItem): boolean => type === 'true_false';

function same(item: MadeItem, other: MadeItem, language: string): boolean {
  const [a, b] = [factsOf(item, language), factsOf(other, language)];
  const asked = jaccard(a.asked, b.asked);
  const quotes = sameWords(folded(item.quote), folded(other.quote));
  if (isStatement(item) && isStatement(other)) return asked >= (quotes ? alike.sameFact : alike.statement);
  if (isStatement(item) || isStatement(other)) {
    const [statement, question] = isStatement(item) ? [a, b] : [b, a];
    // A false one has something else where the answer stands; the rest of it is the question.
    if (jaccard(statement.asked, question.asked) >= alike.statement) return true;
    return (
      jaccard(statement.asked, question.together) >= alike.statement &&
      coverage(question.answered, statement.asked) >= 0.8
    );
  }
  // Another gap in the same sentence.
  if (item.type === 'cloze' && other.type === 'cloze' && jaccard(a.together, b.together) >= alike.statement)
    return true;
  const answer = a.answers.join(' ') === b.answers.join(' ') ? 1 : jaccard(a.answered, b.answered);
  if (answer >= alike.answer) {
    if (asked >= alike.askedWithAnswer) return true;
    if (quotes && asked >= alike.sameQuote) return true;
    return jaccard(a.together, b.together) >= alike.together;
  }
  if (asked < alike.asked || (a.asked.size < 2 && !quotes)) return false;
  // Open questions are the same by what they ask: their model answers are in free words, which have the short answer in them.
  const [one, two] = [isOpen(item), isOpen(other)];
  if (one && two) return true;
  return (
    (one || two) && coverage(one ? b.answered : a.answered, one ? a.answered : b.answered) >= alike.answer
  );
}

export const duplicate: Gate = (item, { accepted, language }) => {
  const twin = accepted.find((other) => other !== item && same(item, other, language));
  return twin ? [`the exam asks already: “${twin.stem.slice(0, 80)}”`] : [];
};
