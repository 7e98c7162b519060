/** Parts of speech of English words, by wink-nlp's small model (loaded once, about 0.15 s, at the first use). */

export interface TaggedWord {
  word: string;
  /** Universal part-of-speech tag: NOUN, VERB, AUX, PRON, DET, ADP, … */
  tag: string;
  /** White space before the word. */
  space: string;
}

export type Tagger = (text: string) => readonly TaggedWord[];

let loading: Promise<Tagger> | undefined;

export function loadTagger(): Promise<Tagger> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Tagger> {
  const [{ default: winkNLP }, { default: model }] = await Promise.all([
    import('wink-nlp'),
    import('wink-eng-lite-web-model'),
  ]);
  const nlp = winkNLP(model, ['pos']);
  const { its } = nlp;
  const recent = new Map<string, TaggedWord[]>();
  return (text) => {
    // One sentence is tagged for splitting and again for wording.
    const known = recent.get(text);
    if (known) return known;
    const tokens = nlp.readDoc(text).tokens();
    const words = tokens.out();
    const tags = tokens.out(its.pos) as unknown as string[];
    const spaces = tokens.out(its.precedingSpaces) as unknown as string[];
    const tagged = words.map((word, at) => ({ word, tag: tags[at] ?? 'X', space: spaces[at] ?? '' }));
    if (recent.size >= 32) recent.clear();
    recent.set(text, tagged);
    return tagged;
  };
}
