/** Rows and cells of a Word table, with every column in its place. */
import { childOf, type XmlElement } from '../xml-element.ts';
import { unwrapped } from './inline.ts';

export interface Row {
  /** One a column; without content where a cell to the left or above reaches into it. */
  cells: { content: XmlElement | undefined }[];
}

/** Word itself takes no more columns. */
const mostColumns = 63;

function spanOf(element: XmlElement | undefined): number {
  const span = Number(element?.attributes['w:val'] ?? 0);
  return Number.isSafeInteger(span) ? Math.min(mostColumns, Math.max(0, span)) : 0;
}

/** Rows and cells that were deleted are none. */
export function gridOf(table: XmlElement): Row[] {
  const rows: Row[] = [];
  for (const row of unwrapped(table)) {
    if (row.name !== 'w:tr' || childOf(row, 'w:trPr', 'w:del')) continue;
    const cells: Row['cells'] = [];
    const skip = (columns: number): void => {
      for (let column = 0; column < columns; column += 1) cells.push({ content: undefined });
    };
    skip(spanOf(childOf(row, 'w:trPr', 'w:gridBefore')));
    for (const cell of unwrapped(row)) {
      const properties = childOf(cell, 'w:tcPr');
      if (cell.name !== 'w:tc' || childOf(properties, 'w:cellDel')) continue;
      const merge = childOf(properties, 'w:vMerge');
      const goesOn = merge !== undefined && merge.attributes['w:val'] !== 'restart';
      cells.push({ content: goesOn ? undefined : cell });
      skip(spanOf(childOf(properties, 'w:gridSpan')) - 1);
    }
    rows.push({ cells });
  }
  return rows;
}
