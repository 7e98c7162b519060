/** Makes one thing wrong with a good question: what a gate should notice. */
import type { GateName } from '@scory/contracts/exams/exam-request.ts';
import { answerTexts } from '../../../services/exams/domain/item-texts.ts';
import type { MadeItem } from '../../../services/exams/domain/made-item.ts';
import type { Question } from './parse-questions.ts';

/** A question that went wrong, with those that stand in the exam beside it. */
export interface Planted {
  item: MadeItem;
  accepted: readonly MadeItem[];
}
/** Undefined where a question has no place for that fault. `other` is of another topic. */
type Fault = (item: MadeItem, other: MadeItem) => Planted | undefined;

const alone = (item: MadeItem): Planted => ({ item, accepted: [] });
const has = <T extends MadeItem['type']>(item: MadeItem, ...types: T[]): item is MadeItem & { type: T } =>
  (types as string[]).includes(item.type);

/** With the texts of its wrong options changed. */
function withWrong(item: MadeItem, change: (text: string, at: number) => string): MadeItem | undefined {
  if (!has(item, 'mcq')) return undefined;
  let at = -1;
  const options = item.body.options.map((option) => {
    if (option.id === item.key.option) return option;
    at += 1;
    return { ...option, text: change(option.text, at) };
  });
  return { ...item, body: { options } };
}

function withRight(item: MadeItem, change: (text: string) => string): MadeItem | undefined {
  if (!has(item, 'mcq')) return undefined;
  const options = item.body.options.map((option) =>
    option.id === item.key.option ? { ...option, text: change(option.text) } : option,
  );
  return { ...item, body: { options } };
}

const when = (item: MadeItem | undefined): Planted | undefined => item && alone(item);

const shape: readonly Fault[] = [
  // A key that names nothing.
  (item) => {
    if (has(item, 'mcq')) return alone({ ...item, key: { option: 'z' } });
    if (has(item, 'ordering')) return alone({ ...item, key: { order: item.key.order.slice(1) } });
    if (has(item, 'cloze')) return alone({ ...item, key: { gaps: { x9: ['word'] } } });
    if (!has(item, 'matching')) return undefined;
    const [first] = Object.values(item.key.pairs) as [string];
    return alone({
      ...item,
      key: { pairs: Object.fromEntries(Object.keys(item.key.pairs).map((id) => [id, first])) },
    });
  },
  // Two parts that are one.
  (item) => {
    if (has(item, 'mcq', 'multi_select')) {
      const [first, second, ...rest] = item.body.options;
      return alone({
        ...item,
        body: { options: [first!, { ...second!, text: `${first!.text.toUpperCase()}.` }, ...rest] },
      } as MadeItem);
    }
    if (!has(item, 'ordering')) return undefined;
    const [first, second, ...rest] = item.body.items;
    return alone({ ...item, body: { items: [first!, { ...second!, text: first!.text }, ...rest] } });
  },
  // Points that do not add up, a tolerance that accepts all, too few options, a gap that is none.
  (item) => {
    if (has(item, 'short_answer', 'essay'))
      return alone({
        ...item,
        key: { ...item.key, rubric: item.key.rubric.map((one) => ({ ...one, points: one.points + 1 })) },
      } as MadeItem);
    if (has(item, 'numeric'))
      return alone({ ...item, key: { ...item.key, tolerance: Math.abs(item.key.value) * 2 } });
    if (has(item, 'mcq'))
      return alone({
        ...item,
        body: {
          options: item.body.options.filter(({ id }, at) => id === item.key.option || at === 0).slice(0, 2),
        },
      });
    if (has(item, 'cloze'))
      return alone({ ...item, body: { ...item.body, text: item.body.text.replace(/\{\{/, '{') } });
    return undefined;
  },
];

const grounding: readonly Fault[] = [
  // A quote with another word in it.
  (item) => alone({ ...item, quote: item.quote.replace(/\S+(?=\s\S+$)/, 'allegedly') }),
  // A quote of another text.
  (item, other) => alone({ ...item, quote: other.quote }),
  // An answer of another text.
  (item, other) => {
    const [answer] = answerTexts(other);
    if (!answer || other.type === 'true_false' || other.type === 'numeric') return undefined;
    if (has(item, 'mcq')) return when(withRight(item, () => answer));
    if (has(item, 'cloze'))
      return alone({
        ...item,
        key: { gaps: Object.fromEntries(Object.keys(item.key.gaps).map((id) => [id, [answer]])) },
      });
    if (has(item, 'short_answer')) return alone({ ...item, key: { ...item.key, model_answer: answer } });
    return undefined;
  },
  // A number that is not there.
  (item) => {
    if (has(item, 'numeric'))
      return alone({ ...item, key: { ...item.key, value: item.key.value * 1.3 + 3 } });
    return has(item, 'mcq') ? alone({ ...item, stem: item.stem.replace(/\?$/, ' in 1873?') }) : undefined;
  },
  // True called false.
  (item) =>
    has(item, 'true_false')
      ? alone({ ...item, stem: `True or false: ${item.quote}`, key: { value: false } })
      : undefined,
];

const singleKey: readonly Fault[] = [
  (item) =>
    when(
      withWrong(item, (text, at) => (at === 0 && has(item, 'mcq') ? `the ${answerTexts(item)[0]}` : text)),
    ),
  (item) => when(withWrong(item, (text, at) => (at === 1 ? `${answerTexts(item)[0]} with time` : text))),
  // Another right one of several.
  (item) => {
    if (!has(item, 'multi_select')) return undefined;
    const [first] = item.key.options as [string];
    return alone({ ...item, key: { options: [first] } });
  },
];

const optionCues: readonly Fault[] = [
  (item) =>
    when(withRight(item, (text) => `${text}, as has been shown in a long line of careful observations`)),
  (item) => when(withWrong(item, (text, at) => (at === 2 ? 'all of the above' : text))),
  (item) => when(withWrong(item, (text) => `always and only ${text}`)),
  (item) => when(withWrong(item, (text) => `${text}.`)),
  // Its subject said again, in what is right alone.
  (item) => {
    const words = item.stem.match(/(?<!\p{L})\p{Ll}{6,}/gu)?.slice(-2) ?? [];
    return words.length === 2 ? when(withRight(item, (text) => `${text} (${words.join(' ')})`)) : undefined;
  },
  (item) =>
    has(item, 'ordering')
      ? alone({
          ...item,
          body: {
            items: item.body.items.map((part) => ({
              ...part,
              text: `${item.key.order.indexOf(part.id) + 1}. ${part.text}`,
            })),
          },
        })
      : undefined,
];

const wordings: readonly (readonly [RegExp, string])[] = [
  [/^True or false: (.)/, 'Is it true? $1'],
  [/^Which /, 'Tell which '],
  [/^Which of these /, 'What '],
  [/^Explain why /, 'For what reason is it that '],
  [/^Why /, 'Explain why '],
  [/^What /, 'Say what '],
  [/^How many /, 'Give the number of '],
  [/^How /, 'In what way '],
  [/^Put /, 'Arrange '],
  [/^Match /, 'Pair '],
  [/^Fill in /, 'Write down what belongs in '],
];

const duplicate: readonly Fault[] = [
  (item) => ({ item: { ...item, passage: item.passage }, accepted: [item] }),
  // The same in other words of asking.
  (item) => {
    const found = wordings.find(([pattern]) => pattern.test(item.stem));
    return found && { item: { ...item, stem: item.stem.replace(found[0], found[1]) }, accepted: [item] };
  },
  // With other wrong options.
  (item, other) => {
    if (!has(item, 'mcq') || !has(other, 'mcq')) return undefined;
    const texts = other.body.options.map(({ text }) => text);
    const changed = withWrong(item, (_, at) => texts[at] ?? 'something else');
    return changed && { item: changed, accepted: [item] };
  },
];

/** A question whose stem tells the whole of another. */
const telling = (item: MadeItem, statement: string): MadeItem => ({
  ...item,
  type: 'true_false',
  stem: `True or false: ${statement}`,
  body: {},
  key: { value: true },
});

const leak: readonly Fault[] = [
  (item) => {
    if (!has(item, 'mcq', 'cloze', 'numeric')) return undefined;
    const statement = `${item.stem.replace(/[?.]$/, '')} ${has(item, 'cloze') ? item.body.text.replace(/\{\{(\w+)\}\}/g, (_, id: string) => item.key.gaps[id]![0]!) : ''}: ${answerTexts(item).join(' and ')}.`;
    return { item: telling(item, statement), accepted: [item] };
  },
  // The other way round: the one that tells was there before.
  (item, other) => {
    // A statement that may be false tells nothing.
    if (!has(item, 'mcq', 'short_answer') || other.type === 'true_false') return undefined;
    const before = { ...other, stem: `${item.stem} ${answerTexts(item)[0]}. ${other.stem}` } as MadeItem;
    return { item, accepted: [before] };
  },
];

const selfContained: readonly Fault[] = [
  (item) =>
    alone({
      ...item,
      stem: `According to the text, ${item.stem.charAt(0).toLowerCase()}${item.stem.slice(1)}`,
    }),
  (item) => alone({ ...item, stem: item.stem.replace(/[?.]?$/, ' (Miller et al., 2019)?') }),
  (item) => alone({ ...item, stem: item.stem.replace(/[?.]?$/, ' as shown in Figure 3?') }),
  (item) =>
    has(item, 'true_false')
      ? alone({ ...item, stem: 'True or false: They do so because of this process.' })
      : undefined,
  (item) =>
    has(item, 'mcq', 'short_answer')
      ? alone({
          ...item,
          stem: 'Warum ist das so, und welche der folgenden Aussagen über die Ursache ist richtig?',
        })
      : undefined,
  (item) => (has(item, 'mcq') ? alone({ ...item, stem: 'What does it do?' }) : undefined),
];

const faults: Readonly<Record<GateName, readonly Fault[]>> = {
  shape,
  grounding,
  single_key: singleKey,
  option_cues: optionCues,
  duplicate,
  leak,
  self_contained: selfContained,
};

/** Every fault of every gate that a question has a place for. */
export function* plantedFaults(
  gate: GateName,
  questions: readonly Question[],
): Iterable<Planted & { question: Question }> {
  for (const [at, question] of questions.entries()) {
    // So far apart that it is of another text.
    const other = questions[(at + 13) % questions.length]!;
    for (const fault of faults[gate]) {
      const planted = fault(question.item, other.item);
      if (planted) yield { ...planted, question };
    }
  }
}
