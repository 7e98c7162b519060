interface Waiting {
  resolve: () => void;
  reject: (reason: unknown) => void;
}

/** A bounded number of places; who finds none waits in turn. */
export interface Places {
  /** Resolves with a place; rejects with the signal's reason when aborted while waiting. */
  enter(signal: AbortSignal | undefined): Promise<void>;
  exit(): void;
  /** Rejects all who wait. */
  turnAway(reason: unknown): void;
}

export function createPlaces(size: number): Places {
  const waiting: Waiting[] = [];
  let taken = 0;
  return {
    async enter(signal) {
      if (taken < size) {
        taken += 1;
        return;
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const place: Waiting = { resolve, reject };
      const leave = (): void => {
        const at = waiting.indexOf(place);
        if (at < 0) return;
        waiting.splice(at, 1);
        reject(signal?.reason);
      };
      waiting.push(place);
      signal?.addEventListener('abort', leave, { once: true });
      try {
        await promise;
      } finally {
        signal?.removeEventListener('abort', leave);
      }
    },
    exit() {
      const next = waiting.shift();
      if (next) next.resolve();
      else taken -= 1;
    },
    turnAway(reason) {
      for (const place of waiting.splice(0)) place.reject(reason);
    },
  };
}
