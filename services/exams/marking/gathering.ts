/**
 * Answers to one question that come in shortly after each other are marked in one call, whichever attempt they are of.
 * Nothing is lost with a process: whoever waits here is a job that begins anew, and finds what was marked in the cache.
 */

export interface Gathering<Question, Answer, Result> {
  /** Rejects with the failure of the call, or with the signal's reason. */
  add(question: Question, answer: Answer, signal: AbortSignal): Promise<Result>;
}

export interface GatheringOptions<Question, Answer, Result> {
  /** Answers with the same key are marked together. */
  keyOf(question: Question, answer: Answer): string;
  /** Results in the order of the answers. Its signal fires when nobody waits any more. */
  run(question: Question, answers: Answer[], signal: AbortSignal): Promise<Result[]>;
  /** How long the first one waits for company. */
  windowMs: number;
  answersMax: number;
  /** Calls at once; more wait, and gather further answers meanwhile. */
  callsMax: number;
}

interface Waiting<Answer, Result> {
  answer: Answer;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

interface Group<Question, Answer, Result> {
  question: Question;
  waiting: Set<Waiting<Answer, Result>>;
  controller: AbortController;
  /** It will be called, or was; it may still take answers until then. */
  isDue: boolean;
  begun: boolean;
  timer: NodeJS.Timeout | undefined;
}

export function createGathering<Question, Answer, Result>(
  options: GatheringOptions<Question, Answer, Result>,
): Gathering<Question, Answer, Result> {
  const { keyOf, run, windowMs, answersMax, callsMax } = options;
  type OneGroup = Group<Question, Answer, Result>;
  /** Groups that still take answers, by key. */
  const open = new Map<string, OneGroup>();
  /** Groups that are due and wait for a call to end. */
  const due: [string, OneGroup][] = [];
  let calls = 0;

  function close(key: string, group: OneGroup): void {
    clearTimeout(group.timer);
    if (open.get(key) === group) open.delete(key);
  }

  function startDue(): void {
    while (calls < callsMax) {
      const next = due.shift();
      if (!next) return;
      const [key, group] = next;
      close(key, group);
      if (group.waiting.size === 0) continue;
      calls += 1;
      void settle(group).finally(() => {
        calls -= 1;
        startDue();
      });
    }
  }

  function call(key: string, group: OneGroup): void {
    if (!group.isDue) due.push([key, group]);
    group.isDue = true;
    startDue();
  }

  async function settle(group: OneGroup): Promise<void> {
    group.begun = true;
    const asked = [...group.waiting];
    try {
      const results = await run(
        group.question,
        asked.map(({ answer }) => answer),
        group.controller.signal,
      );
      for (const [at, { resolve }] of asked.entries()) resolve(results[at] as Result);
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }

  function groupFor(key: string, question: Question): OneGroup {
    const held = open.get(key);
    if (held && held.waiting.size < answersMax) return held;
    const group: OneGroup = {
      question,
      waiting: new Set(),
      controller: new AbortController(),
      isDue: false,
      begun: false,
      timer: undefined,
    };
    open.set(key, group);
    group.timer = setTimeout(() => call(key, group), windowMs);
    return group;
  }

  return {
    add(question, answer, signal) {
      signal.throwIfAborted();
      const key = keyOf(question, answer);
      const group = groupFor(key, question);
      const { promise, resolve, reject } = Promise.withResolvers<Result>();
      const entry = { answer, resolve, reject };
      group.waiting.add(entry);
      const leave = (): void => {
        group.waiting.delete(entry);
        reject(signal.reason);
        if (group.waiting.size === 0) {
          if (group.begun) group.controller.abort(signal.reason);
          else close(key, group);
        }
      };
      signal.addEventListener('abort', leave, { once: true });
      if (group.waiting.size === answersMax) {
        close(key, group);
        call(key, group);
      }
      return promise.finally(() => signal.removeEventListener('abort', leave));
    },
  };
}
