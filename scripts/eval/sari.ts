/** SARI (Xu, Napoles, Pavlick, Chen & Callison-Burch, 2016, doi:10.1162/tacl_a_00107) with one reference, 0 to 100. */

function ngrams(words: readonly string[], size: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + size <= words.length; at += 1) {
    const gram = words.slice(at, at + size).join(' ');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

/** As in the reference implementation: who adds or drops nothing has nothing right. */
const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const harmonic = (a: number, b: number): number => (a + b === 0 ? 0 : (2 * a * b) / (a + b));

function scoresOf(
  source: Map<string, number>,
  output: Map<string, number>,
  reference: Map<string, number>,
): [add: number, keep: number, drop: number] {
  const all = (map: Map<string, number>): string[] => [...map.keys()];
  const added = all(output).filter((gram) => !source.has(gram));
  const wanted = all(reference).filter((gram) => !source.has(gram));
  const goodAdds = added.filter((gram) => reference.has(gram)).length;
  const kept = all(source).filter((gram) => output.has(gram));
  const toKeep = all(source).filter((gram) => reference.has(gram));
  const goodKeeps = kept.filter((gram) => reference.has(gram)).length;
  const dropped = all(source).filter((gram) => !output.has(gram));
  const goodDrops = dropped.filter((gram) => !reference.has(gram)).length;
  return [
    harmonic(ratio(goodAdds, added.length), ratio(goodAdds, wanted.length)),
    harmonic(ratio(goodKeeps, kept.length), ratio(goodKeeps, toKeep.length)),
    ratio(goodDrops, dropped.length),
  ];
}

export function sari(source: string, output: string, reference: string): number {
  const wordsOf = (text: string): string[] =>
    text.toLowerCase().match(/[\p{L}\d]+(?:[.,'’-][\p{L}\d]+)*/gu) ?? [];
  const [from, to, wanted] = [wordsOf(source), wordsOf(output), wordsOf(reference)];
  let sum = 0;
  for (let size = 1; size <= 4; size += 1) {
    const [add, keep, drop] = scoresOf(ngrams(from, size), ngrams(to, size), ngrams(wanted, size));
    sum += (add + keep + drop) / 3;
  }
  return (sum / 4) * 100;
}
