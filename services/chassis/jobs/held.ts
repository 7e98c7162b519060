/** Jobs that wait in this process, which the clock would take for lost by the broker where they wait for long. */
import type { Queries } from '../database.ts';
import { heldSql } from './statements.ts';

export interface Held {
  /** `ids` tells which jobs have been waiting for long. */
  add(ids: () => string[]): void;
  /** Tells the database that they are not lost. */
  keep(): Promise<void>;
}

export function createHeld(database: Queries): Held {
  const lists: (() => string[])[] = [];
  return {
    add: (ids) => void lists.push(ids),
    async keep() {
      const ids = lists.flatMap((list) => list());
      if (ids.length > 0) await database.query(heldSql, [ids]);
    },
  };
}
