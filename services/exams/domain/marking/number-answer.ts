/**
 * Numbers as people write them: `3,5`, `1 234.5`, `1.2e-3`, `1,2·10⁻³`, `3/4`, `1 ½`, `12 kg`. A form that can be read in
 * two ways (`1,234`) has both readings.
 */
import { evenText } from './normal-text.ts';
import { sameUnit } from './unit.ts';

export interface ReadNumber {
  /** One reading, or two. Each is finite. */
  values: number[];
  /** What stands behind the number. */
  unit: string;
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const exponentForm = /^(?:e([+-]?\d{1,4})|\s*[x×*·]\s*10\s*(?:\^|\*\*)?\s*\(?([+-]?\d{1,4})\)?)/i;
const digitsForm = /^[+-]?(?:\d[\d.,' ]*|[.,]\d+)/;
const fractionForm = /^([+-]?)(?:(\d{1,12})[ ]+)?(\d{1,12})\s*[/⁄]\s*(\d{1,12})/;
const powerForm = /^([+-]?)10\s*(?:\^|\*\*)\s*\(?([+-]?\d{1,4})\)?/;

/** `10⁻³` as `10^-3`: before compatibility forms make `10-3` of it. */
const spelledExponents = (text: string): string =>
  text.replace(
    /([⁺⁻]?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/g,
    (_all, sign: string, digits: string) =>
      `^${sign === '⁻' ? '-' : ''}${[...digits].map((digit) => superscripts.indexOf(digit)).join('')}`,
  );

/** Undefined where it is not a number, or none that a computer can hold. */
export function readNumber(given: string): ReadNumber | undefined {
  const raised = spelledExponents(given.replace(/(\d)([½⅓⅔¼¾⅕⅛])/g, '$1 $2'));
  const text = evenText(raised).replace(/^(?:=|≈|~|ca\.?|approx\.?)\s*/i, '');
  const read = readPower(text) ?? readFraction(text) ?? readDecimal(text);
  if (!read) return undefined;
  const values = [...new Set(read.values)].filter(Number.isFinite);
  return values.length === 0 ? undefined : { values, unit: text.slice(read.length).trim() };
}

type Read = { values: number[]; length: number };

function readPower(text: string): Read | undefined {
  const found = powerForm.exec(text);
  if (!found) return undefined;
  const value = 10 ** Number(found[2]);
  return { values: [found[1] === '-' ? -value : value], length: found[0].length };
}

function readFraction(text: string): Read | undefined {
  const found = fractionForm.exec(text);
  if (!found) return undefined;
  const [all, sign, whole = '0', above, below] = found;
  const value = Number(whole) + Number(above) / Number(below);
  return { values: [sign === '-' ? -value : value], length: all.length };
}

function readDecimal(text: string): Read | undefined {
  const digits = digitsForm.exec(text)?.[0].replace(/[.,' ]+$/, '');
  if (!digits) return undefined;
  const rest = text.slice(digits.length);
  const power = exponentForm.exec(rest);
  const exponent = power ? Number(power[1] ?? power[2]) : 0;
  const mantissas = mantissasOf(digits);
  if (mantissas.length === 0) return undefined;
  return {
    // As one literal: multiplying by a power of ten would round.
    values: mantissas.map((mantissa) => Number(`${mantissa}e${exponent}`)),
    length: digits.length + (power?.[0].length ?? 0),
  };
}

/** The readings of digits with separators, as JavaScript writes numbers. */
function mantissasOf(digits: string): string[] {
  const plain = digits.replace(/(\d)[' ](?=\d{3}(?:\D|$))/g, '$1');
  if (/[' ]/.test(plain)) return [];
  const readings: string[] = [];
  if (/^[+-]?\d*(?:\.\d+)?$/.test(plain)) readings.push(plain);
  if (/^[+-]?\d*,\d+$/.test(plain)) readings.push(plain.replace(',', '.'));
  if (/^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(plain)) readings.push(plain.replaceAll(',', ''));
  if (
    /^[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?$/.test(plain) &&
    (plain.match(/\./g)!.length > 1 || plain.includes(','))
  )
    readings.push(plain.replaceAll('.', '').replace(',', '.'));
  return readings.filter((reading) => /\d/.test(reading));
}

export interface NumberKey {
  value: number;
  tolerance: number;
}

/**
 * `right`; `wrong`; or `unclear`, which a person should look at: digits that cannot be read, or the right number with a
 * unit that is not the asked one and cannot be converted into it.
 */
export function judgeNumber(
  given: number | string,
  key: NumberKey,
  unit: string | null,
): 'right' | 'wrong' | 'unclear' {
  if (typeof given === 'number') return isWithin(given, key) ? 'right' : 'wrong';
  const read = readNumber(given);
  if (!read) return /\p{N}/u.test(given) ? 'unclear' : 'wrong';
  if (read.unit === '') return read.values.some((value) => isWithin(value, key)) ? 'right' : 'wrong';
  const factor = sameUnit(read.unit, unit);
  if (factor !== undefined) {
    return read.values.some((value) => isWithin(value * factor, key)) ? 'right' : 'wrong';
  }
  return read.values.some((value) => isWithin(value, key)) ? 'unclear' : 'wrong';
}

/** Beyond the tolerance only what binary fractions cannot hold is forgiven: 0.1 + 0.2 is within 0 of 0.3. */
function isWithin(value: number, { value: right, tolerance }: NumberKey): boolean {
  if (!Number.isFinite(value)) return false;
  const slack = 1e-12 * Math.max(Math.abs(value), Math.abs(right), tolerance);
  return Math.abs(value - right) <= tolerance + slack;
}
