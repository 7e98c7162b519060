/** Whether an item rests on its passage: its quote stands there, and what it calls right can be read in or near the quote. */
import { answerTexts, filledCloze } from '../item-texts.ts';
import type { MadeItem } from '../made-item.ts';
import type { Passage } from '../passage.ts';
import { folded } from '../text/fold.ts';
import { numbersIn, sameNumber } from '../text/numbers.ts';
import { contentSet, coverage, wordsOf } from '../text/words.ts';
import type { Gate } from './against.ts';
import { findQuote } from './find-quote.ts';
import { negated } from './negation.ts';

const fewestQuotedWords = 4;
/** So many characters around the quote belong to it: a sentence more on both sides. */
const near = 220;
/** Of the content words of an answer, this share must stand in the material: answers may be in words of their own. */
const shares = { key: 0.6, statement: 0.6, pair: 0.5, model_answer: 0.5, essay: 0.4 } as const;

/** A unit may be written at another scale: `1,5 km` for `1500 m`, `2` for two million where millions are asked for. */
const scales = [1, 1e3, 1e6, 1e9, 1e-3, 1e-6, 1e-9];

interface Material {
  /** Around the quote. */
  near: string;
  passage: string;
  /** And what lies beside it, for answers that take more than a passage. */
  around: string;
  language: string;
  /** Whether words can be compared: not where the exam is in another language than its material. */
  comparable: boolean;
}

const says = (text: string, material: string, { language }: Material): number =>
  coverage(contentSet(text, language), contentSet(material, language));

const hasAmount = (value: number, text: string, language: string): boolean =>
  numbersIn(text, language).some((found) => scales.some((scale) => sameNumber(found.value * scale, value)));

/** Numbers that `text` has and the material has not, but for small ones in words: `two` is said in many ways. */
function foreignNumbers(text: string, material: string, language: string): string[] {
  const asked = numbersIn(text, language).filter(({ digits, scaled }) => digits || scaled);
  if (asked.length === 0) return [];
  const known = numbersIn(material, language).map(({ value }) => value);
  const exact = new Set(known);
  return asked
    .filter(({ value }) => !exact.has(value) && !known.some((other) => sameNumber(other, value)))
    .map((found) => found.text);
}

function supports(text: string, material: string, share: number, all: Material): string[] {
  const foreign = foreignNumbers(text, material, all.language);
  if (foreign.length > 0) return [`the material does not say ${foreign.join(', ')}`];
  if (!all.comparable || says(text, material, all) >= share) return [];
  return [`nothing near the quote says “${text.slice(0, 80)}”`];
}

/** A statement that is called false, but stands so in the passage, or has nothing to do with it. */
function falseStatement(stem: string, material: Material): string[] {
  if (!material.comparable) return [];
  const statement = folded(stem)
    .replace(/^[^:]{0,40}:\s*/, '')
    .replace(/[.?!"]+$/, '');
  if (folded(material.passage).includes(statement)) return ['it calls false what stands in the passage'];
  return says(stem, material.near, material) < 0.4 ? ['nothing near the quote speaks of it'] : [];
}

function trueStatement(stem: string, material: Material): string[] {
  if (material.comparable && negated(stem, material.language) && !negated(material.near, material.language))
    return ['it denies what the quote affirms'];
  return supports(stem, material.near, shares.statement, material);
}

function cloze(item: MadeItem & { type: 'cloze' }, material: Material): string[] {
  if (!material.comparable) return foreignNumbers(filledCloze(item), material.passage, material.language);
  const reasons = answerTexts(item).flatMap((answer) => {
    if (folded(material.passage).includes(folded(answer))) return [];
    return supports(answer, material.near, 1, material);
  });
  if (says(filledCloze(item), material.near, material) < shares.statement)
    reasons.push('its text is not that of the passage');
  return reasons;
}

function keySupport(item: MadeItem, material: Material): string[] {
  switch (item.type) {
    case 'mcq':
    case 'multi_select':
      return answerTexts(item).flatMap((answer) => supports(answer, material.near, shares.key, material));
    case 'true_false':
      return item.key.value ? trueStatement(item.stem, material) : falseStatement(item.stem, material);
    case 'cloze':
      return cloze(item, material);
    case 'numeric':
      return hasAmount(item.key.value, material.near, material.language)
        ? []
        : [`no number near the quote is ${item.key.value}`];
    case 'matching':
    case 'ordering':
      return answerTexts(item).flatMap((answer) => supports(answer, material.passage, shares.pair, material));
    case 'short_answer':
      return supports(item.key.model_answer, material.passage, shares.model_answer, material);
    case 'essay':
      return supports(item.key.model_answer, material.around, shares.essay, material);
  }
}

/** The passage with those beside it in its document. */
function aroundOf(passage: Passage, passages: ReadonlyMap<number, Passage>): string {
  const beside = [-3, -2, -1, 0, 1, 2, 3].map((step) => passages.get(passage.number + step));
  return beside
    .filter((one) => one?.documentId === passage.documentId)
    .map((one) => `${one!.section.join('\n')}\n${one!.text}`)
    .join('\n');
}

export const grounding: Gate = (item, { passages, language }) => {
  const passage = passages.get(item.passage);
  if (!passage) return [`there is no passage ${item.passage}`];
  const at = findQuote(passage.text, item.quote);
  if (!at) return ['its quote does not stand in its passage'];
  const spaceless = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{8}/u.test(
    item.quote,
  );
  if (wordsOf(item.quote).length < fewestQuotedWords && !spaceless)
    return ['its quote is too short to show anything'];
  const material: Material = {
    near: passage.text.slice(Math.max(0, at.start - near), at.end + near),
    passage: passage.text,
    around: aroundOf(passage, passages),
    language,
    comparable: passage.language === null || passage.language === language,
  };
  const invented = item.type === 'true_false' ? [] : foreignNumbers(item.stem, material.around, language);
  return [
    ...(invented.length > 0 ? [`it asks about ${invented.join(', ')}, which the material does not say`] : []),
    ...keySupport(item, material),
  ];
};
