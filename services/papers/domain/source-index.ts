/** The sentences of a source, prepared for comparing: which of them does an output sentence come from? */
import { type ClaimToken, claimsOf } from './claims.ts';
import type { PaperText } from './paper-text.ts';
import { equivalentStems } from './plain-words.ts';
import { type Quantity, quantitiesOf } from './quantities.ts';
import { isCommonWord } from './readability.ts';
import { contentStems, isStopWord, stem, wordsOf } from './words.ts';

export interface Alignment {
  index: number;
  /** Share (0 to 1) of the output's content that this one sentence has, rare words counting more. */
  overlap: number;
}

/** At most so many source sentences stand behind one output sentence. */
const mostSources = 4;

export class SourceIndex {
  private readonly texts = new Map<number, string>();
  private readonly stems = new Map<number, ReadonlySet<string>>();
  private readonly postings = new Map<string, number[]>();
  private readonly claimTokens = new Map<number, ClaimToken[]>();
  private readonly quantityLists = new Map<number, Quantity[]>();
  private readonly titleStems: ReadonlySet<string>;

  constructor(paper: Pick<PaperText, 'sentences' | 'title'>) {
    this.titleStems = withEquivalents(contentStems(paper.title));
    for (const { index, text, kept } of paper.sentences) {
      if (!kept) continue;
      const stems = withEquivalents(contentStems(text));
      this.texts.set(index, text);
      this.stems.set(index, stems);
      for (const each of stems) {
        const list = this.postings.get(each);
        if (list) list.push(index);
        else this.postings.set(each, [index]);
      }
    }
  }

  get size(): number {
    return this.texts.size;
  }

  text(index: number): string {
    return this.texts.get(index) ?? '';
  }

  indices(): Iterable<number> {
    return this.texts.keys();
  }

  claims(index: number): ClaimToken[] {
    const known = this.claimTokens.get(index);
    if (known) return known;
    const tokens = claimsOf(this.text(index));
    this.claimTokens.set(index, tokens);
    return tokens;
  }

  quantities(index: number): Quantity[] {
    const known = this.quantityLists.get(index);
    if (known) return known;
    const list = quantitiesOf(this.text(index));
    this.quantityLists.set(index, list);
    return list;
  }

  /** Rare in the source: weighs more. A stem that the source does not have weighs as its rarest. */
  weight(each: string): number {
    const seen = this.postings.get(each)?.length ?? 0;
    return Math.log(1 + (this.size + 1) / (seen + 0.5));
  }

  /** Source sentences by how much of the output they hold, best first; those that the writer named come in. */
  align(output: string, named: readonly number[]): Alignment[] {
    const stems = [...new Set(contentStems(output))];
    const total = stems.reduce((sum, each) => sum + this.weight(each), 0);
    const scores = new Map<number, number>();
    for (const each of stems) {
      for (const index of this.postings.get(each) ?? [])
        scores.set(index, (scores.get(index) ?? 0) + this.weight(each));
    }
    const known = new Set(named.filter((index) => this.texts.has(index)));
    const overlaps = [...scores].map(([index, score]) => ({ index, overlap: total > 0 ? score / total : 0 }));
    // Of equals the shorter sentence says it more exactly.
    overlaps.sort(
      (a, b) =>
        b.overlap - a.overlap ||
        this.stems.get(a.index)!.size - this.stems.get(b.index)!.size ||
        a.index - b.index,
    );
    const best = overlaps[0]?.overlap ?? 0;
    const chosen = overlaps
      .slice(0, mostSources)
      .filter(({ overlap }) => overlap >= Math.max(0.15, best * 0.55));
    for (const index of known) {
      if (chosen.length >= mostSources * 2) break;
      if (!chosen.some((each) => each.index === index))
        chosen.push(overlaps.find((each) => each.index === index) ?? { index, overlap: 0 });
    }
    // Of what fits about as well, what the writer named comes first.
    const first = (each: Alignment): number => Number(known.has(each.index) && each.overlap >= best * 0.55);
    return chosen.sort((a, b) => first(b) - first(a));
  }

  /**
   * Share of the output's content found in the aligned sentences together. Everyday words may come from the
   * rewording and count little; a rare word that the whole source does not have counts double.
   */
  support(output: string, aligned: readonly Alignment[]): number {
    let [found, total] = [0, 0];
    const seen = new Set<string>();
    for (const word of wordsOf(output)) {
      const each = stem(word);
      if (word.length < 2 || isStopWord(word) || seen.has(each)) continue;
      seen.add(each);
      const inDocument = this.postings.has(each);
      const weight = inDocument ? 1 : isCommonWord(word) ? 0.5 : 2;
      total += weight;
      if (this.titleStems.has(each) || aligned.some(({ index }) => this.stems.get(index)!.has(each)))
        found += weight;
    }
    return total === 0 ? 1 : Math.round((found / total) * 100) / 100;
  }
}

/** The stems and those of the plain words that may stand for them. */
function withEquivalents(stems: readonly string[]): ReadonlySet<string> {
  const all = new Set(stems);
  for (const each of stems) for (const plain of equivalentStems(each)) all.add(plain);
  return all;
}
