/** Multiple choice and multiple select. */
import type { MadeItem } from '../made-item.ts';
import { amountsOf, blankTerms } from './blanks.ts';
import { numbersLike, termsLike, wrongOptions } from './distractors.ts';
import { definitionOf, listingOf, subjectOf } from './frames.ts';
import { common, type Making, options } from './made.ts';
import type { Statement } from './statement.ts';
import type { Mention } from './terms.ts';

const blank = '_____';
const cut = (text: string, start: number, end: number): string =>
  `${text.slice(0, start)}${blank}${text.slice(end)}`;

function choice(
  making: Making,
  statement: Statement,
  stem: string,
  right: string,
  wrong: readonly string[],
): MadeItem | undefined {
  if (wrong.length < wrongOptions) return undefined;
  const { options: shown, keys } = options([right], wrong.slice(0, wrongOptions), making.random);
  return {
    ...common(making.slot, statement),
    type: 'mcq',
    stem,
    body: { options: shown },
    key: { option: keys[0]! },
    explanation: statement.text,
  };
}

const mentionAt = (statement: Statement, making: Making, start: number, end: number): Mention | undefined =>
  making.material.terms.mentions(statement).find((mention) => mention.start >= start && mention.end === end);

/** `Which term fits this description`: of a term that the statement defines. */
function fromDefinition(statement: Statement, making: Making): MadeItem | undefined {
  const definition = definitionOf(statement);
  const subject = subjectOf(statement);
  if (!definition || !subject) return undefined;
  const mention = mentionAt(statement, making, subject.start, subject.end);
  const term = mention?.term;
  if (!term || term.text.split(' ').length !== definition.term.split(' ').length) return undefined;
  const wrong = termsLike(mention, statement, making);
  return choice(
    making,
    statement,
    `Which term fits this description: “${definition.definition}”?`,
    term.text,
    wrong,
  );
}

/** `Which of the following reads each paper …?`: of the subject of a statement. */
function fromSubject(statement: Statement, making: Making): MadeItem | undefined {
  const subject = subjectOf(statement);
  if (!subject || subject.predicate.split(' ').length < 5) return undefined;
  const mention = mentionAt(statement, making, subject.start, subject.end);
  const term = mention?.term;
  if (!term || term.text.length < subject.subject.length || making.material.terms.count(term) < 2)
    return undefined;
  const wrong = termsLike(mention, statement, making);
  return choice(making, statement, `Which of the following ${subject.predicate}?`, term.text, wrong);
}

function fromBlank(statement: Statement, making: Making): MadeItem | undefined {
  for (const mention of blankTerms(statement, making.material).slice(0, 4)) {
    const wrong = termsLike(mention, statement, making);
    const made = choice(
      making,
      statement,
      `Which of these completes the statement? “${cut(statement.text, mention.start, mention.end)}”`,
      mention.term.text,
      wrong,
    );
    if (made) return made;
  }
  return undefined;
}

function fromAmount(statement: Statement, making: Making): MadeItem | undefined {
  const [amount] = amountsOf(statement);
  if (!amount) return undefined;
  const wrong = numbersLike(amount.text, statement, making.random);
  return choice(
    making,
    statement,
    `Which number completes the statement? “${cut(statement.text, amount.start, amount.numberEnd)}”`,
    amount.text,
    wrong,
  );
}

export function* mcq(making: Making): Iterable<MadeItem> {
  for (const make of [fromDefinition, fromSubject]) {
    for (const statement of making.statements) {
      const made = make(statement, making);
      if (made) yield made;
    }
  }
  for (const statement of making.statements) {
    const made = fromAmount(statement, making) ?? fromBlank(statement, making);
    if (made) yield made;
  }
}

/** Of lists: `Ys such as A, B and C`. */
export function* multiSelect(making: Making): Iterable<MadeItem> {
  for (const statement of making.statements) {
    const listing = listingOf(statement);
    if (!listing) continue;
    const right = listing.members.slice(0, 4);
    const mentions = making.material.terms.mentions(statement);
    const known = right.map((member) => mentions.find(({ text }) => member.endsWith(text)));
    const [kin] = known;
    // A member that is no thing was cut out of a longer one.
    if (!kin || known.includes(undefined)) continue;
    const wrong = termsLike(kin, statement, making).slice(0, Math.max(2, 5 - right.length));
    if (wrong.length < 2) continue;
    const { options: shown, keys } = options(right, wrong, making.random);
    yield {
      ...common(making.slot, statement),
      type: 'multi_select',
      stem: `${listing.question} Choose all that apply.`,
      body: { options: shown },
      key: { options: keys },
      explanation: statement.text,
    };
  }
}
