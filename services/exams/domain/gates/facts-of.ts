/** Items as sets of stems: what they ask, what they answer, and what their readers see. */
import { answerTexts, askedText, partTexts } from '../item-texts.ts';
import type { MadeItem } from '../made-item.ts';
import { folded } from '../text/fold.ts';
import { contentSet, stem, wordsOf } from '../text/words.ts';

/** What exams say around every question: it makes no two of them alike. */
const boilerplate = new Set(
  wordsOf(
    `fill gap gaps blank complete sentence statement following option answer choose select match matching term terms order arrange
    put steps number value define definition meant meaning term called explain describe name write arrange pair tell say true short passage question correct place identify decide whether apply
    ergänze lücke lücken satz aussage wähle ordne begriff begriffe complétez phrase lacune choisissez associez termes complete
    oración hueco elija relacione términos`,
  ).flatMap((word) => [word, stem(word, 'en'), stem(word, 'de')]),
);

/** Something that readers of an item see in one breath. */
export interface Shown {
  plain: string;
  words: ReadonlySet<string>;
}

export interface Facts {
  asked: ReadonlySet<string>;
  answered: ReadonlySet<string>;
  /** Folded. */
  answers: readonly string[];
  together: ReadonlySet<string>;
  /** Of a matching, what each pair says. */
  pairs: readonly ReadonlySet<string>[];
  /** What may give the answers of others away. */
  shown: readonly Shown[];
}

/** An option as long as this says something by itself. */
const tellingWords = 5;

function shownBy(item: MadeItem, language: string): Shown[] {
  // A statement that may be false tells nobody anything.
  if (item.type === 'true_false' && !item.key.value) return [];
  const long = partTexts(item).filter((text) => text.split(' ').length >= tellingWords);
  return [askedText(item), ...long].map((text) => ({
    plain: folded(text),
    words: contentSet(text, language),
  }));
}

const known = new Map<string, WeakMap<MadeItem, Facts>>();

/** Kept by item: each is compared with all others of its exam. */
export function factsOf(item: MadeItem, language: string): Facts {
  const ofLanguage = known.get(language) ?? new WeakMap<MadeItem, Facts>();
  known.set(language, ofLanguage);
  const before = ofLanguage.get(item);
  if (before) return before;
  const asked = contentSet(askedText(item), language);
  for (const word of boilerplate) asked.delete(word);
  const answers = answerTexts(item);
  // `true` and `false` answer every statement.
  const answered = item.type === 'true_false' ? new Set<string>() : contentSet(answers.join(' '), language);
  const facts: Facts = {
    asked,
    answered,
    answers: answers.map(folded),
    together: new Set([...asked, ...answered]),
    pairs: item.type === 'matching' ? answers.map((pair) => contentSet(pair, language)) : [],
    shown: shownBy(item, language),
  };
  ofLanguage.set(item, facts);
  return facts;
}
