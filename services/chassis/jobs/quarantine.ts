/**
 * Who may run in this process: everybody, or a few suspects. A suspect is a job whose runs ended with the death of their
 * process; one of those that ran there has killed it, and nobody knows which. The more often that has happened to a job, the
 * fewer others run beside it, and none but suspects: the innocent ones are through in a few rounds, however many there are,
 * and only who was alone when its process died is known to have killed it. Shared by the runners of all kinds.
 */

/**
 * By how many processes have died with a job: how many jobs may run in the next one. The last two it has for itself: what was alone
 * when its process died has killed it, or the machine or somebody else did; twice is no chance.
 */
const company = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 64, 8, 1, 1];

/** Deaths from which on a job is a suspect. */
export const suspectFrom = company.findIndex((size) => size !== Number.POSITIVE_INFINITY);
/** Deaths from which on a job is known to have killed its process, and does not run again. */
export const deathsMax = company.length;

/** How many may run in a process together with a job that so many have died with. */
export const companyOf = (deaths: number): number => company[deaths] ?? 1;

/** How long suspects may keep others from beginning, and then others them. */
const usualShiftMs = 30_000;

export interface Quarantine {
  /** Whether a job may begin that is no suspect. */
  open(): boolean;
  /** A job runs that is no suspect; what it answers says that it has ended. */
  enter(): () => void;
  /**
   * Resolves once nothing else runs but so many suspects that no company is too large, with how to end that; undefined where
   * `signal` fires before. In the order they came.
   */
  admit(size: number, signal: AbortSignal): Promise<(() => void) | undefined>;
  /** Called whenever others may begin again. */
  onOpen(listener: () => void): void;
}

interface Waiting {
  size: number;
  begin(): void;
}

/**
 * everybody ──a suspect comes──► suspects ──none is left──► everybody
 *     ▲                             │ too long
 *     └──────too long──── others ◄──┘ (those inside end first)
 */
type Shift = 'everybody' | 'suspects' | 'others';

export function createQuarantine(shiftMs = usualShiftMs): Quarantine {
  const listeners: (() => void)[] = [];
  const waiting: Waiting[] = [];
  let shift: Shift = 'everybody';
  let timer: NodeJS.Timeout | undefined;
  let others = 0;
  let suspects = 0;
  /** The smallest company that one of those inside may have. */
  let room = Number.POSITIVE_INFINITY;

  const open = (): boolean => shift !== 'suspects' && suspects === 0;

  function change(to: Shift): void {
    clearTimeout(timer);
    shift = to;
    if (to === 'everybody') return;
    const next = to === 'suspects' ? 'others' : 'everybody';
    timer = setTimeout(() => {
      change(next);
      settle();
    }, shiftMs).unref();
  }

  function letIn(): void {
    for (let next = waiting[0]; next && shift === 'suspects' && others === 0; next = waiting[0]) {
      if (suspects >= Math.min(room, next.size)) return;
      waiting.shift();
      suspects += 1;
      room = Math.min(room, next.size);
      next.begin();
    }
  }

  function settle(): void {
    if (shift === 'everybody' && waiting.length > 0) change('suspects');
    else if (shift === 'suspects' && waiting.length === 0 && suspects === 0) change('everybody');
    letIn();
    if (open()) for (const listener of listeners) listener();
  }

  function leave(): void {
    suspects -= 1;
    if (suspects === 0) room = Number.POSITIVE_INFINITY;
    settle();
  }

  return {
    open,
    enter() {
      others += 1;
      return () => {
        others -= 1;
        if (shift === 'suspects') settle();
      };
    },
    async admit(size, signal) {
      if (signal.aborted) return undefined;
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const entry = { size, begin: () => resolve(true) };
      const giveUp = (): void => {
        const place = waiting.indexOf(entry);
        if (place < 0) return;
        waiting.splice(place, 1);
        resolve(false);
        settle();
      };
      waiting.push(entry);
      signal.addEventListener('abort', giveUp, { once: true });
      settle();
      const turnCame = await promise;
      signal.removeEventListener('abort', giveUp);
      return turnCame ? leave : undefined;
    },
    onOpen(listener) {
      listeners.push(listener);
    },
  };
}
