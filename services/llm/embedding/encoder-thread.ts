import { Worker } from 'node:worker_threads';
import type { EncodeAnswer, EncodeRequest } from './encoder-worker.ts';

const heapMb = 512;
/** Of what was made last, most of which is thrown away with the next text: left to itself it takes a hundred megabytes. */
const youngMb = 8;

/** The thread ended or was ended while it encoded: the same texts may do better on another. */
export class EncoderThreadDied extends Error {
  constructor(why: unknown) {
    super('the encoder thread ended', { cause: why });
    this.name = 'EncoderThreadDied';
  }
}

/**
 * One thread with the model in it, one request at a time. Idle it does not keep the process alive. A thread, not a process:
 * the model is WebAssembly, whose faults end no process, and `terminate` stops it in the middle of a loop.
 */
export class EncoderThread {
  readonly #worker: Worker;
  readonly #timeoutMs: number;
  #answer: PromiseWithResolvers<Float32Array<ArrayBuffer>> | undefined;
  #dead = false;

  /** @param limits `timeoutMs`: longest time for one request, the start of the thread included */
  constructor(limits: { timeoutMs?: number } = {}) {
    this.#timeoutMs = limits.timeoutMs ?? 120_000;
    this.#worker = new Worker(new URL('./encoder-worker.ts', import.meta.url), {
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: youngMb },
    });
    this.#worker.unref();
    this.#worker.on('message', (answer: EncodeAnswer) => {
      if ('error' in answer) this.#answer?.reject(new Error(answer.error));
      else this.#answer?.resolve(answer.vectors);
    });
    const died = (why: unknown): void => {
      this.#dead = true;
      this.#answer?.reject(new EncoderThreadDied(why));
    };
    this.#worker.on('error', died);
    this.#worker.on('exit', (code) => died(new Error(`exit code ${code}`)));
  }

  get dead(): boolean {
    return this.#dead;
  }

  get busy(): boolean {
    return this.#answer !== undefined;
  }

  /** Rejects with `EncoderThreadDied`, or an `Error` of the model's. */
  async encode(texts: string[]): Promise<Float32Array<ArrayBuffer>> {
    if (this.#answer) throw new Error('the thread encodes something else');
    this.#answer = Promise.withResolvers();
    this.#worker.ref();
    const deadline = setTimeout(() => void this.end(), this.#timeoutMs);
    try {
      if (this.#dead) throw new EncoderThreadDied(undefined);
      this.#worker.postMessage({ texts } satisfies EncodeRequest);
      return await this.#answer.promise;
    } finally {
      clearTimeout(deadline);
      this.#worker.unref();
      this.#answer = undefined;
    }
  }

  async end(): Promise<void> {
    this.#dead = true;
    await this.#worker.terminate();
  }
}
