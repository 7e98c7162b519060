/** What a material speaks of: its noun phrases, by how often and where they stand. */
import type { Token } from './grammar.ts';
import type { Statement } from './statement.ts';

type TermKind = 'acronym' | 'name' | 'common';

export interface Term {
  key: string;
  /** As it is written within a sentence, without article. */
  text: string;
  words: number;
  plural: boolean;
  /** Not two nouns side by side, the second of which may be a verb: `alertness rise`. */
  firm: boolean;
  kind: TermKind;
  /** Its last word, by which it is a kind of something. */
  head: string;
  count: number;
  /** How often an article stands before it. */
  determined: number;
  /** How often `in`, `from` and the like: places, mostly. */
  located: number;
  statements: Set<Statement>;
}

/** A term at its place in the text of a statement. */
export interface Mention {
  term: Term;
  text: string;
  start: number;
  end: number;
  /** Of its first token. */
  token: number;
}

/** Nouns that name nothing by themselves. */
const generic = new Set(
  `ability account act action addition advantage aim amount analysis answer approach area argument aspect attempt author average basis
  beginning behavior behaviour benefit bit body case cause century chance change choice claim class combination comparison component
  concept conclusion condition consequence context contrast contribution control copy cost couple course data date day decade decision
  degree detail development difference difficulty direction discussion distance district effect effort element end equation evidence
  example experiment expression extent fact factor failure feature field figure finding form formula fraction function future
  goal group half hand help history hour idea impact importance improvement increase individual information input insight instance interest
  introduction issue item kind knowledge lack length level limit line list literature look lot majority man manner material matter
  mean means measure member method middle minute model moment month motivation name nature need notion number object observation
  one option order origin others outcome output overview paper part passage past path pattern people percent percentage performance
  period person perspective phase phenomenon picture piece place point portion position possibility practice presence present problem
  procedure process product progress project property proportion purpose quality quantity question range rate ratio reader reason
  reference region relation relationship report requirement research researcher resource respect rest result return right risk role
  room rule run same sample scale scheme second section sense sentence sequence series set setting share side sign similarity
  simplicity situation size solution sort source space speed stage standard start state statement step story strategy strength structure
  study style subject success sum support surface survey system table task technique term test text theory thing thought thousand
  time title today top topic total turn type understanding unit usage use user value variety version view volume way week
  while whole work world year years yesterday meantime early late`.split(/\s+/),
);

const nominal = (tag: string): boolean => tag === 'NOUN' || tag === 'PROPN';
const wordLike = /^[\p{L}][\p{L}\p{N}'’./-]*$/u;
const mostWords = 3;
const calendar =
  /^(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|christmas|easter)$/i;
/** Adjectives that tell no kind. */
const pale =
  /^(?:other|same|different|many|several|few|such|certain|various|first|second|third|last|next|new|old|own|main|further|more|most|less|least|good|better|best|great|large|larger|small|smaller|high|higher|low|lower|long|longer|short|possible|important|important|necessary|only|simple|particular|specific|additional|given|whole|entire|current|recent|numerous|overall|single|real|actual|full|potential|corresponding|similar|complete|following|previous|common|usual|available|able|likely|much|each|every|both|all|some|any|no|one|two|three|early|late|later|right|left|basic|key|typical|precise|exact|remarkable|interesting|associated|resulting|remaining|existing|appropriate|suitable|relevant|increased|reduced|extensive|comprehensive|crucial|essential|significant|serious|little|big|young|free|open|close|dead|hot|simplest|nearest|largest|necessary|various)$/i;

export interface Phrase {
  token: number;
  tokens: Token[];
}

/** Runs of adjectives and nouns that end with a noun. */
export function nounPhrases(tokens: readonly Token[]): Phrase[] {
  const phrases: Phrase[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    if (!(nominal(tokens[index]!.tag) || tokens[index]!.tag === 'ADJ') || !wordLike.test(tokens[index]!.text))
      continue;
    let end = index;
    while (
      end < tokens.length &&
      (nominal(tokens[end]!.tag) || tokens[end]!.tag === 'ADJ') &&
      wordLike.test(tokens[end]!.text)
    )
      end += 1;
    let last = end;
    while (last > index && !nominal(tokens[last - 1]!.tag)) last -= 1;
    let first = index;
    while (first < last - 1 && pale.test(tokens[first]!.text)) first += 1;
    if (last > first) phrases.push({ token: first, tokens: tokens.slice(first, last) });
    index = end;
  }
  return phrases;
}

const singularEnd = /(?:ss|us|is|ics|[ao]s)$/i;
const irregularPlural =
  /^(?:men|women|children|people|mice|feet|teeth|bacteria|fungi|criteria|phenomena|data|nuclei|larvae|species)$/i;

export const isPlural = (word: string, lemma: string): boolean =>
  irregularPlural.test(word) ||
  (/s$/i.test(word) &&
    (!singularEnd.test(word) || (/[ao]s$/i.test(word) && lemma.toLowerCase() !== word.toLowerCase())));

const gerundNouns =
  /(?:learning|training|processing|engineering|recording|tracing|stitching|threading|testing|modell?ing|feeding|heating|cooling|warming|spring|string|being|thing|ring|wing|king|seed|need|bed|shed|breed|speed|feed|reed|weed)$/;

/** Words that were taken for adjectives or nouns and are none. */
/** And names of variables. */
const mistaken = (words: readonly string[]): boolean =>
  words.some((word) => /^\p{Ll}?q(?!u)/u.test(word)) ||
  words.some((word, at) => {
    if (at === words.length - 1) return /(?:ed|ing)$/.test(word) && !gerundNouns.test(word);
    return /^\p{Ll}+(?:[^s]s|ing)$/u.test(word) && !/(?:sis|ous|ics|ess)$/.test(word);
  });

/** The terms of a material, and where they stand. */
export class Terms {
  readonly all = new Map<string, Term>();
  readonly #mentions = new Map<Statement, Mention[]>();
  /** Forms within sentences: the capital of a first word says nothing. */
  readonly #small = new Set<string>();
  readonly #large = new Set<string>();

  constructor(statements: readonly Statement[]) {
    for (const { tokens } of statements) {
      for (const [at, { text }] of tokens.entries()) {
        if (at > 0) (/^\p{Lu}/u.test(text) ? this.#large : this.#small).add(text.toLowerCase());
      }
    }
    for (const statement of statements) this.#mentions.set(statement, this.#mentionsOf(statement));
  }

  mentions(statement: Statement): readonly Mention[] {
    return this.#mentions.get(statement) ?? [];
  }

  /** A statement as it stands after other words: with a small letter, unless it opens with a name. */
  inner({ text, tokens }: Statement): string {
    const [first] = tokens;
    return first ? this.#within(first, 0) + text.slice(first.end) : text;
  }

  #seen(text: string): boolean {
    const small = text.toLowerCase();
    return this.#small.has(small) || this.#large.has(small) || /\p{Lu}.*\p{Lu}|\d/u.test(text);
  }

  /** As it is written within a sentence. */
  #within({ text, tag }: Token, at: number): string {
    if (at > 0 || /\p{Lu}.*\p{Lu}|\d/u.test(text)) return text;
    const small = text.charAt(0).toLowerCase() + text.slice(1);
    const [word = small] = small.split('-');
    if (this.#small.has(word.toLowerCase())) return small;
    return this.#large.has(small.toLowerCase()) || (tag === 'PROPN' && word === small) ? text : small;
  }

  #mentionsOf(statement: Statement): Mention[] {
    return nounPhrases(statement.tokens).flatMap(({ token, tokens }) => {
      const head = tokens.at(-1)!;
      if (tokens.length > mostWords || generic.has(head.lemma) || generic.has(head.text.toLowerCase()))
        return [];
      // What is counted is part of a number.
      if (statement.tokens[token - 1]?.tag === 'NUM') return [];
      if (tokens.length === 1 && head.text.length < 4 && !/^\p{Lu}{2}/u.test(head.text)) return [];
      const texts = tokens.map((each, at) => this.#within(each, token + at));
      // What opens a sentence and goes on in small letters is no name.
      if (
        token === 0 &&
        texts.length > 1 &&
        /^\p{Ll}+$/u.test(texts[1]!) &&
        /^\p{Lu}\p{Ll}+$/u.test(texts[0]!)
      )
        texts[0] = texts[0]!.toLowerCase();
      if (mistaken(texts) || calendar.test(texts[0]!)) return [];
      // A capital that opens a sentence, of a word that is nowhere else: a name, or not.
      if (token === 0 && texts.length === 1 && !this.#seen(texts[0]!)) return [];
      const text = texts.join(' ');
      const key = [...texts.slice(0, -1).map((word) => word.toLowerCase()), head.lemma.toLowerCase()].join(
        ' ',
      );
      const plural = isPlural(head.text, head.lemma);
      const known = this.all.get(plural ? `${key}+` : key);
      const term: Term = known ?? {
        key,
        text,
        words: texts.length,
        plural,
        firm: texts.length === 1 || tokens.at(-2)!.tag === 'ADJ' || /^\p{Lu}/u.test(texts.at(-1)!),
        kind: kindOf(texts),
        head: head.lemma.toLowerCase(),
        count: 0,
        determined: 0,
        located: 0,
        statements: new Set(),
      };
      if (!known) this.all.set(plural ? `${key}+` : key, term);
      term.count += 1;
      const before = statement.tokens[token - 1];
      if (before?.tag === 'DET') term.determined += 1;
      if (/^(?:in|at|from|near|into|to|across)$/.test(before?.text ?? '')) term.located += 1;
      term.statements.add(statement);
      return [
        {
          term,
          text: statement.text.slice(tokens[0]!.start, head.end),
          start: tokens[0]!.start,
          end: head.end,
          token,
        },
      ];
    });
  }

  /** Whether it is a thing that can be asked for. */
  sound(term: Term): boolean {
    return term.firm || term.count > 1;
  }

  /** How often the material speaks of it, in either number. */
  count({ key }: Term): number {
    return (this.all.get(key)?.count ?? 0) + (this.all.get(`${key}+`)?.count ?? 0);
  }
}

function kindOf(words: readonly string[]): TermKind {
  if (words.some((word) => /\p{Lu}.*\p{Lu}|\p{L}\d|\d\p{L}/u.test(word))) return 'acronym';
  return words.every((word) => /^\p{Lu}/u.test(word)) ? 'name' : 'common';
}
