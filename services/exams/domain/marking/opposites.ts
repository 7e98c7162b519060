/** Words by which a sentence says the opposite of another in nearly the same words. */
import { tokensOf } from './content-words.ts';

const pairs: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^(increas|rais|rise|rising|rose|grow|gain|more$)/,
    /^(decreas|reduc|fall|fell|drop|declin|lower|lessen|less$|fewer$)/,
  ],
  [/^(high|higher|highest|large|larger|great|greater)$/, /^(low|lower|lowest|small|smaller|little)$/],
  [/^(absorb|absorp|take|takes|taken)/, /^(releas|emit|emiss|give|gives|given|lose|loses|lost)/],
  [/^(before|earlier|first)$/, /^(after|afterwards|later|last)$/],
  [/^(fast|faster|quick|accelerat|speed)/, /^(slow|slower|decelerat)/],
  [/^(positiv)/, /^(negativ)/],
  [/^(expand|stretch)/, /^(contract|shrink|compress)/],
  [/^(hot|hotter|warm|warmer|heat|heats|heated)$/, /^(cold|colder|cool|cooler|cools|cooled)$/],
  [/^(attract)/, /^(repel|repuls)/],
  [/^(import)/, /^(export)/],
  [/^(above|over)$/, /^(below|under)$/],
  [/^(strengthen|stronger)/, /^(weaken|weaker)/],
];

/** The one text has one of a pair and not the other, the other text the other way round. */
export function contradicts(a: string, b: string): boolean {
  const [x, y] = [tokensOf(a), tokensOf(b)];
  const has = (tokens: readonly string[], word: RegExp): boolean => tokens.some((token) => word.test(token));
  return pairs.some(([one, other]) => {
    const [aOne, aOther, bOne, bOther] = [has(x, one), has(x, other), has(y, one), has(y, other)];
    return (aOne && !aOther && bOther && !bOne) || (aOther && !aOne && bOne && !bOther);
  });
}
