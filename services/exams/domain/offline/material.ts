/** What is known of a material before questions are made from it. */
import type { Passage } from '../passage.ts';
import type { Grammar } from './grammar.ts';
import { isProse, type Statement, statementsOf } from './statement.ts';
import { Terms } from './terms.ts';
import { Turns } from './turns.ts';

export interface Material {
  /** Without those that say again what another said, in the order of the document. */
  statements: readonly Statement[];
  byPassage: ReadonlyMap<number, readonly Statement[]>;
  terms: Terms;
}

export async function readMaterial(passages: readonly Passage[], grammar: Grammar): Promise<Material> {
  const seen = new Set<string>();
  const statements: Statement[] = [];
  const byPassage = new Map<number, Statement[]>();
  const turns = new Turns();
  for (const passage of passages) {
    const own = statementsOf(passage, grammar).filter(({ text }) => {
      // Passages overlap by a sentence or two.
      if (seen.has(text)) return false;
      seen.add(text);
      return true;
    });
    byPassage.set(passage.number, own);
    statements.push(...own);
    await turns.pass();
  }
  const clear = withoutVague(statements);
  const kept = new Set(clear);
  return {
    statements: clear,
    byPassage: new Map([...byPassage].map(([number, own]) => [number, own.filter((one) => kept.has(one))])),
    terms: new Terms(clear),
  };
}

/** So often must a material speak of a thing for `the thing` to be known. */
const wellKnown = 4;

/** Leaves out what is said of `the hormone`, of which the sentence before said which it is. */
function withoutVague(statements: readonly Statement[]): Statement[] {
  const counts = new Map<string, number>();
  for (const { tokens } of statements)
    for (const { tag, lemma } of tokens) if (tag === 'NOUN') counts.set(lemma, (counts.get(lemma) ?? 0) + 1);
  return statements.filter(({ tokens: [first, second, third] }) => {
    const thing =
      first?.text === 'The' && second?.tag === 'NOUN' && /^(?:VERB|AUX|ADV)$/.test(third?.tag ?? '');
    return !thing || (counts.get(second.lemma) ?? 0) >= wellKnown;
  });
}

/** So many passages are read for a batch: its own, those around them, and no more however long the material is. */
const mostRead = 48;

/** Passages that questions on `wanted` may draw on, in the order of the material. */
export function passagesAround(
  wanted: ReadonlySet<number>,
  passages: ReadonlyMap<number, Passage>,
): Passage[] {
  const documents = new Set([...wanted].flatMap((number) => passages.get(number)?.documentId ?? []));
  const distance = (number: number): number => Math.min(...[...wanted].map((own) => Math.abs(own - number)));
  return [...passages.values()]
    .filter((passage) => documents.has(passage.documentId) && isProse(passage))
    .toSorted((a, b) => distance(a.number) - distance(b.number) || a.number - b.number)
    .slice(0, Math.max(mostRead, wanted.size))
    .toSorted((a, b) => a.number - b.number);
}
