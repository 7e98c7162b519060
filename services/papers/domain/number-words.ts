/** Numbers in words: their written forms and their values. */

const small: Readonly<Record<string, number>> = {
  zero: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
};
const tens: Readonly<Record<string, number>> = {
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
};
export const scales: Readonly<Record<string, number>> = {
  hundred: 100,
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
};
export const ordinals = 'third|thirds|quarter|quarters|fifth|fifths|tenth|tenths';
/** What a fraction word divides by. */
export const parts: Readonly<Record<string, number>> = {
  third: 3,
  thirds: 3,
  quarter: 4,
  quarters: 4,
  fifth: 5,
  fifths: 5,
  tenth: 10,
  tenths: 10,
};

const unitsWord = Object.keys(small).join('|');
const tensWord = Object.keys(tens).join('|');
/** Pattern source of a number in words. */
export const spelledNumber = `(?:(?:${tensWord})(?:[- ](?:${unitsWord}))?|${unitsWord})(?: (?:hundred|thousand|million|billion)(?: (?:and )?(?:(?:${tensWord})(?:[- ](?:${unitsWord}))?|${unitsWord}))?)*`;

/** `two hundred and fifty`, `thirty-eight` or digits as a number. */
export function spelledValue(text: string): number {
  let total = 0;
  let current = 0;
  for (const word of text.toLowerCase().split(/[\s-]+/)) {
    const scale = scales[word];
    if (/^\d+$/.test(word)) current += Number(word);
    else if (scale === 100) current = Math.max(1, current) * 100;
    else if (scale) [total, current] = [total + Math.max(1, current) * scale, 0];
    else current += small[word] ?? tens[word] ?? 0;
  }
  return total + current;
}
