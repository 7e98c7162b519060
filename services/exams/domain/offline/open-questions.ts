/** Short answers and essays: marked by a rubric of what the material itself says, with its words as the model answer. */
import type { Criterion } from '@scory/contracts/exams/items.ts';
import type { MadeItem } from '../made-item.ts';
import { contentSet, jaccard } from '../text/words.ts';
import { conditionOf, definitionOf, reasonOf } from './frames.ts';
import { common, type Making, shares } from './made.ts';
import type { Statement } from './statement.ts';
import type { Term } from './terms.ts';

/** Parts of an answer that can be right or wrong for themselves. */
function pointsOf(answer: string): string[] {
  const parts = answer
    .split(/;\s+|,\s+(?:and|but|so that|while|whereas|which)\s+|\s+(?:so that|while|whereas)\s+/)
    .map((part) => part.trim().replace(/[.,]$/, ''));
  const whole = parts.every((part) => contentSet(part, 'en').size >= 2);
  return whole ? parts.slice(0, 4) : [answer.replace(/[.]$/, '')];
}

function rubric(points: readonly string[], marks: number): Criterion[] {
  const worth = shares(marks, points.length);
  return points.map((text, at) => ({
    id: `c${at + 1}`,
    text: `Says: ${text}`.slice(0, 500),
    points: worth[at]!,
  }));
}

function open(making: Making, statement: Statement, stem: string, answer: string): MadeItem {
  const sentence = /[.]$/.test(answer) ? answer : `${answer}.`;
  return {
    ...common(making.slot, statement),
    type: 'short_answer',
    stem,
    body: {},
    key: { rubric: rubric(pointsOf(answer), making.slot.marks), model_answer: sentence },
    explanation: statement.text,
  };
}

export function* shortAnswer(making: Making): Iterable<MadeItem> {
  for (const statement of making.statements) {
    const reason = reasonOf(making.material.terms.inner(statement));
    if (reason) yield open(making, statement, `Explain why ${reason.fact}.`, reason.reason);
  }
  for (const statement of making.statements) {
    const condition = conditionOf(statement);
    if (condition) yield open(making, statement, `What happens ${condition.condition}?`, condition.outcome);
    const definition = definitionOf(statement);
    if (!definition) continue;
    const { term, article, definition: text, plural } = definition;
    const named = article === '' ? term : `${article} ${term}`;
    const small =
      /^\p{Lu}\p{Ll}/u.test(named) &&
      article === '' &&
      making.material.terms.mentions(statement)[0]?.term.kind === 'common'
        ? named.charAt(0).toLowerCase() + named.slice(1)
        : named;
    yield open(
      making,
      statement,
      `What ${plural ? 'are' : 'is'} ${small}?`,
      text.charAt(0).toUpperCase() + text.slice(1),
    );
  }
}

/** Headings that name a part of a paper and no matter. */
const untold =
  /\b(?:results?|stud(?:y|ies)|experiments?|evaluation|setup|settings?|methodology|overview|motivation|details|related|conclusions?|introduction|discussion|ablation|baselines?|implementation)\b|^(?:methods?|materials?|abstract|background|summary|appendix|preface|chapter|section|part|outline|contributions?|future work|limitations)\b/i;

/** The innermost heading that names a matter. */
function headingOf({ passage }: Statement): string | undefined {
  return passage.section
    .map((heading) =>
      heading
        .replace(/^[\dA-Z]{0,3}(?:\.\d+)*\.?\s+(?=\p{L})/u, '')
        .replace(/[:.]$/, '')
        .trim(),
    )
    .findLast(
      (heading) =>
        heading.length >= 4 && heading.length <= 80 && !untold.test(heading) && !/[?!:=]/.test(heading),
    );
}

const fewestPoints = 3;
const mostPoints = 5;

/** What a passage and its neighbours say, without saying it twice. */
function keyStatements(lead: Statement, making: Making): Statement[] {
  const near = [0, 1, -1].flatMap((step) => {
    const beside = making.material.byPassage.get(lead.passage.number + step) ?? [];
    return beside.filter(
      ({ passage }) =>
        passage.documentId === lead.passage.documentId &&
        passage.section.join() === lead.passage.section.join(),
    );
  });
  const kept: Statement[] = [];
  for (const statement of [lead, ...near]) {
    if (kept.length >= mostPoints) break;
    if (!kept.some((other) => other === statement || jaccard(other.stems, statement.stems) > 0.5))
      kept.push(statement);
  }
  return kept.toSorted((a, b) => a.passage.number - b.passage.number || a.start - b.start);
}

/** What the statements speak of most, none of them part of another or of the heading. */
function essayTerms(
  statements: readonly Statement[],
  heading: string,
  { material: { terms } }: Making,
): string[] {
  const worth = (term: Term): number =>
    terms.count(term) * (term.words > 1 || term.kind !== 'common' ? 2 : 1);
  const all = statements.flatMap((statement) => terms.mentions(statement).map(({ term }) => term));
  const ranked = [...new Set(all)]
    .filter((term) => terms.count(term) > 1)
    .toSorted((a, b) => worth(b) - worth(a));
  const kept: Term[] = [];
  for (const term of ranked) {
    const taken = [heading, ...kept.map(({ text }) => text)].join(' ');
    if (jaccard(contentSet(term.text, 'en'), contentSet(taken, 'en')) === 0) kept.push(term);
    if (kept.length === 4) break;
  }
  return kept.map(({ text }) => text);
}

export function* essay(making: Making): Iterable<MadeItem> {
  const done = new Set<number>();
  for (const lead of making.statements) {
    if (done.has(lead.passage.number)) continue;
    done.add(lead.passage.number);
    const statements = keyStatements(lead, making);
    const heading = headingOf(lead);
    if (statements.length < fewestPoints) continue;
    const terms = essayTerms(statements, heading ?? '', making);
    if (terms.length < (heading ? 2 : 3)) continue;
    const listed = terms.join(', ');
    yield {
      ...common(making.slot, lead),
      type: 'essay',
      // Lists, since an article that fits each of them cannot be known.
      stem: heading
        ? `Explain what you know about “${heading}”. Use these terms: ${listed}.`
        : `Explain in what way these belong together: ${listed}.`,
      body: { words_max: 400 },
      key: {
        rubric: rubric(
          statements.map(({ text }) => text.replace(/[.]$/, '')),
          making.slot.marks,
        ),
        model_answer: statements.map(({ text }) => text).join(' '),
      },
      explanation: null,
    };
  }
}
