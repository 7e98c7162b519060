/** RFC 4180 with a byte order mark, by which spreadsheets know that it is UTF-8. What they would take for a formula is text. */
import type { Item } from '@scory/contracts/exams/items.ts';
import { stringify } from 'csv-stringify/sync';
import { answerLines, documentsOf, placeOf, rubricLines } from './answer-lines.ts';
import type { ExamToExport } from './exam-to-export.ts';
import { type Labels, labelsOf } from './labels.ts';
import { choiceLines, questionText } from './question-lines.ts';
import { visibleText } from './visible-text.ts';

const asked = ['number', 'type', 'question', 'choices', 'marks'] as const;
const kept = [
  'answer',
  'rubric',
  'explanation',
  'sources',
  'difficulty',
  'bloom',
  'topic',
  'tags',
  'item_id',
  'version',
] as const;

export function csvFile(exam: ExamToExport, { withKey }: { withKey: boolean }): Buffer {
  const labels = labelsOf(exam.language);
  const documents = documentsOf(exam.items);
  const rows = exam.items.map((item) => [
    item.position,
    item.type,
    visibleText(questionText(item)),
    visibleText(choiceLines(item, labels).join('\n')),
    item.marks,
    ...(withKey ? keyCells(item, labels, documents) : []),
  ]);
  const text = stringify([[...asked, ...(withKey ? kept : [])], ...rows], {
    bom: true,
    record_delimiter: '\r\n',
    escape_formulas: true,
  });
  return Buffer.from(text);
}

function keyCells(item: Item, labels: Labels, documents: readonly string[]): (string | number)[] {
  return [
    answerLines(item, labels).join('\n'),
    rubricLines(item, labels).slice(1).join('\n'),
    item.explanation ?? '',
    item.sources.map((source) => `${placeOf(source, labels, documents)}: “${source.quote}”`).join('\n'),
    item.difficulty,
    item.bloom,
    item.topic,
    item.tags.join(', '),
    item.id,
    item.version,
  ].map((cell) => (typeof cell === 'string' ? visibleText(cell) : cell));
}
