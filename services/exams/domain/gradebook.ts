/** A gradebook as CSV (RFC 4180), a line a person; its byte order mark says UTF-8, and what a spreadsheet would take for a formula is text. */
import type { Item } from '@scory/contracts/exams/items.ts';
import { stringify } from 'csv-stringify/sync';
import { roundPoints } from './marking/round-points.ts';

export interface GradebookEntry {
  user_id: string;
  number: number;
  submitted_at: Date;
  points: Record<string, number>;
  sum: number;
  provisional: boolean;
}

const stemMax = 80;

export function gradebookCsv(
  items: readonly Pick<Item, 'id' | 'stem' | 'marks'>[],
  entries: readonly GradebookEntry[],
): string {
  const max = roundPoints(items.reduce((sum, { marks }) => sum + marks, 0));
  const header = [
    'user_id',
    'attempt',
    'submitted_at',
    'points',
    'points_max',
    'percent',
    'provisional',
    ...items.map(({ stem, marks }, at) => `${at + 1}. ${stem.slice(0, stemMax)} (${marks})`),
  ];
  const rows = entries.map((entry) => [
    entry.user_id,
    entry.number,
    entry.submitted_at.toISOString(),
    roundPoints(entry.sum),
    max,
    max === 0 ? '' : Math.round((1_000 * entry.sum) / max) / 10,
    entry.provisional ? 'yes' : 'no',
    ...items.map(({ id }) => entry.points[id] ?? 0),
  ]);
  return stringify([header, ...rows], { bom: true, record_delimiter: '\r\n', escape_formulas: true });
}
