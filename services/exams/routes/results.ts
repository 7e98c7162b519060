/** What the attempts of all say about an exam: statistics, and a gradebook to take along. */
import { Readable } from 'node:stream';
import { notFound } from '@scory/chassis/errors.ts';
import { attachment } from '@scory/chassis/http/attachment.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import type { Answer, Item } from '@scory/contracts/exams/items.ts';
import { getGradebook, getStatistics } from '@scory/contracts/exams/statistics.ts';
import { gradebookCsv } from '../domain/gradebook.ts';
import { examStatistics } from '../domain/marking/statistics.ts';
import type { ExamItems } from '../store/exam-items.ts';
import { findExam } from '../store/exam-store.ts';
import { type ResultRow, resultsOf } from '../store/result-store.ts';

interface Needs extends Pick<Runtime, 'database'> {
  items: ExamItems;
}

const rounded = (value: number | null, digits = 4): number | null =>
  value === null ? null : Number(value.toFixed(digits));

export const getStatisticsRoute = ({ database, items }: Needs): Route =>
  route(getStatistics, async (request) => {
    const exam = await findExam(database, request.params.id, caller(request).owner_id);
    if (!exam) throw notFound('The exam', 'EXAM_NOT_FOUND');
    const [asked, results] = await Promise.all([items.of(exam), resultsOf(database, exam.id, 'first')]);
    const statistics = examStatistics(
      results.map(({ points }) => asked.map(({ id }) => points[id] ?? 0)),
      results.map(({ answers }) => asked.map(({ id }) => answers[id] !== undefined)),
      asked.map(({ marks }) => marks),
    );
    return {
      data: {
        attempts: results.length,
        mean: rounded(statistics.mean),
        standard_deviation: rounded(statistics.standard_deviation),
        reliability: rounded(statistics.reliability),
        items: asked.map((item, at) => ({
          item_id: item.id,
          version: item.version,
          answered: statistics.items[at]!.answered,
          difficulty: rounded(statistics.items[at]!.difficulty),
          discrimination: rounded(statistics.items[at]!.discrimination),
          options: chosen(item, results),
        })),
      },
    };
  });

/** How often each option was chosen; null for questions without options. */
function chosen(item: Item, results: readonly ResultRow[]): Record<string, number> | null {
  const names =
    item.type === 'mcq' || item.type === 'multi_select'
      ? item.body.options.map(({ id }) => id)
      : item.type === 'true_false'
        ? ['true', 'false']
        : null;
  if (!names) return null;
  const counts = new Map(names.map((name) => [name, 0]));
  for (const { answers } of results) {
    const answer: Answer | undefined = answers[item.id];
    if (!answer) continue;
    const chosenHere =
      'options' in answer
        ? answer.options
        : 'option' in answer
          ? [answer.option]
          : 'value' in answer
            ? [String(answer.value)]
            : [];
    for (const name of chosenHere) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

export const getGradebookRoute = ({ database, items }: Needs): Route =>
  route(getGradebook, async (request) => {
    const exam = await findExam(database, request.params.id, caller(request).owner_id);
    if (!exam) throw notFound('The exam', 'EXAM_NOT_FOUND');
    const [asked, results] = await Promise.all([items.of(exam), resultsOf(database, exam.id, 'best')]);
    const content = Buffer.from(gradebookCsv(asked, results));
    return {
      headers: { 'Content-Disposition': attachment(`${exam.title} – gradebook.csv`) },
      file: {
        stream: Readable.from([content]),
        contentType: 'text/csv; charset=utf-8',
        contentLength: content.length,
      },
    };
  });
