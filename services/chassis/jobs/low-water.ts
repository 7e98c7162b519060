/**
 * Where a look for what is due begins. What was sent or ended leaves dead entries at the low end of an index on `due_at`, and
 * while anybody holds an old snapshot nothing may remove them: a look from the lowest key then walks over all of them, each
 * time. So a look begins where the last one ended:
 *
 *   from the start ──full batch──► after its last key ──short──► a little before the time of that look
 *        ▲                                                              │
 *        └──────────────── every few seconds: all, from the start ──────┘
 *
 * Keys below the mark can still appear: a transaction that began earlier commits later, a row that was skipped because it was
 * locked stays after all. A little before covers those that are not very late, the look at everything covers the rest.
 */
export interface Key {
  /** A timestamp as PostgreSQL writes it: a `Date` would lose its microseconds. */
  due: string;
  id: string;
}

type Place = [due: string | null, lookBackMs: number, id: string];

export interface LowWater {
  /** A look begins: parameters of `above`, which are a due time, or null and how far back to look in ms; and an id. */
  begin(): Place;
  /** The same for `notBelow`. */
  beginDue(): [due: string | null, lookBackMs: number];
  /** The look that began last ended at this key, its batch full; without one it saw all that was due. */
  ended(last?: Key): void;
}

/** Ends a look so that the next one begins at the lowest key. */
export const fromStart: Key = { due: '-infinity', id: '00000000-0000-0000-0000-000000000000' };

/** A condition that an index on (due_at, id) serves; parameters from `LowWater.begin`, beginning with number `first`. */
export const above = (first: number): string =>
  `(due_at, id) > (coalesce($${first}::timestamptz, now() - $${first + 1} * interval '1 ms'), $${first + 2}::uuid)`;

/** The same for an index on (due_at) alone: it looks at rows of the same time again. */
export const notBelow = (first: number): string =>
  `due_at >= coalesce($${first}::timestamptz, now() - $${first + 1} * interval '1 ms')`;

const at = ({ due, id }: Key): Place => [due, 0, id];

/** Of all time, at most one part in so many goes into looks at everything, unless they are a minute apart. */
const fullLookShare = 20;
const fullLookMaxMs = 60_000;

export function createLowWater({
  lookBackMs = 5_000,
  fullLookMs = 5_000,
  clock = () => performance.now(),
}: {
  /** How late a transaction may commit what is due without waiting for the next look at everything. */
  lookBackMs?: number;
  /** At most this often everything is looked at; less often where that takes long. */
  fullLookMs?: number;
  /** Milliseconds that never go back. */
  clock?: () => number;
} = {}): LowWater {
  let after: Key | undefined;
  /** When the last look that saw all that was due had begun. */
  let sawAllAt: number | undefined;
  let fullLookAt = Number.NEGATIVE_INFINITY;
  let began = 0;
  let full = false;

  function postpone(): void {
    const rest = Math.min(fullLookMaxMs, (clock() - began) * fullLookShare);
    fullLookAt = clock() + Math.max(fullLookMs, rest);
  }

  function begin(): Place {
    // One that failed (a time limit, say) counts like one that ended: what is new must not wait for it.
    if (full) postpone();
    began = clock();
    full = began >= fullLookAt;
    if (full) return at(fromStart);
    if (after) return at(after);
    return sawAllAt === undefined ? at(fromStart) : [null, began - sawAllAt + lookBackMs, fromStart.id];
  }

  return {
    begin,
    beginDue() {
      const [due, back] = begin();
      return [due, back];
    },
    ended(last) {
      if (full) postpone();
      full = false;
      after = last;
      sawAllAt = last ? undefined : began;
    },
  };
}
