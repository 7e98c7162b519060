/**
 * Moodle XML: every type has one of its own there, an ordering that of the plugin `ordering` (part of Moodle since 4.4). Text is
 * HTML with everything in it escaped, and escaped once more as XML: a script in a question is shown, never run.
 */
import type { Item, ItemType } from '@scory/contracts/exams/items.ts';
import { documentsOf, reasonLines, rubricLines } from './answer-lines.ts';
import type { ExamToExport, ItemOf } from './exam-to-export.ts';
import { escapeMarkup, htmlLines, htmlText } from './html-text.ts';
import { type Labels, labelsOf } from './labels.ts';
import { moodleCloze } from './moodle-cloze.ts';
import { partsNamed } from './shown-parts.ts';
import { oneLine } from './visible-text.ts';

const types: Record<ItemType, string> = {
  mcq: 'multichoice',
  multi_select: 'multichoice',
  true_false: 'truefalse',
  cloze: 'cloze',
  short_answer: 'essay',
  numeric: 'numerical',
  matching: 'matching',
  ordering: 'ordering',
  essay: 'essay',
};

/** An element around text, or around elements that are written already. */
const element = (name: string, inner: string | number | boolean | string[], attributes = ''): string =>
  `<${name}${attributes}>${Array.isArray(inner) ? inner.join('') : escapeMarkup(String(inner))}</${name}>`;

const html = (name: string, content: string): string =>
  element(name, [element('text', content)], ' format="html"');

const answer = (fraction: string, text: string, more: string[] = [], format = 'html'): string =>
  element('answer', [element('text', text), ...more], ` fraction="${fraction}" format="${format}"`);

/** Moodle knows shares of a few values only, to five places. */
const share = (count: number): string => String(Number((100 / count).toFixed(5)));

export function moodleXmlFile(exam: ExamToExport): Buffer {
  const labels = labelsOf(exam.language);
  const documents = documentsOf(exam.items);
  const path = `$course$/top/${oneLine(exam.title).replaceAll('/', '//')}`;
  const category = element('question', [element('category', [element('text', path)])], ' type="category"');
  const questions = exam.items.map((item) => question(item, labels, documents));
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n${[category, ...questions].join('\n')}\n</quiz>\n`,
  );
}

function question(item: Item, labels: Labels, documents: readonly string[]): string {
  const text = item.type === 'cloze' ? moodleCloze(item) : htmlText(item.stem);
  return element(
    'question',
    [
      element('name', [element('text', `Q${String(item.position).padStart(2, '0')}`)]),
      html('questiontext', text),
      html('generalfeedback', htmlLines(reasonLines(item, labels, documents))),
      element('defaultgrade', item.marks),
      element('hidden', 0),
      // Unique in a category; with it a question is found again by other systems.
      element('idnumber', item.id),
      ...particulars(item, labels),
      element(
        'tags',
        [...new Set([item.topic, ...item.tags].map(oneLine))]
          .filter((tag) => tag !== '')
          .map((tag) => element('tag', [element('text', tag)])),
      ),
    ],
    ` type="${types[item.type]}"`,
  );
}

function particulars(item: Item, labels: Labels): string[] {
  switch (item.type) {
    case 'mcq':
      return choices(item, [item.key.option], { single: true });
    case 'multi_select':
      return choices(item, item.key.options, { single: false });
    case 'true_false':
      return [true, false].map((value) =>
        answer(value === item.key.value ? '100' : '0', String(value), [], 'moodle_auto_format'),
      );
    case 'cloze':
      return [];
    case 'numeric':
      return numeric(item);
    case 'matching':
      return matching(item);
    case 'ordering':
      return ordering(item);
    case 'short_answer':
    case 'essay':
      return open(item, labels);
  }
}

function choices(
  item: ItemOf<'mcq' | 'multi_select'>,
  right: readonly string[],
  { single }: { single: boolean },
): string[] {
  const wrong = item.body.options.length - right.length;
  // Who picks everything gets nothing; of one answer nothing is taken off.
  const fraction = (id: string): string =>
    right.includes(id) ? share(right.length) : single ? '0' : `-${share(wrong)}`;
  return [
    element('single', single),
    element('shuffleanswers', true),
    element('answernumbering', 'abc'),
    ...item.body.options.map(({ id, text }) => answer(fraction(id), htmlText(text))),
  ];
}

function numeric({ body, key }: ItemOf<'numeric'>): string[] {
  const units =
    body.unit === null
      ? []
      : [
          element('units', [
            element('unit', [element('multiplier', 1), element('unit_name', oneLine(body.unit))]),
          ]),
        ];
  return [
    answer('100', String(key.value), [element('tolerance', key.tolerance)], 'moodle_auto_format'),
    ...units,
    // The unit may be written and earns nothing.
    element('unitgradingtype', 0),
    element('unitpenalty', 0),
    element('showunits', body.unit === null ? 3 : 0),
    element('unitsleft', 0),
  ];
}

function matching({ body, key }: ItemOf<'matching'>): string[] {
  const pair = (left: string, right: string): string =>
    element(
      'subquestion',
      // Moodle shows what stands opposite as HTML too.
      [element('text', left), element('answer', [element('text', htmlText(oneLine(right)))])],
      ' format="html"',
    );
  const used = new Set(Object.values(key.pairs));
  return [
    element('shuffleanswers', true),
    ...body.left.flatMap(({ id, text }) =>
      partsNamed(body.right, [key.pairs[id] ?? '']).map((right) => pair(htmlText(text), right.text)),
    ),
    ...body.right.filter(({ id }) => !used.has(id)).map(({ text }) => pair('', text)),
  ];
}

function ordering({ body, key }: ItemOf<'ordering'>): string[] {
  const ordered = partsNamed(body.items, key.order);
  return [
    element('layouttype', 'VERTICAL'),
    element('selecttype', 'ALL'),
    element('selectcount', ordered.length),
    element('gradingtype', 'ABSOLUTE_POSITION'),
    element('showgrading', 'SHOW'),
    element('numberingstyle', 'none'),
    // Their order here is the right one.
    ...ordered.map(({ text }, place) => answer(String(place + 1), htmlText(text))),
  ];
}

function open(item: ItemOf<'short_answer' | 'essay'>, labels: Labels): string[] {
  const short = item.type === 'short_answer';
  const wordsMax = item.type === 'essay' ? item.body.words_max : null;
  return [
    element('responseformat', short ? 'plain' : 'editor'),
    element('responserequired', 1),
    element('responsefieldlines', short ? 5 : 15),
    ...(wordsMax === null ? [] : [element('maxwordlimit', wordsMax)]),
    element('attachments', 0),
    element('attachmentsrequired', 0),
    html('graderinfo', htmlLines([item.key.model_answer, ...rubricLines(item, labels)])),
    html('responsetemplate', ''),
  ];
}
