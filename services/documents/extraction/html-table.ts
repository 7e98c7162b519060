import type { Paragraph } from '@scory/contracts/documents/text.ts';
import { paragraphOf } from '../domain/plain-text.ts';

/** Beyond it, cells that span columns are nonsense or malice. */
const mostColumns = 200;

const spanOf = (text: string | undefined): number =>
  /^\s*\d+\s*$/.test(text ?? '') ? Math.min(mostColumns, Math.max(1, Number(text))) : 1;

/** Rows of a table with every cell in its column, whatever cells span. */
export class HtmlTable {
  readonly #rows: string[][] = [];
  /** By column, how many more rows a cell from above takes. */
  #taken: number[] = [];
  #row: string[] | undefined;
  #span = { columns: 1, rows: 1 };

  beginCell({ colspan, rowspan }: Record<string, string>): void {
    this.#row ??= [];
    this.#skipTaken(this.#row);
    this.#span = { columns: spanOf(colspan), rows: spanOf(rowspan) };
  }

  endCell(text: string): void {
    const row = this.#row;
    if (!row) return;
    for (let column = 0; column < this.#span.columns; column += 1) {
      if (column > 0 && row.length >= mostColumns) break;
      if (this.#span.rows > 1) this.#taken[row.length] = this.#span.rows;
      row.push(column === 0 ? text : '');
    }
  }

  endRow(): void {
    const row = this.#row;
    if (!row) return;
    this.#skipTaken(row);
    this.#taken = this.#taken.map((rows) => Math.max(0, rows - 1));
    if (row.some((cell) => cell !== '')) this.#rows.push(row);
    this.#row = undefined;
  }

  /** A table of one column is a frame around what stands in it. */
  paragraphs(isNote: boolean): Paragraph[] {
    if (this.#rows.length === 0) return [];
    if (this.#rows.every((row) => row.length === 1))
      return this.#rows.map(([text]) => paragraphOf(text!, isNote ? 'footnote' : 'text'));
    return [paragraphOf(this.#rows.map((row) => row.join('\t')).join('\n'), 'table')];
  }

  #skipTaken(row: string[]): void {
    while ((this.#taken[row.length] ?? 0) > 0) row.push('');
  }
}
