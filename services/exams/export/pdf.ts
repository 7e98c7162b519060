/** An exam on paper: a line for the name, the questions with room for answers and, where it is wanted, the key after them. */
import type { Item } from '@scory/contracts/exams/items.ts';
import { sumOfMarks } from '../domain/share-marks.ts';
import { answerLines, documentsOf, reasonLines, rubricLines } from './answer-lines.ts';
import type { ExamToExport } from './exam-to-export.ts';
import { type Labels, labelsOf } from './labels.ts';
import { answerRoom } from './pdf-answer-room.ts';
import type { Style } from './pdf-lines.ts';
import { openPaper, type Paper, type Row, rule, space } from './pdf-page.ts';
import { questionText } from './question-lines.ts';

const title: Style = { weight: 'bold', size: 16 };
const heading: Style = { weight: 'bold', size: 13 };
const body: Style = { weight: 'regular', size: 10.5 };
const strong: Style = { weight: 'bold', size: 10.5 };
const small: Style = { weight: 'regular', size: 9 };
/** Room for the number of a question, and for its marks. */
const indent = 28;
const marksWidth = 52;

export async function pdfFile(exam: ExamToExport, { withKey }: { withKey: boolean }): Promise<Buffer> {
  const labels = labelsOf(exam.language);
  const paper = openPaper({
    title: exam.title,
    language: exam.language,
    createdAt: exam.updatedAt,
  });
  paper.put(headRows(paper, exam, labels));
  for (const item of exam.items) paper.put(questionRows(paper, item, labels));
  if (withKey) putKey(paper, exam, labels);
  return paper.finish(exam.title.replace(/\s+/g, ' '));
}

function headRows(paper: Paper, exam: ExamToExport, labels: Labels): Row[] {
  const total = sumOfMarks(exam.items.map(({ marks }) => marks));
  const third = paper.width / 4;
  const forms = [
    { label: labels.name, x: paper.left, until: paper.left + 2 * third - 12 },
    { label: labels.date, x: paper.left + 2 * third, until: paper.left + 3 * third - 12 },
  ];
  const line: Row = {
    height: 30,
    draw: (y) => {
      for (const { label, x, until } of forms) {
        const [row] = paper.text(label, small, { x });
        row?.draw(y);
        rule(paper, x + 42, until, y + 11);
      }
    },
  };
  const points = `${labels.points}: ______ / ${total}`;
  return [...paper.text(exam.title, title), space(10), paper.beside(line, points, small, {}), space(10)];
}

function questionRows(paper: Paper, item: Item, labels: Labels): Row[] {
  const x = paper.left + indent;
  const [first = space(0), ...others] = paper.text(questionText(item), body, {
    x,
    width: paper.width - indent - marksWidth,
  });
  const numbered = paper.beside(first, `${item.position}.`, strong, { x: paper.left });
  const marked = paper.beside(numbered, `[${item.marks}]`, body, {});
  return [marked, ...others, space(4), ...answerRoom(paper, item, labels, { x, style: body }), space(14)];
}

function putKey(paper: Paper, exam: ExamToExport, labels: Labels): void {
  const documents = documentsOf(exam.items);
  const x = paper.left + indent;
  paper.newPage();
  paper.put([...paper.text(labels.key, heading), space(8)]);
  for (const item of exam.items) {
    const [first = space(0), ...others] = answerLines(item, labels).flatMap((line) =>
      paper.text(line, body, { x, width: paper.width - indent - marksWidth }),
    );
    const numbered = paper.beside(first, `${item.position}.`, strong, { x: paper.left });
    const more = [...rubricLines(item, labels), ...reasonLines(item, labels, documents)];
    paper.put([
      paper.beside(numbered, `[${item.marks}]`, body, {}),
      ...others,
      ...more.flatMap((line) => paper.text(line, small, { x })),
      space(9),
    ]);
  }
  if (documents.length < 2) return;
  const list = documents.map((id, place) => `${labels.document} ${place + 1}: ${id}`);
  paper.put(list.flatMap((line) => paper.text(line, small)));
}
