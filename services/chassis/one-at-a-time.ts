/** Runs `work` (which must not reject) whenever asked, never twice at once; asked during a run, once more after it. */
export function oneAtATime(work: () => Promise<void>): { ask(): void; idle(): Promise<void> | undefined } {
  let running: Promise<void> | undefined;
  let askedAgain = false;
  const ask = (): void => {
    if (running) {
      askedAgain = true;
      return;
    }
    askedAgain = false;
    running = work().finally(() => {
      running = undefined;
      if (askedAgain) ask();
    });
  };
  return { ask, idle: () => running };
}
