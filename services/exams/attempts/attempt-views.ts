/** Attempts and marks as callers see them. Before an attempt is marked nothing here holds anything of a key. */
import type { AttemptView, AttemptWithItems } from '@scory/contracts/exams/attempts.ts';
import type { Item } from '@scory/contracts/exams/items.ts';
import type { Mark } from '@scory/contracts/exams/marks.ts';
import { askedItems } from '../domain/marking/asked-items.ts';
import { roundPoints } from '../domain/marking/round-points.ts';
import type { AttemptRow } from '../store/attempt-store.ts';
import type { MarkRow } from '../store/mark-store.ts';

export function attemptView(row: AttemptRow): AttemptView {
  const exam = `/api/v1/exams/${row.exam_id}`;
  const marked = row.status === 'marked';
  return {
    id: row.id,
    exam_id: row.exam_id,
    exam_title: row.exam_title,
    number: row.number,
    status: row.status,
    started_at: row.started_at.toISOString(),
    due_at: row.due_at?.toISOString() ?? null,
    submitted_at: row.submitted_at?.toISOString() ?? null,
    marked_at: row.marked_at?.toISOString() ?? null,
    saved_seq: row.saved_seq,
    points: marked ? roundPoints(row.points ?? 0) : null,
    points_max: roundPoints(row.points_max),
    provisional: marked && row.provisional,
    job_id: row.job_id,
    links: {
      self: `${exam}/attempts/${row.id}`,
      exam,
      job: row.job_id === null ? null : `/api/v1/jobs/${row.job_id}`,
    },
  };
}

/** Whether this caller may see the keys of the attempt now. Who tries an exam that is not published is its author. */
export function showsKey(row: AttemptRow, callerId: string): boolean {
  if (row.status !== 'marked') return false;
  if (row.author_id === callerId) return true;
  return row.show_key === 'after_marking' || (row.show_key === 'after_close' && row.closed);
}

export function attemptWithItems(
  row: AttemptRow,
  items: readonly Item[],
  marks: readonly MarkRow[],
  callerId: string,
): AttemptWithItems {
  const withKey = showsKey(row, callerId);
  const byItem = new Map(marks.map((mark) => [mark.item_id, mark]));
  const asked = askedItems(items, { seed: row.seed, shuffle: row.shuffle ?? true });
  const sources = new Map(items.map((item) => [item.id, item]));
  const inOrder = asked.flatMap(({ id }) => byItem.get(id) ?? []);
  return {
    ...attemptView(row),
    items: asked,
    answers: row.answers,
    marks: inOrder.map((mark) => markView(mark, sources.get(mark.item_id), withKey)),
    keys: withKey ? asked.flatMap(({ id }) => sources.get(id) ?? []) : null,
  };
}

/** `withKey`: the words of the material are the answer, so they are shown with the key and not before. */
export function markView(row: MarkRow, item: Item | undefined, withKey: boolean): Mark {
  return {
    item_id: row.item_id,
    revision: row.revision,
    points: row.points,
    points_max: row.points_max,
    marked_by: row.marked_by,
    provisional: row.provisional,
    confidence: row.confidence,
    criteria: row.criteria,
    feedback: row.feedback,
    reread: (item?.sources ?? []).map(({ document_id, page, quote }) => ({
      document_id,
      page,
      quote: withKey ? quote : null,
    })),
    reason: row.reason,
    created_at: row.created_at.toISOString(),
  };
}
