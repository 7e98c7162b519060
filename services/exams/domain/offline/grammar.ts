/** Sentences and parts of speech of English, by wink-nlp's small model (loaded once, about 0.3 s, at the first use). */

export interface Token {
  text: string;
  /** Universal part-of-speech tag: NOUN, VERB, AUX, PRON, DET, ADP, … */
  tag: string;
  lemma: string;
  /** In the text that was read (UTF-16, end exclusive). */
  start: number;
  end: number;
}

export interface Grammar {
  /** Ranges of sentences, in order, without the white space between them. */
  sentences(text: string): { start: number; end: number }[];
  /** A hyphenated word is one. */
  tokens(sentence: string): Token[];
}

let loading: Promise<Grammar> | undefined;

export function loadGrammar(): Promise<Grammar> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Grammar> {
  const [{ default: winkNLP }, { default: model }] = await Promise.all([
    import('wink-nlp'),
    import('wink-eng-lite-web-model'),
  ]);
  const splitter = winkNLP(model, ['sbd']);
  const tagger = winkNLP(model, ['pos']);
  return {
    sentences(text) {
      const found: { start: number; end: number }[] = [];
      let at = 0;
      for (const sentence of splitter.readDoc(text).sentences().out()) {
        const trimmed = sentence.trim();
        const start = text.indexOf(trimmed, at);
        // What it read in another form (control characters) is left out.
        if (trimmed === '' || start < 0) continue;
        at = start + trimmed.length;
        found.push({ start, end: at });
      }
      return found;
    },
    tokens(sentence) {
      const { its } = tagger;
      const read = tagger.readDoc(sentence).tokens();
      const tags = read.out(its.pos) as unknown as string[];
      const lemmas = read.out(its.lemma as unknown as typeof its.pos) as unknown as string[];
      const tokens: Token[] = [];
      let at = 0;
      for (const [index, text] of read.out().entries()) {
        const start = sentence.indexOf(text, at);
        if (start < 0) continue;
        at = start + text.length;
        tokens.push({ text, tag: tags[index] ?? 'X', lemma: lemmas[index] ?? text, start, end: at });
      }
      return joined(tokens, sentence);
    },
  };
}

/** `trace`, `-`, `based` are one adjective; `GPT`, `-`, `4o` one name. */
function joined(tokens: readonly Token[], sentence: string): Token[] {
  const words: Token[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index]!;
    const last = words.at(-1);
    const next = tokens[index + 1];
    const hyphen = /^[-‐‑–/]$/.test(token.text) && last?.end === token.start && next?.start === token.end;
    if (!hyphen || !/[\p{L}\p{N}]$/u.test(last.text) || !/^[\p{L}\p{N}]/u.test(next.text)) {
      words.push({ ...token });
      continue;
    }
    const tag = next.tag === 'VERB' || next.tag === 'ADV' || next.tag === 'NUM' ? 'ADJ' : next.tag;
    last.text = sentence.slice(last.start, next.end);
    last.tag = last.tag === 'PROPN' ? 'PROPN' : tag;
    last.lemma = last.text.toLowerCase();
    last.end = next.end;
    index += 1;
  }
  return words;
}
