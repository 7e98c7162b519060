import type { Database } from '@scory/chassis/database.ts';
import { notFound, Problem } from '@scory/chassis/errors.ts';
import { newId } from '@scory/chassis/ids.ts';
import type { Runtime } from '@scory/chassis/runtime.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { putExam } from '@scory/contracts/exams/exams.ts';
import type { ItemDraft } from '@scory/contracts/exams/items.ts';
import { type RevisedItem, reviseItems } from '../domain/revise-items.ts';
import { currentExam } from '../store/exam-store.ts';
import { readItems } from '../store/item-rows.ts';
import { insertItems, latestOf, putExamItems } from '../store/item-store.ts';
import { readExam } from '../store/read-exam.ts';

interface Correction {
  revision: number;
  title: string;
  items: ItemDraft[];
}

const named = (items: readonly Pick<RevisedItem, 'id' | 'version' | 'marks'>[]): string =>
  items.map(({ id, version, marks }) => `${id}.${version}.${marks}`).join();

function invalid(faults: readonly { place: number; message: string }[]): Problem {
  const errors = faults.slice(0, 20).map(({ place, message }) => ({ pointer: `/items/${place}`, message }));
  return new Problem(422, 'ITEM_INVALID', 'A question cannot stand as it is', { errors });
}

async function correct(
  database: Database,
  id: string,
  ownerId: string,
  { revision, title, items }: Correction,
): Promise<void> {
  await database.transaction(async (tx) => {
    // Others who correct it, or begin it, wait.
    const exam = await currentExam(tx, id, ownerId, 'FOR UPDATE');
    if (!exam || exam.owner_id !== ownerId) throw notFound('The exam', 'EXAM_NOT_FOUND');
    if (exam.status !== 'draft' && exam.status !== 'published')
      throw new Problem(409, 'EXAM_NOT_READY', 'The exam is being made, or could not be');
    if (exam.revision !== revision)
      throw new Problem(
        409,
        'REVISION_OUTDATED',
        `The exam was changed since: its revision is ${exam.revision}`,
      );
    const ids = items.flatMap((draft) => draft.id ?? []);
    const revised = reviseItems(items, await latestOf(tx, ownerId, ids), newId);
    if (revised.faults.length > 0) throw invalid(revised.faults);
    if (named(revised.items) !== named(await readItems(tx, id))) {
      const begun = await tx.query('SELECT id FROM exams.attempts WHERE exam_id = $1 LIMIT 1', [id]);
      if (begun.length > 0)
        throw new Problem(409, 'EXAM_IN_USE', 'Somebody has begun the exam: its questions stay as they are');
      await insertItems(tx, ownerId, revised.written);
      await putExamItems(tx, id, revised.items);
    }
    await tx.query(
      'UPDATE exams.exams SET title = $2, revision = revision + 1, updated_at = now() WHERE id = $1',
      [id, title],
    );
  });
}

export const putExamRoute = ({ database }: Pick<Runtime, 'database'>): Route =>
  route(putExam, async (request) => {
    const ownerId = caller(request).owner_id;
    await correct(database, request.params.id, ownerId, request.body);
    const exam = await readExam(database, request.params.id, ownerId);
    if (!exam) throw notFound('The exam', 'EXAM_NOT_FOUND');
    return { data: exam };
  });
