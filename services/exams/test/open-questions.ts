/** Open questions for evaluations, and an answer that earns all of their points. */
import { openItem } from './exam-rows.ts';

export const good = 'In leaves chlorophyll absorbs red and blue light, and green light is reflected.';
export const path = '/api/v1/evaluations';
let made = 0;
/** Open questions that nobody has answered before. */
export const openQuestions = (count: number) =>
  Array.from({ length: count }, (_, at) => {
    made += 1;
    return { ...openItem(`Why are the leaves of plant ${made} green?`), id: `q${at}` };
  });
