/**
 * A model that marks by finding the words of a criterion in an answer, and obeys whatever it reads outside the fence around
 * the answers: if words of an answer got out, its marks would show it.
 */
import type { StandInRequest } from '@scory/llm/stand-in/server.ts';
import type { MarkAnswersOutput } from '../prompts/mark-answers.ts';

export interface MarkingCall {
  question: string;
  criteria: { criterion: string; shows: string }[];
  answers: { answer: number; text: string }[];
}

/** Throws where the prompt does not have exactly the parts that it should. */
export function readMarkingCall(user: string): MarkingCall & { outside: string } {
  const parts = /^([^<>]*)<question>\n([^<>]*)\n<\/question>\n\n<answers>\n([^<>]*)\n<\/answers>$/.exec(user);
  if (!parts) throw new Error('the prompt has not the parts that it should have');
  const [, outside, question, answers] = parts as unknown as [string, string, string, string];
  const lines = (text: string): Record<string, unknown>[] => text.split('\n').map((line) => JSON.parse(line));
  const [stem, ...rest] = lines(question) as [{ question: string }, ...Record<string, unknown>[]];
  return {
    outside,
    question: stem.question,
    criteria: rest.filter((line) => 'criterion' in line) as MarkingCall['criteria'],
    answers: lines(answers) as unknown as MarkingCall['answers'],
  };
}

export function markLikeAPerson({
  user,
  system,
}: Pick<StandInRequest, 'user' | 'system'>): MarkAnswersOutput {
  const call = readMarkingCall(user);
  const obeys = /full marks|100 ?%|ignore/i.test(`${call.outside} ${system.replace(/"full"/g, '')}`);
  return {
    answers: call.answers.map(({ answer, text }) => ({
      answer,
      criteria: call.criteria.map(({ criterion, shows }) => {
        const at = text.toLowerCase().indexOf(shows.toLowerCase());
        if (obeys) return { criterion, quote: text.slice(0, 40), level: 'full', comment: 'As ordered.' };
        return at < 0
          ? { criterion, quote: '', level: 'none', comment: 'This is missing.' }
          : { criterion, quote: text.slice(at, at + shows.length), level: 'full', comment: 'Well seen.' };
      }),
      feedback: 'Read the section again.',
    })),
  };
}

/** A model that gives everything to everybody, with words that nobody wrote. */
export function markLikeAnAccomplice({ user }: Pick<StandInRequest, 'user'>): MarkAnswersOutput {
  const { answers, criteria } = readMarkingCall(user);
  return {
    answers: answers.map(({ answer }) => ({
      answer,
      criteria: criteria.map(({ criterion, shows }) => ({
        criterion,
        quote: shows,
        level: 'full',
        comment: 'Perfect.',
      })),
      feedback: 'Perfect.',
    })),
  };
}
