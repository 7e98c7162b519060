/**
 * One child process that reads or draws files, seen from its parent. States: starting → idle ⇄ busy → dead. Whatever
 * goes wrong with a file (crash, time, memory, cancel) kills the child, and with it only that file.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { PermanentError, TransientError } from '@scory/chassis/errors.ts';
import type { ChildAnswer, ChildMessage, ChildRequest } from './protocol.ts';

export interface ChildOptions {
  /** Of a file; begins anew with every page that was read as a picture, of which a request bounds the number. */
  timeoutMs: number;
  /** Of the JavaScript heap; the whole process may take `residentMb`. */
  heapMb: number;
  residentMb: number;
}

export interface Task<R extends ChildRequest = ChildRequest> {
  request: R;
  signal?: AbortSignal;
  onProgress?: (completed: number, total: number) => void;
}

const entry = fileURLToPath(new URL('./child.ts', import.meta.url));
const memoryCheckMs = 200;
/** Of what was made last, from the start on. Left to itself it grows with each document, to twice the memory and no gain in time. */
const youngMb = 8;
/** How far the rest may grow before it is looked through: what stays of a document is less. */
const oldMb = 64;
const pageBytes = 4096;

/** Resident memory in bytes; 0 where the system has no /proc, and the heap limit alone must do. */
async function residentBytes(pid: number): Promise<number> {
  try {
    return Number((await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ')[1]) * pageBytes;
  } catch {
    return 0;
  }
}

type Settled = { answer: ChildAnswer<ChildRequest> } | { error: unknown };

interface Running {
  task: Task;
  settle: (outcome: Settled) => void;
  timeout?: NodeJS.Timeout;
  pictures: number;
}

export class ExtractionChild {
  readonly #options: ChildOptions;
  readonly #process: ChildProcess;
  readonly #exited: Promise<void>;
  #running: Running | undefined;
  /** Why the child was killed, if this side did it. */
  #verdict: unknown;
  #alive = true;
  #ready = false;
  /** Files served. */
  served = 0;

  constructor(options: ChildOptions) {
    this.#options = options;
    this.#process = fork(entry, {
      // No secrets in its environment, no writing, no processes of its own, no native code. (Worker threads are
      // allowed for the child's watchdog; they are not bound by this, so it stops accidents more than attacks.)
      env: {},
      execArgv: [
        `--max-old-space-size=${options.heapMb}`,
        `--max-semi-space-size=${youngMb}`,
        `--min-semi-space-size=${youngMb}`,
        `--initial-old-space-size=${oldMb}`,
        '--permission',
        '--allow-fs-read=*',
        '--allow-worker',
      ],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'json',
    });
    this.#process.on('message', (message: ChildMessage) => this.#hear(message));
    this.#exited = new Promise((resolve) => {
      const ended = (code: number | null, signal: NodeJS.Signals | null): void => {
        this.#alive = false;
        const unavailable = new TransientError('EXTRACTOR_UNAVAILABLE', 'Text extraction cannot start');
        this.#running?.settle({
          error: this.#verdict ?? (this.#ready ? crashed(code, signal) : unavailable),
        });
        resolve();
      };
      this.#process.once('exit', ended);
      this.#process.once('error', (error) => {
        this.#verdict ??= new TransientError('EXTRACTOR_UNAVAILABLE', 'Text extraction cannot start', {
          cause: error,
        });
        if (this.#process.pid === undefined) ended(null, null);
      });
    });
    // An idle child must not keep its parent from ending.
    this.#hold(false);
  }

  get usable(): boolean {
    return this.#alive && this.#verdict === undefined && this.#running === undefined;
  }

  get dead(): boolean {
    return !this.#alive || this.#verdict !== undefined;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  residentBytes(): Promise<number> {
    return this.#process.pid === undefined ? Promise.resolve(0) : residentBytes(this.#process.pid);
  }

  /** Rejects with a typed error for bad files, the signal's reason when aborted. */
  async run<R extends ChildRequest>(task: Task<R>): Promise<ChildAnswer<R>> {
    const { promise, resolve } = Promise.withResolvers<Settled>();
    this.#running = { task, settle: resolve, pictures: 0 };
    const timeout = setTimeout(() => this.#tooLate(), this.#options.timeoutMs);
    this.#running.timeout = timeout;
    const memory = setInterval(() => void this.#checkMemory(), memoryCheckMs);
    const abort = (): void => this.#condemn(task.signal?.reason);
    task.signal?.addEventListener('abort', abort, { once: true });
    this.#hold(true);
    try {
      if (task.signal?.aborted) abort();
      else this.#send(task.request);
      const outcome = await promise;
      if ('error' in outcome) throw outcome.error;
      return outcome.answer as ChildAnswer<R>;
    } finally {
      clearTimeout(timeout);
      clearInterval(memory);
      task.signal?.removeEventListener('abort', abort);
      this.#running = undefined;
      this.served += 1;
      if (this.#alive) this.#hold(false);
    }
  }

  /** Ends the process; resolves when it is gone. */
  async kill(reason: unknown): Promise<void> {
    this.#condemn(reason);
    this.#hold(this.#alive);
    await this.#exited;
  }

  #tooLate(): void {
    const seconds = Math.round(this.#options.timeoutMs / 1000);
    // A child that has not even begun says nothing about the file.
    this.#condemn(
      this.#ready
        ? new PermanentError('EXTRACT_TIMEOUT', `The file could not be read within ${seconds} seconds`)
        : new TransientError('EXTRACTOR_UNAVAILABLE', 'Text extraction cannot start'),
    );
  }

  #hearProgress(running: Running, { completed, total, pictures }: ChildMessage & { type: 'progress' }): void {
    const { request, onProgress } = running.task;
    const most = 'ocr' in request ? request.ocr.maxPages : 0;
    if (pictures > running.pictures && pictures <= most) {
      running.pictures = pictures;
      running.timeout?.refresh();
    }
    onProgress?.(completed, total);
  }

  #send(request: ChildRequest): void {
    this.#process.send(request, (error) => {
      if (error)
        this.#condemn(new TransientError('EXTRACTOR_UNAVAILABLE', 'Text extraction was interrupted'));
    });
  }

  #hold(held: boolean): void {
    if (held) {
      this.#process.ref();
      this.#process.channel?.ref();
    } else {
      this.#process.unref();
      this.#process.channel?.unref();
    }
  }

  #condemn(reason: unknown): void {
    this.#verdict ??=
      reason ?? new TransientError('EXTRACTOR_UNAVAILABLE', 'Text extraction was interrupted');
    if (this.#alive) this.#process.kill('SIGKILL');
    this.#running?.settle({ error: this.#verdict });
  }

  async #checkMemory(): Promise<void> {
    const running = this.#running;
    const resident = await this.residentBytes();
    if (running && running === this.#running && resident > this.#options.residentMb * 1024 * 1024) {
      this.#condemn(new PermanentError('TOO_LARGE', 'Reading the file takes more memory than is allowed'));
    }
  }

  #hear(message: ChildMessage): void {
    const running = this.#running;
    if (message.type === 'ready') {
      this.#ready = true;
      return;
    }
    if (!running || message.id !== running.task.request.id) return;
    if (message.type === 'progress') this.#hearProgress(running, message);
    else if (message.type === 'done') running.settle({ answer: message.answer });
    else if (message.type === 'failed') {
      running.settle({ error: new PermanentError(message.code, message.message) });
    } else {
      const cause = new Error(message.message);
      running.settle({
        error: new TransientError('EXTRACT_FAILED', 'The file could not be read', { cause }),
      });
    }
  }
}

/** What the end of a child that nobody here killed says about the file. */
function crashed(code: number | null, signal: NodeJS.Signals | null): Error {
  // V8 aborts when the heap is full.
  if (signal === 'SIGABRT' || code === 134) {
    return new PermanentError('TOO_LARGE', 'Reading the file takes more memory than is allowed');
  }
  if (signal === 'SIGKILL' || signal === 'SIGTERM' || signal === 'SIGINT') {
    return new TransientError('EXTRACTOR_UNAVAILABLE', 'Text extraction was interrupted');
  }
  return new PermanentError('EXTRACT_CRASHED', 'The file makes the reader crash');
}
