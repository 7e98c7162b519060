/** Units that stand behind numbers: whether two are the same, and by what one is turned into the other. */
import { evenText } from './normal-text.ts';

const prefixes: ReadonlyMap<string, number> = new Map([
  ['T', 1e12],
  ['G', 1e9],
  ['M', 1e6],
  ['k', 1e3],
  ['h', 1e2],
  ['d', 1e-1],
  ['c', 1e-2],
  ['m', 1e-3],
  ['u', 1e-6],
  ['n', 1e-9],
  ['p', 1e-12],
]);

/** SI units that take prefixes (BIPM, The International System of Units, 9th edition), and the litre. */
const prefixed: ReadonlySet<string> = new Set(
  'm g s A K mol cd Hz N Pa J W C V F ohm S Wb T H lm lx Bq Gy Sv L eV bar cal'.split(' '),
);

/** Units as a multiple of another. */
const multiples: ReadonlyMap<string, readonly [factor: number, unit: string]> = new Map([
  ['min', [60, 's']],
  ['h', [3_600, 's']],
  ['d', [86_400, 's']],
  ['t', [1e6, 'g']],
  ['%', [0.01, '']],
]);

const names: ReadonlyMap<string, string> = new Map(
  Object.entries({
    metre: 'm',
    meter: 'm',
    gram: 'g',
    gramm: 'g',
    second: 's',
    sekunde: 's',
    sec: 's',
    minute: 'min',
    hour: 'h',
    stunde: 'h',
    hr: 'h',
    day: 'd',
    tag: 'd',
    tonne: 't',
    ampere: 'A',
    amp: 'A',
    kelvin: 'K',
    mole: 'mol',
    hertz: 'Hz',
    newton: 'N',
    pascal: 'Pa',
    joule: 'J',
    watt: 'W',
    volt: 'V',
    ohm: 'ohm',
    litre: 'L',
    liter: 'L',
    percent: '%',
    'per cent': '%',
    prozent: '%',
    kilometre: 'km',
    kilometer: 'km',
    centimetre: 'cm',
    centimeter: 'cm',
    millimetre: 'mm',
    millimeter: 'mm',
    kilogram: 'kg',
    kilogramm: 'kg',
    milligram: 'mg',
    millilitre: 'mL',
    milliliter: 'mL',
    millisecond: 'ms',
  }),
);

function symbolOf(text: string): string {
  const even = evenText(text).replace(/[Ωω]/g, 'ohm').replace(/[µμ]/g, 'u').replace(/\.$/, '');
  const word = even.toLowerCase();
  const named =
    names.get(word) ?? names.get(word.replace(/e?[sn]$/, '')) ?? names.get(word.replace(/s$/, ''));
  return (named ?? even).replace(/^([munckd]?)l$/, '$1L');
}

/** A unit as a factor and what it is a multiple of; undefined where it is not one of those above. */
function inBase(symbol: string): { factor: number; base: string } | undefined {
  const multiple = multiples.get(symbol);
  if (multiple) return { factor: multiple[0], base: multiple[1] };
  if (symbol === '' || prefixed.has(symbol)) return { factor: 1, base: symbol };
  const factor = prefixes.get(symbol[0] as string);
  const base = symbol.slice(1);
  return factor !== undefined && prefixed.has(base) ? { factor, base } : undefined;
}

/**
 * What a number in `given` is multiplied by to be one in `asked` (null: a bare number); undefined where neither is the
 * other's: kilograms are no metres, and what stands behind the number may be no unit at all.
 */
export function sameUnit(given: string, asked: string | null): number | undefined {
  const [from, to] = [symbolOf(given), symbolOf(asked ?? '')];
  const squeezed = (text: string): string => text.replaceAll(' ', '');
  if (squeezed(from) === squeezed(to)) return 1;
  const [a, b] = [inBase(from), inBase(to)];
  return a && b && a.base === b.base ? a.factor / b.factor : undefined;
}
