/** Lets the rest of the process have its turn in the midst of long work. */
const longestMs = 12;

export class Turns {
  #began = performance.now();

  /** Returns at once, or after everybody else has had their turn. */
  async pass(): Promise<void> {
    if (performance.now() - this.#began < longestMs) return;
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#began = performance.now();
  }
}
