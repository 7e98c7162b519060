/** The places of a runner: how many jobs run at once, and whose may begin when all are taken. */
import type { FairQueue } from './fair-queue.ts';

export interface Places {
  /** Takes what may begin now out of the queue, if anything may. */
  next<Item>(waiting: FairQueue<Item>): Item | undefined;
  /** A job of the owner takes a place; what it answers gives it back. */
  enter(owner: string): () => void;
  /** A job that only waits frees its place meanwhile; what it answers takes it back, if need be beyond the number. */
  lend(): () => void;
}

/** Places beyond the number for owners who have nothing running here: they do not wait for another's jobs to end. */
const guestShare = 0.2;

export function createPlaces(count: number): Places {
  const running = new Map<string, number>();
  const guests = Math.ceil(count * guestShare);
  let free = count;
  return {
    next(waiting) {
      if (free > 0) return waiting.shift();
      return free > -guests ? waiting.shift((owner) => !running.has(owner)) : undefined;
    },
    enter(owner) {
      free -= 1;
      running.set(owner, (running.get(owner) ?? 0) + 1);
      return () => {
        free += 1;
        const left = (running.get(owner) ?? 1) - 1;
        if (left > 0) running.set(owner, left);
        else running.delete(owner);
      };
    },
    lend() {
      free += 1;
      return () => {
        free -= 1;
      };
    },
  };
}
