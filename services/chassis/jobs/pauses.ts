/**
 * Which kinds of jobs may begin in this process. Not those that an operator has paused, and none while PostgreSQL is away:
 * what cannot be started would only go round between the broker and its consumers. Until the database has been asked for the
 * first time nothing begins either.
 */

export interface Pauses {
  /** Kinds that are paused, as the database says; undefined where it cannot be asked. */
  learned(paused: ReadonlySet<string> | undefined): void;
  /** Paused by an operator, as far as is known. */
  paused(): readonly string[];
  /** Calls `listener` now, and whenever it changes, with whether jobs of the kind may begin. */
  watch(kind: string, listener: (mayBegin: boolean) => void): void;
}

/** One answer that fails to come is no outage. */
const awayAfterMs = 2_000;

export function createPauses(clock: () => number = () => performance.now()): Pauses {
  const listeners: { kind: string; listener: (mayBegin: boolean) => void; told: boolean }[] = [];
  let paused: ReadonlySet<string> = new Set();
  let answeredAt = Number.NEGATIVE_INFINITY;
  let answering = false;

  const mayBegin = (kind: string): boolean => answering && !paused.has(kind);

  return {
    learned(said) {
      if (said) {
        paused = said;
        answeredAt = clock();
      }
      answering = clock() - answeredAt < awayAfterMs;
      for (const entry of listeners) {
        const may = mayBegin(entry.kind);
        if (may === entry.told) continue;
        entry.told = may;
        entry.listener(may);
      }
    },
    paused: () => [...paused],
    watch(kind, listener) {
      const told = mayBegin(kind);
      listeners.push({ kind, listener, told });
      listener(told);
    },
  };
}
