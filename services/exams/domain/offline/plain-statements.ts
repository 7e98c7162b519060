/**
 * Questions in languages whose grammar is not known here: sentences by the rules of Unicode, terms by how often they come.
 * What can be made so without knowing a noun from a verb is made, and nothing else.
 */
import type { ItemType } from '@scory/contracts/exams/items.ts';
import type { MadeItem } from '../made-item.ts';
import type { Passage } from '../passage.ts';
import { type SeededRandom, seededRandom } from '../seeded-random.ts';
import { isStopWord } from '../text/stop-words.ts';
import { contentSet } from '../text/words.ts';
import { amountsOf } from './blanks.ts';
import { isWhole, tidy } from './clean-sentence.ts';
import { numbersLike } from './distractors.ts';
import { common, type OfflineSlot } from './made.ts';
import { isProse, paragraphs, type Statement } from './statement.ts';

interface Wording {
  cloze: string;
  number: string;
  statement: string;
  inFact: string;
  quotes: readonly [string, string];
  /** Words by which a sentence hangs on the one before it. */
  tied: RegExp;
}

const wordings: Readonly<Record<string, Wording>> = {
  de: {
    cloze: 'Füllen Sie die Lücke.',
    number: 'Welche Zahl gehört in die Lücke?',
    statement: 'Richtig oder falsch',
    inFact: 'Richtig ist',
    quotes: ['„', '“'],
    tied: /^(?:dies\w*|das|sie|er|es|dabei|damit|dadurch|daher|deshalb|darum|jedoch|aber|und|oder|auch|hier|dort|so|wir|ihre?|seine?|solche|dann|zudem|außerdem|beide|man|ich)(?!\p{L})|(?<!\p{L})(?:dies\w*|wir|uns\w*|siehe|vgl|oben|unten)(?!\p{L})/iu,
  },
  fr: {
    cloze: 'Complétez la phrase.',
    number: 'Quel nombre complète la phrase ?',
    statement: 'Vrai ou faux',
    inFact: 'En fait',
    quotes: ['« ', ' »'],
    tied: /^(?:ce|cet|cette|ces|il|elle|ils|elles|ceci|cela|nous|on|mais|et|ou|donc|ainsi|cependant|toutefois|ici|son|sa|ses|leurs?|puis|alors|celle-ci|celui-ci)(?!\p{L})|(?<!\p{L})(?:nous|notre|nos|ci-dessus|ci-dessous|voir|cette?|ces)(?!\p{L})/iu,
  },
  es: {
    cloze: 'Complete la frase.',
    number: '¿Qué número completa la frase?',
    statement: 'Verdadero o falso',
    inFact: 'En realidad',
    quotes: ['«', '»'],
    tied: /^(?:est[aeo]s?|es[aeo]s?|él|ella|ellos|ellas|nosotros|pero|y|o|así|sin embargo|aquí|sus?|también|además|luego|entonces)(?!\p{L})|(?<!\p{L})(?:nosotros|nuestr\w+|véase|est[ae]s?|dichos?|dichas?)(?!\p{L})/iu,
  },
};

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

function statementsIn(passage: Passage, language: string, { tied }: Wording): Statement[] {
  if (!isProse(passage)) return [];
  const found: Statement[] = [];
  for (const { 0: paragraph, index } of passage.text.matchAll(paragraphs)) {
    for (const { segment, index: at } of segmenter.segment(paragraph)) {
      const quote = segment.trimEnd();
      if (quote.length > 600) continue;
      const text = tidy(quote);
      if (!isWhole(text, language) || tied.test(text)) continue;
      const start = index + at;
      found.push({
        passage,
        start,
        end: start + quote.length,
        quote,
        text,
        tokens: [],
        stems: contentSet(text, language),
      });
    }
  }
  return found;
}

const wordPattern = /\p{L}[\p{L}\p{M}'’-]*\p{L}/gu;
const shortestTerm = 5;

/** The word that the material says most often of those that the statement says once. */
function termOf(
  { text }: Statement,
  counts: ReadonlyMap<string, number>,
  language: string,
): { start: number; end: number; text: string } | undefined {
  const words = [...text.matchAll(wordPattern)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    text: match[0],
  }));
  return words
    .filter(({ start, text: word }) => {
      const small = word.toLowerCase();
      if (start === 0 || word.length < shortestTerm || isStopWord(small, language) || /['’]/.test(word))
        return false;
      // German tells its nouns by their capital.
      if (language === 'de' && !/^\p{Lu}/u.test(word)) return false;
      return (counts.get(small) ?? 0) > 1 && text.toLowerCase().split(small).length === 2;
    })
    .toSorted(
      (a, b) =>
        (counts.get(b.text.toLowerCase()) ?? 0) - (counts.get(a.text.toLowerCase()) ?? 0) ||
        b.text.length - a.text.length,
    )[0];
}

/** A number with a decimal comma is one to readers of these languages; those of English pages are left alone. */
const plainAmount = (statement: Statement) => amountsOf(statement).find(({ text }) => !/[.,]/.test(text));

type PlainMaker = (
  slot: OfflineSlot,
  statement: Statement,
  wording: Wording,
  counts: ReadonlyMap<string, number>,
  random: SeededRandom,
  language: string,
) => MadeItem | undefined;

const makers: Partial<Record<ItemType, PlainMaker>> = {
  cloze(slot, statement, { cloze }, counts, _random, language) {
    const term = termOf(statement, counts, language);
    if (!term) return undefined;
    const text = `${statement.text.slice(0, term.start)}{{g1}}${statement.text.slice(term.end)}`;
    return {
      ...common(slot, statement),
      type: 'cloze',
      stem: cloze,
      body: { text, gaps: [{ id: 'g1' }] },
      key: { gaps: { g1: [term.text] } },
      explanation: statement.text,
    };
  },
  numeric(slot, statement, { number, quotes: [open, close] }) {
    const amount = plainAmount(statement);
    if (!amount || (amount.unit === null && amount.value < 13)) return undefined;
    const stem = `${number} ${open}${statement.text.slice(0, amount.start)}_____${statement.text.slice(amount.numberEnd)}${close}`;
    return {
      ...common(slot, statement),
      type: 'numeric',
      stem,
      body: { unit: amount.unit },
      key: { value: amount.value, tolerance: 0 },
      explanation: statement.text,
    };
  },
  true_false(slot, statement, { statement: ask, inFact }, _counts, random) {
    const amount = plainAmount(statement);
    const other = amount && random.next() < 0.6 ? numbersLike(amount.text, statement, random)[0] : undefined;
    const shown =
      amount && other
        ? `${statement.text.slice(0, amount.start)}${other}${statement.text.slice(amount.numberEnd)}`
        : statement.text;
    const explanation = shown === statement.text ? null : `${inFact}: ${statement.text}`;
    return {
      ...common(slot, statement),
      type: 'true_false',
      stem: `${ask}: ${shown}`,
      body: {},
      key: { value: shown === statement.text },
      explanation,
    };
  },
};

/** Questions on `passages` in a language other than English, one for each statement that bears one; none in languages not known. */
export function* plainQuestions(
  slot: OfflineSlot,
  passages: readonly Passage[],
  language: string,
  seed: number,
): Iterable<MadeItem> {
  const wording = wordings[language];
  const make = makers[slot.type];
  if (!wording || !make) return;
  const readable = passages.filter((passage) => passage.language === language);
  const statements = readable.flatMap((passage) => statementsIn(passage, language, wording));
  const counts = new Map<string, number>();
  for (const { text } of statements)
    for (const [word] of text.matchAll(wordPattern))
      counts.set(word.toLowerCase(), (counts.get(word.toLowerCase()) ?? 0) + 1);
  const random = seededRandom(seed + slot.number);
  const own = random.shuffled(statements.filter(({ passage }) => slot.passages.includes(passage.number)));
  const others = random.shuffled(statements.filter(({ passage }) => !slot.passages.includes(passage.number)));
  for (const statement of [...own, ...others]) {
    const item = make(slot, statement, wording, counts, random, language);
    if (item) yield item;
  }
}
