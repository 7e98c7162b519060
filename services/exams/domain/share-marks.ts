/** Marks of an exam, which add up to the cent. */

const cents = 100;

/** Adds marks without the error of binary fractions. */
export const sumOfMarks = (marks: readonly number[]): number =>
  marks.reduce((all, each) => all + Math.round(each * cents), 0) / cents;
