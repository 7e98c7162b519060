/**
 * An Anki package: a card with question and answer for each question, Anki's own cloze cards for gaps. Whoever imports it again
 * keeps the cards and what they have learnt, with the questions as they are now: notes are known by the id of their item.
 */
import { createHash } from 'node:crypto';
import type { Item } from '@scory/contracts/exams/items.ts';
import { zipSync } from 'fflate';
import { type AnkiNote, ankiCollection } from './anki-collection.ts';
import { answerLines, documentsOf, reasonLines, rubricLines } from './answer-lines.ts';
import { clozeParts, gapsOf } from './cloze-parts.ts';
import type { ExamToExport, ItemOf } from './exam-to-export.ts';
import { htmlLines, htmlText } from './html-text.ts';
import { type Labels, labelsOf } from './labels.ts';
import { choiceLines } from './question-lines.ts';
import { oneLine } from './visible-text.ts';

/** Brackets play sounds and call LaTeX in a field, braces and colons end a gap. */
const inert = (html: string): string => html.replace(/[[\]{}:]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const field = (lines: readonly string[]): string => inert(htmlLines(lines));

function noteOf(item: Item, labels: Labels, documents: readonly string[]): AnkiNote {
  const guid = item.id;
  const tags = [item.type, item.difficulty, item.bloom, item.topic, ...item.tags].map((tag) =>
    oneLine(tag).replaceAll(' ', '_'),
  );
  const more = field([...rubricLines(item, labels), ...reasonLines(item, labels, documents)]);
  if (item.type === 'cloze') {
    const gaps = gapsOf(clozeParts(item));
    const others = answerLines(item, labels).filter((_, place) => (gaps[place]?.accepted.length ?? 0) > 1);
    return {
      guid,
      tags,
      kind: 'cloze',
      fields: [clozeField(item), [field(others), more].filter((part) => part !== '').join('<br>')],
      cards: gaps.length,
    };
  }
  return {
    guid,
    tags,
    kind: 'basic',
    fields: [field([item.stem, ...choiceLines(item, labels)]), field(answerLines(item, labels)), more],
    cards: 1,
  };
}

/** Each gap is a card; what may be picked is its hint. */
function clozeField(item: ItemOf<'cloze'>): string {
  const parts = clozeParts(item).map((part) => {
    if (typeof part === 'string') return inert(htmlText(part));
    const hint = part.options ? `::${inert(htmlText(part.options.join(' / ')))}` : '';
    return `{{c${part.number}::${inert(htmlText(part.accepted[0] ?? ''))}${hint}}}`;
  });
  return `${inert(htmlText(item.stem))}<br>${parts.join('')}`;
}

/** Ids in Anki are times or chance; from the exam's, so that it stays one deck. */
const deckId = (examId: string): number =>
  Number.parseInt(createHash('sha256').update(examId).digest('hex').slice(0, 12), 16);

export function ankiFile(exam: ExamToExport): Buffer {
  const labels = labelsOf(exam.language);
  const documents = documentsOf(exam.items);
  const collection = ankiCollection({
    // Two colons begin a deck in the deck.
    deck: { id: deckId(exam.id), name: oneLine(exam.title).replace(/:{2,}/g, ':') },
    updatedAt: exam.updatedAt,
    notes: exam.items.map((item) => noteOf(item, labels, documents)),
  });
  const zip = zipSync(
    { 'collection.anki2': collection, media: new TextEncoder().encode('{}') },
    { mtime: exam.updatedAt },
  );
  return Buffer.from(zip);
}
