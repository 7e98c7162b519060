/** Whether an item can be understood by itself, and is in the language of the exam. */
import { askedText, filledCloze, partTexts } from '../item-texts.ts';
import type { MadeItem } from '../made-item.ts';
import { wordsOf } from '../text/words.ts';
import type { Gate } from './against.ts';
import { otherLanguage } from './other-language.ts';
import { referenceIn } from './reference-phrases.ts';

/** What it opens with stands for something that was said before: `It is found that …`, but not `It is possible that …`. */
const openingPronoun =
  /^(?:["“]?)(?:(?:it|they|he|she|these|those|its|their|his|her|them|such)\b(?!\s(?:is|was|may be|has been|are)\s(?:true|known|possible|likely|believed|thought|necessary|important|called))|this\b|that\s(?:is|was|are|were|\w+ed)\b)/i;
/** Pronouns that need a noun before them. */
const pronoun = /\b(?:it|they|them|he|she|him|its|their|his|the former|the latter)\b/i;
const demonstrative =
  /\b(?:this|these|those|such)\s(?:(?:\w+\s){0,1}?)(method|approach|technique|process|model|result|results|system|theory|effect|phenomenon|experiment|algorithm|procedure|problem|finding|findings|case|cases|example|value|values|event|period|author|scheme|work|idea|property|assumption|equation|condition|conditions|reason|way|type|kind|structure|function|factor|factors|group|groups|data|concept|change|changes|reaction|step|steps|substance|organism|cells|molecule|law|principle)\b/gi;
const questionWords = new Set(
  'what which who whom whose where when why how does do did is are was were can could would will should has have had the a an of in on if true false fill gap the in for not many much kind type happens happen occurs'.split(
    ' ',
  ),
);

/** `Which colours does it absorb?`: the question names what is looked for, and not what it is about. */
const asksOfPronoun =
  /^(?:what|which|how|why|when|where|who)\s(?:[\w-]+\s){0,4}?(?:do|does|did|is|are|was|were|can|could|will|would|has|have|had|must|may)\s(it|they|he|she)\b(?!\s(?:that|take|takes|to|not|possible|necessary|important|harmful|useful|likely|difficult|easy))/i;

/** A pronoun before which the text has named nothing. */
function danglingPronoun(text: string): string | undefined {
  const asked = asksOfPronoun.exec(text);
  if (asked) return asked[1];
  const match = pronoun.exec(text);
  if (!match) return undefined;
  const [found] = match;
  const before = wordsOf(text.slice(0, match.index)).filter((word) => !questionWords.has(word));
  const after = text.slice(match.index + found.length);
  // `it` that stands for what follows: `Why is it that …`, `how long it takes`.
  if (
    /^it$/i.test(found) &&
    /^\s(?:is|was)?\s?(?:that|take|takes|to|not|possible|necessary|important|harmful|useful|likely|difficult|easy)\b/.test(
      after,
    )
  )
    return undefined;
  return before.length === 0 ? found : undefined;
}

/** `this method`, where no method was spoken of. */
function danglingDemonstrative(text: string): string | undefined {
  for (const match of text.matchAll(demonstrative)) {
    const before = text.slice(0, match.index);
    const noun = match[1]!.toLowerCase().replace(/s$/, '');
    // A scene that was set in a sentence of its own may be pointed at.
    if (/[.!?;:]\s/.test(before) || before.toLowerCase().includes(noun)) continue;
    if (wordsOf(before).filter((word) => !questionWords.has(word)).length >= 4) continue;
    return match[0];
  }
  return undefined;
}

/** The words of an instruction are not what it is about. */
const withoutInstruction = (stem: string): string =>
  stem.replace(
    /^(?:true or false|decide whether[^:]*|fill in[^:.]*|complete[^:.]*|which[^:?]{0,60}(?:complete|fill|belong)s?[^:?]*)[:.?]\s*/i,
    '',
  );

function texts(item: MadeItem): string[] {
  // What stands below is what they point at.
  if (item.type === 'matching' || item.type === 'ordering') return [item.stem.replace(/\bthese\b/gi, 'the')];
  const main = withoutInstruction(item.stem).replace(/^["“]|["”]$/g, '');
  return item.type === 'cloze' ? [main, filledCloze(item)] : [main];
}

export const selfContained: Gate = (item, { language }) => {
  const reasons: string[] = [];
  for (const text of [item.stem, ...texts(item), ...partTexts(item)]) {
    const reference = referenceIn(text, language);
    if (reference) reasons.push(`“${reference}” points at what its reader does not have`);
  }
  if (language === 'en') {
    for (const text of texts(item)) {
      if (openingPronoun.test(text))
        reasons.push(`it does not say what “${text.split(' ', 2).join(' ')}” is`);
      const dangling = danglingDemonstrative(text) ?? danglingPronoun(text);
      if (dangling) reasons.push(`it does not say what “${dangling}” stands for`);
    }
  }
  const all = [askedText(item), ...partTexts(item)].join(' ');
  // Options may be names and numbers, and belong to any language.
  const other = otherLanguage(item.stem, language) ?? otherLanguage(all, language);
  if (other) reasons.push(`it is in ${other}, not in ${language}`);
  return [...new Set(reasons)];
};
