/** Words as the learning logic compares them: tokens, stems and the words that carry no content. */

const stopWords: ReadonlySet<string> = new Set(
  `a about above after again against all also although am an and any are as at be because been before being below
  between both but by can could did do does doing down during each either else ever few for from further had has
  have having he her here hers him his how however i if in into is it its itself just may me might more most much
  must my neither no nor not now of off on once one only onto or other our ours out over own per rather same shall
  she should since so some such than that the their theirs them then there therefore these they this those though
  through thus to too under until up upon us use used using very via was we well were what when where whether which
  while who whom whose why will with within without would yet you your yours`
    .trim()
    .split(/\s+/),
);

export function isStopWord(word: string): boolean {
  return stopWords.has(word) || /n['’]t$/.test(word);
}

const wordPattern = /\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)?/gu;

/** Lower-case words of letters, without numbers, in order. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(wordPattern) ?? [];
}

/** Endings from long to short, each with what takes its place and how much must be left of the word. */
const endings: readonly (readonly [ending: string, replacement: string, atLeast: number])[] = [
  ['isations', '', 4],
  ['izations', '', 4],
  ['isation', '', 4],
  ['ization', '', 4],
  ['fulness', '', 3],
  ['iveness', '', 3],
  ['ations', '', 3],
  ['ically', '', 3],
  ['ation', '', 3],
  ['ments', '', 4],
  ['ement', '', 4],
  ['ances', '', 3],
  ['ences', '', 3],
  ['ingly', '', 4],
  ['ively', '', 4],
  ['ments', '', 4],
  ['ment', '', 4],
  ['ance', '', 4],
  ['ence', '', 4],
  ['ness', '', 4],
  ['ions', '', 4],
  ['able', '', 4],
  ['ible', '', 4],
  ['ised', '', 4],
  ['ized', '', 4],
  ['ises', '', 4],
  ['izes', '', 4],
  ['ally', '', 4],
  ['ent', '', 5],
  ['ant', '', 5],
  ['ion', '', 4],
  ['ing', '', 3],
  ['ied', 'i', 2],
  ['ies', 'i', 2],
  ['ise', '', 4],
  ['ize', '', 4],
  ['ive', '', 4],
  ['ous', '', 4],
  ['ity', '', 4],
  ['ers', '', 4],
  ['ed', '', 3],
  ['ly', '', 3],
  ['es', '', 3],
  ['er', '', 4],
  ['al', '', 4],
  ['ic', '', 4],
  ['s', '', 3],
  ['e', '', 3],
  ['y', 'i', 2],
];

/** Forms that no ending rule brings together. */
const irregular: Readonly<Record<string, string>> = {
  children: 'child',
  women: 'woman',
  men: 'man',
  people: 'person',
  persons: 'person',
  mice: 'mouse',
  feet: 'foot',
  teeth: 'tooth',
  found: 'find',
  gave: 'giv',
  given: 'giv',
  took: 'tak',
  taken: 'tak',
  came: 'com',
  went: 'go',
  gone: 'go',
  made: 'mak',
  showed: 'show',
  shown: 'show',
  rose: 'ris',
  risen: 'ris',
  fell: 'fall',
  fallen: 'fall',
  grew: 'grow',
  grown: 'grow',
  led: 'lead',
  meant: 'mean',
  kept: 'keep',
  lost: 'los',
  loss: 'los',
  losses: 'los',
  knew: 'know',
  known: 'know',
  saw: 'see',
  seen: 'see',
  thought: 'think',
  felt: 'feel',
  left: 'leav',
  began: 'begin',
  begun: 'begin',
  chose: 'choos',
  chosen: 'choos',
  died: 'di',
  dies: 'di',
  dying: 'di',
  death: 'di',
  deaths: 'di',
  die: 'di',
  reduction: 'reduc',
  reductions: 'reduc',
  production: 'produc',
  analyses: 'analys',
  analysis: 'analys',
  studies: 'stud',
  study: 'stud',
  studied: 'stud',
  effective: 'effect',
  different: 'differ',
  difference: 'differ',
  differences: 'differ',
  differs: 'differ',
  differed: 'differ',
  differ: 'differ',
  significance: 'signific',
  significant: 'signific',
  significantly: 'signific',
  worse: 'wors',
  worst: 'wors',
  evident: 'evident',
};

const stems = new Map<string, string>();

/** An English stem: related forms fall together, and it need not be a word. Bounded cache, so no paper slows the next. */
export function stem(word: string): string {
  const known = stems.get(word);
  if (known !== undefined) return known;
  const stemmed = stemOf(word.replace(/['’]s?$/, ''));
  if (stems.size > 50_000) stems.clear();
  stems.set(word, stemmed);
  return stemmed;
}

function stemOf(word: string): string {
  const special = Object.hasOwn(irregular, word) ? irregular[word] : undefined;
  if (special) return special;
  if (word.length < 4) return word;
  // British and American spellings meet before the endings go: tumour, oesophagus, haemoglobin.
  const spelled = word
    .replace(/our(?=s?$|ed$|ing$|al$)/, 'or')
    .replace(/^oe/, 'e')
    .replace(/aem/, 'em')
    .replace(/aed/, 'ed');
  for (const [ending, replacement, atLeast] of endings) {
    if (!spelled.endsWith(ending) || spelled.length - ending.length < atLeast) continue;
    if (ending === 's' && /(?:ss|us|is)$/.test(spelled)) continue;
    return undouble(spelled.slice(0, -ending.length) + replacement);
  }
  return spelled;
}

/** `stopped` → `stop`, but `fall` and `pass` keep their letters. */
function undouble(word: string): string {
  const root = word.endsWith('e') && word.length > 4 ? word.slice(0, -1) : word;
  return /([bdgmnprt])\1$/.test(root) ? root.slice(0, -1) : root;
}

/** Stems of the words that carry content, in order. */
export function contentStems(text: string): string[] {
  const found: string[] = [];
  for (const word of wordsOf(text)) {
    if (word.length > 1 && !isStopWord(word)) found.push(stem(word));
  }
  return found;
}
