/** Sentences of the material that say something by themselves: all that questions are made from. */
import { referenceIn } from '../gates/reference-phrases.ts';
import type { Passage } from '../passage.ts';
import { contentSet, wordsOf } from '../text/words.ts';
import { isWhole, tidy } from './clean-sentence.ts';
import type { Grammar, Token } from './grammar.ts';

export interface Statement {
  passage: Passage;
  /** Where its sentence stands in the text of the passage (UTF-16, end exclusive). */
  start: number;
  end: number;
  /** The sentence as it stands there. */
  quote: string;
  /** The same without citations, brackets and what ties it to the sentence before. */
  text: string;
  tokens: readonly Token[];
  stems: ReadonlySet<string>;
}

/** Sections that say nothing of the matter. */
const boilerplateSections =
  /^(?:[\dA-Z.]*\s*)(?:acknowledge?ments?|references|bibliography|contents|keywords|funding|author contributions?|conflicts? of interest|data availability|ethics|index|copyright|license|supplement\w*|prompts?)\b/i;
/** Passages have some two thousand characters. Of what is much longer, or has no spaces, the tokenizer takes the square in time. */
const longestPassage = 20_000;
const endless = /\S{300}/;
const proseKinds: ReadonlySet<Passage['kind']> = new Set(['text', 'abstract']);

/** Whether questions can be made from it at all. */
export const isProse = ({ kind, section, text }: Passage): boolean =>
  proseKinds.has(kind) &&
  text.length <= longestPassage &&
  !endless.test(text) &&
  !section.some((heading) => boilerplateSections.test(heading.trim()));

/** Words by which a sentence hangs on the one before it. */
const tied =
  /^(?:this|these|those|that|such|both|another|other|others|each of|some|most of|all of|one|here|there|it|they|he|she|its|their|his|her|we|our|i|my|then|next|first|firstly|second|secondly|third|thirdly|last|lastly|also|again|instead|meanwhile|otherwise|similarly|likewise|so|but|and|or|yet|nor|however|still|even|rather|too|as a result|as such|for example|for instance|for this|for these|in this|in these|in such|in that|in our|at this|at that|with this|with these|by this|on the other hand|on the one hand|to this end|to do|if so|if not|not only|among them|among these|after that|after this|before that|later|now|today|the same|the other|the latter|the former|the following|the above|the first|the second|the third|the fourth|the fifth|the last|the next|the two|the three|of these|of those|of them|together|conversely|nevertheless|nonetheless|specifically|accordingly|namely|note|recall|see|let|consider|suppose|assume|given|figure|table|section|step|part|following|afterwards?|soon|half|adults|nearly all of it|what is|when compared|in the (?:first|second|third|next|last)|(?:two|three|four|five|six|seven|eight|nine|ten)(?! hundred)|on such|in certain|in some|at first|prompt)\b/i;
const anaphora =
  /\b(?:this|these|such an?|the former|the latter|aforementioned|respectively|above|below|as follows|the following|herein|therein|thereby|the same|so far|mentioned|previous(?:ly)?|earlier|future work|such(?! as)|instead|in turn|(?<!\bif\b.*)then|our|we|us|i|you|your|let's|hereafter|latter|the (?:first|second|third|one|other)(?=\s(?:is|are|was|were|has|had|one)\b))\b/i;
/** Nouns that need to be said which: `the system` of what? */
const vague =
  /^(?:the|an?)\s(?:(?:\w+ )?(?:system|approach|method|model|result|results|study|paper|work|authors?|user|users|algorithm|technique|section|figure|table|example|process|procedure|problem|experiment|experiments|analysis|data|dataset|implementation|solution|idea|latter|former|remaining|rest|resulting|main|above|same|other|others|reason|difference|effect|question|answer|goal|aim|purpose|advantage|disadvantage|trick|rule|term|principle|theory|second|first|final|product|change|changes|value|values|case|cases|reader|narrative|substance|discovery|finding|findings|argument|claim|claims|court|judge))\s(?!(?:of|that|which|for|called|known|between|in)\b)/i;

const personal = /\b(?:it|they|them|he|she|him|hers|those)\b/i;
const possessive = /\b(?:its|their|his|her)\b/i;

/** Whether a reader who has nothing but this sentence knows what it is about. */
function standsAlone(text: string): boolean {
  if (tied.test(text) || vague.test(text) || anaphora.test(text) || referenceIn(text, 'en')) return false;
  // Whatever a pronoun stands for must be there before it; of `its` and `their` that is mostly the subject.
  const before = (pronoun: RegExp): number => wordsOf(text.slice(0, pronoun.exec(text)?.index)).length;
  return before(personal) >= 4 && before(possessive) >= 2;
}

/** With a verb and something that does it: not `Converts a text.`, which says nothing of what. */
const hasVerb = (tokens: readonly Token[]): boolean =>
  !(tokens[1]?.tag === 'DET' && /s$/.test(tokens[0]!.text)) &&
  !(tokens[0]?.tag === 'VERB' && !/(?:ing|ed)$/.test(tokens[0].text)) &&
  tokens.some(({ tag }) => tag === 'VERB' || tag === 'AUX') &&
  tokens.some(({ tag }) => tag === 'NOUN' || tag === 'PROPN');

/** Beyond it a sentence is none, but a list or what is left of a table. */
const longestQuote = 800;

/** Sentences end with their paragraph, whatever they look like. */
export const paragraphs = /[^\n]+(?:\n(?!\n|[•\-–\d])[^\n]+)*/g;

export function statementsOf(passage: Passage, grammar: Grammar): Statement[] {
  if (!isProse(passage)) return [];
  const found: Statement[] = [];
  for (const { 0: paragraph, index } of passage.text.matchAll(paragraphs)) {
    for (const range of grammar.sentences(paragraph)) {
      const quote = paragraph.slice(range.start, range.end);
      if (quote.length > longestQuote) continue;
      const text = tidy(quote);
      if (!isWhole(text, 'en') || !standsAlone(text)) continue;
      const tokens = grammar.tokens(text);
      if (!hasVerb(tokens)) continue;
      found.push({
        passage,
        start: index + range.start,
        end: index + range.end,
        quote,
        text,
        tokens,
        stems: contentSet(text, 'en'),
      });
    }
  }
  return found;
}
