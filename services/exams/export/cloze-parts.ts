import type { ItemOf } from './exam-to-export.ts';

export interface Gap {
  id: string;
  /** From 1, as they follow each other in the text. */
  number: number;
  /** What may stand in it; undefined where it is to be written. */
  options: string[] | undefined;
  /** What is right, the best first. */
  accepted: string[];
}

/** A cloze as it is read: words and gaps in turn. A gap that the text does not name comes after it, so that none is lost. */
export function clozeParts({ body, key }: Pick<ItemOf<'cloze'>, 'body' | 'key'>): (string | Gap)[] {
  const left = new Map(body.gaps.map((gap) => [gap.id, gap]));
  const parts: (string | Gap)[] = [];
  let number = 0;
  const take = (id: string): Gap | undefined => {
    const gap = left.get(id);
    if (!gap) return undefined;
    left.delete(id);
    number += 1;
    const accepted = key.gaps[id] ?? [];
    // A choice without what is right among it would be one that nobody can answer.
    const options = gap.options?.some((option) => accepted.includes(option)) ? gap.options : undefined;
    return { id, number, options, accepted };
  };
  for (const piece of body.text.split(/(\{\{[a-z0-9]{1,12}\}\})/)) {
    const gap = piece.startsWith('{{') ? take(piece.slice(2, -2)) : undefined;
    if (gap) parts.push(gap);
    else if (piece !== '') parts.push(piece);
  }
  for (const { id } of body.gaps) {
    const gap = take(id);
    if (gap) parts.push(' ', gap);
  }
  return parts;
}

export const gapsOf = (parts: readonly (string | Gap)[]): Gap[] =>
  parts.filter((part): part is Gap => typeof part !== 'string');

/** As it is printed: a single gap is a line, several are numbered. */
export function clozeText(parts: readonly (string | Gap)[]): string {
  const several = gapsOf(parts).length > 1;
  return parts
    .map((part) => (typeof part === 'string' ? part : several ? `(${part.number}) ________` : '________'))
    .join('');
}
