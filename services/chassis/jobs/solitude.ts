/** Who may run in this process: everybody, or one suspect alone. Shared by the runners of all kinds. */

export interface Solitude {
  /** False while a suspect runs, or waits until what runs has ended. */
  open(): boolean;
  /** A job runs; what it answers says that it has ended. */
  enter(): () => void;
  /**
   * Resolves once nothing else runs, with how to end that; nothing begins meanwhile. Undefined where `signal` fires
   * before: then others may begin again. Several wait for each other.
   */
  alone(signal: AbortSignal): Promise<(() => void) | undefined>;
  /** Called whenever others may begin again. */
  onOpen(listener: () => void): void;
}

export function createSolitude(): Solitude {
  const listeners: (() => void)[] = [];
  const waiting: (() => void)[] = [];
  let running = 0;
  let alone = false;
  let wanted = 0;

  function turn(): void {
    if (alone || running > 0) return;
    waiting.shift()?.();
  }

  function leave(): void {
    wanted -= 1;
    turn();
    if (wanted === 0) for (const listener of listeners) listener();
  }

  return {
    open: () => wanted === 0,
    enter() {
      running += 1;
      return () => {
        running -= 1;
        turn();
      };
    },
    async alone(signal) {
      wanted += 1;
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const begin = (): void => {
        alone = true;
        resolve(true);
      };
      const giveUp = (): void => {
        waiting.splice(waiting.indexOf(begin), 1);
        resolve(false);
      };
      waiting.push(begin);
      if (signal.aborted) giveUp();
      else signal.addEventListener('abort', giveUp, { once: true });
      turn();
      const turnCame = await promise;
      signal.removeEventListener('abort', giveUp);
      if (turnCame)
        return () => {
          alone = false;
          leave();
        };
      leave();
      return undefined;
    },
    onOpen(listener) {
      listeners.push(listener);
    },
  };
}
