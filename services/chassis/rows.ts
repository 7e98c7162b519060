/** Rows that the chassis writes for a handler, many handlers' rows in one statement per table. */

export interface RowTable {
  /** `schema.table`. */
  name: string;
  /** Column → PostgreSQL type, as the recordset declares it. */
  columns: Record<string, string>;
  /** What follows the insert: `on conflict (id) do nothing`, or an update from `excluded`. */
  onConflict: string;
  /** Columns that identify a row within one statement: of several rows with the same key the last one counts. */
  key: readonly string[];
  /** The conflict clause adds to what is there, so no row may be passed over: rows with one key are written in turn. */
  accumulates?: boolean;
}

const identifier = /^[a-z_][a-z0-9_]*$/;

/** Declares a table for handlers' rows; names are checked here because they become part of a statement. */
export function defineRows(table: RowTable): RowTable {
  const names = [...table.name.split('.'), ...Object.keys(table.columns), ...table.key];
  for (const name of names) {
    if (!identifier.test(name)) throw new Error(`not a plain identifier: ${name}`);
  }
  return table;
}
