/**
 * GIFT, as Moodle and others read it. Text is HTML with everything in it escaped, so that `->`, `[html]` and `%50%` in a
 * question are its words and no syntax; answers to be typed are plain. What GIFT has no form for takes the nearest one that is
 * marked alike: an ordering asks for places, a cloze is a question a gap. Marks are not in the format.
 */
import type { Item } from '@scory/contracts/exams/items.ts';
import { documentsOf, reasonLines, rubricLines } from './answer-lines.ts';
import { clozeParts, clozeText, type Gap, gapsOf } from './cloze-parts.ts';
import type { ExamToExport, ItemOf } from './exam-to-export.ts';
import { htmlLines, htmlText } from './html-text.ts';
import { type Labels, labelsOf } from './labels.ts';
import { partsNamed } from './shown-parts.ts';
import { oneLine } from './visible-text.ts';

const escaped = (text: string): string => text.replace(/[\\~=#{}:]/g, '\\$&');

const rich = (html: string): string =>
  escaped(html.replaceAll('[', '&#91;').replaceAll('%', '&#37;').replaceAll('//', '/&#47;'));

/**
 * An answer that is typed is a pattern in which `*` stands for anything. It parts what cannot be escaped: an arrow would make
 * a matching of the question, `&&058;` is what readers make of `\:` for themselves. A leading bracket would name a format.
 */
function typed(answer: string): string {
  const pattern = oneLine(answer)
    .replaceAll('*', '\\*')
    .replaceAll('->', '-*>')
    .replace(/&&(?=\d{3})/g, '&*&');
  return `${pattern.startsWith('[') ? '[plain]' : ''}${escaped(pattern)}`;
}

/** GIFT knows no exponents. */
export function decimal(value: number): string {
  const [, sign = '', whole = '', fraction = '', exponent] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  if (exponent === undefined) return String(value);
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}`;
}

/** One question of the file: its name, its text as HTML, and what stands between the braces. */
interface Asked {
  name: string;
  html: string;
  answers: string[];
}

/** Moodle takes shares of a few values only, to five places. */
const share = (count: number): string => String(Number((100 / count).toFixed(5)));

function asked(item: Item): Asked[] {
  const name = `Q${String(item.position).padStart(2, '0')}`;
  const one = (answers: string[], html = htmlText(item.stem)): Asked[] => [{ name, html, answers }];
  switch (item.type) {
    case 'mcq':
      return one(
        item.body.options.map(
          ({ id, text }) => `${id === item.key.option ? '=' : '~'}${rich(htmlText(text))}`,
        ),
      );
    case 'multi_select':
      return one(multiSelect(item));
    case 'true_false':
      return one([item.key.value ? 'TRUE' : 'FALSE']);
    case 'cloze':
      return askedGaps(item, name);
    case 'numeric': {
      const unit = item.body.unit === null ? '' : ` [${item.body.unit}]`;
      return one([`#${decimal(item.key.value)}:${decimal(item.key.tolerance)}`], htmlText(item.stem + unit));
    }
    case 'matching':
      return one(matches(item));
    case 'ordering':
      return one(
        partsNamed(item.body.items, item.key.order).map(
          ({ text }, place) => `=${rich(htmlText(text))} -> ${place + 1}`,
        ),
      );
    case 'short_answer':
    case 'essay':
      return one([]);
  }
}

function multiSelect(item: ItemOf<'multi_select'>): string[] {
  const right = new Set(item.key.options);
  const wrong = item.body.options.length - right.size;
  return item.body.options.map(
    ({ id, text }) => `~%${right.has(id) ? share(right.size) : `-${share(wrong)}`}%${rich(htmlText(text))}`,
  );
}

/** What stands opposite is plain for those who read the format, but shown as HTML by Moodle. */
function matches(item: ItemOf<'matching'>): string[] {
  const pairs = item.body.left.flatMap(({ id, text }) =>
    partsNamed(item.body.right, [item.key.pairs[id] ?? '']).map((right) => ({ left: text, right })),
  );
  const unused = item.body.right.filter(({ id }) => !pairs.some(({ right }) => right.id === id));
  return [
    ...pairs.map(({ left, right }) => `=${rich(htmlText(left))} -> ${rich(htmlText(oneLine(right.text)))}`),
    ...unused.map(({ text }) => `= -> ${rich(htmlText(oneLine(text)))}`),
  ];
}

/** A question for each gap, the others standing open in its text. */
function askedGaps(item: ItemOf<'cloze'>, name: string): Asked[] {
  const parts = clozeParts(item);
  const gaps = gapsOf(parts);
  const text = `${item.stem}\n${clozeText(parts)}`;
  return gaps.map((gap) => ({
    name: gaps.length > 1 ? `${name} (${gap.number}/${gaps.length})` : name,
    html: htmlText(gaps.length > 1 ? `${text}\n(${gap.number}) = ?` : text),
    answers: gapAnswers(gap),
  }));
}

const gapAnswers = ({ options, accepted }: Gap): string[] =>
  options
    ? options.map((option) => `${accepted.includes(option) ? '=' : '~'}${rich(htmlText(option))}`)
    : accepted.map((answer) => `=%100%${typed(answer)}`);

/** Shown once it is answered: for open answers the one that was thought of and what earns points, for all why and where. */
function feedback(item: Item, labels: Labels, documents: readonly string[]): string[] {
  const open = item.type === 'short_answer' || item.type === 'essay' ? [item.key.model_answer] : [];
  return [...open, ...rubricLines(item, labels), ...reasonLines(item, labels, documents)];
}

export function giftFile(exam: ExamToExport): Buffer {
  const labels = labelsOf(exam.language);
  const documents = documentsOf(exam.items);
  const questions = exam.items.flatMap((item) => {
    const lines = feedback(item, labels, documents);
    const closing = lines.length > 0 ? [`####${rich(htmlLines(lines))}`] : [];
    return asked(item).map(
      ({ name, html, answers }) =>
        `::${escaped(name)}::[html]${rich(html)}{\n${[...answers, ...closing].map((line) => `\t${line}\n`).join('')}}`,
    );
  });
  const category = `$CATEGORY: ${oneLine(exam.title).replaceAll('/', '//')}`;
  return Buffer.from(`${[category, ...questions].join('\n\n')}\n`);
}
