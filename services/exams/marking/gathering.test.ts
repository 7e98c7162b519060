import { until } from '@scory/chassis/testing/harness.ts';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { createGathering } from './gathering.ts';

interface Call {
  question: string;
  answers: string[];
  signal: AbortSignal;
  end(): void;
  fail(error: Error): void;
}

function lab(options: { windowMs?: number; callsMax?: number } = {}) {
  const calls: Call[] = [];
  const gathering = createGathering<string, string, string>({
    keyOf: (question) => question,
    windowMs: 20,
    answersMax: 3,
    callsMax: 10,
    ...options,
    run(question, answers, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<string[]>();
      calls.push({
        ...{ question, answers, signal },
        end: () => resolve(answers.map((answer) => `${answer}!`)),
        fail: reject,
      });
      return promise;
    },
  });
  const stay = new AbortController().signal;
  return {
    calls,
    add: (question: string, answer: string, signal = stay) => gathering.add(question, answer, signal),
  };
}

const outcome = (work: Promise<string>): Promise<string> =>
  work.catch((error: Error) => `failed: ${error.message}`);

describe('answers that come in together', () => {
  it('share a call with those to the same question, and each gets its own result', async () => {
    const { calls, add } = lab();
    const marked = Promise.all([add('q', 'a'), add('q', 'b'), add('other', 'c')]);
    await until('both questions are asked', () => calls.length === 2);
    expect(calls.map(({ answers }) => answers)).to.deep.equal([['a', 'b'], ['c']]);
    for (const { end } of calls) end();
    expect(await marked).to.deep.equal(['a!', 'b!', 'c!']);
  });

  it('do not wait once a call is full', async () => {
    const { calls, add } = lab({ windowMs: 60_000 });
    const marked = ['a', 'b', 'c'].map((answer) => add('q', answer));
    await until('the full call begins', () => calls.length === 1);
    calls[0]!.end();
    expect(await Promise.all(marked)).to.deep.equal(['a!', 'b!', 'c!']);
  });

  it('wait while there are calls enough, and gather meanwhile', async () => {
    const { calls, add } = lab({ callsMax: 1 });
    const first = add('q', 'a');
    await until('the first call begins', () => calls.length === 1);
    const later = [add('q', 'b')];
    const passed = performance.now() + 40;
    await until('its window has passed', () => performance.now() > passed);
    later.push(add('q', 'c'));
    expect(calls).to.have.length(1);
    calls[0]!.end();
    await first;
    await until('the second call begins', () => calls.length === 2);
    expect(calls[1]!.answers).to.deep.equal(['b', 'c']);
    calls[1]!.end();
    expect(await Promise.all(later)).to.deep.equal(['b!', 'c!']);
    expect(calls).to.have.length(2);
  });

  it('fail together where their call fails', async () => {
    const { calls, add } = lab();
    const marked = Promise.all([outcome(add('q', 'a')), outcome(add('q', 'b'))]);
    await until('the call begins', () => calls.length === 1);
    calls[0]!.fail(new Error('away'));
    expect(await marked).to.deep.equal(['failed: away', 'failed: away']);
  });

  it('go on without one who leaves; the call ends with the last', async () => {
    const { calls, add } = lab();
    const [one, two] = [new AbortController(), new AbortController()];
    const marked = Promise.all([outcome(add('q', 'a', one.signal)), outcome(add('q', 'b', two.signal))]);
    await until('the call begins', () => calls.length === 1);
    one.abort(new Error('cancelled'));
    expect(calls[0]!.signal.aborted).to.equal(false);
    two.abort(new Error('cancelled'));
    expect(calls[0]!.signal.aborted).to.equal(true);
    expect(await marked).to.deep.equal(['failed: cancelled', 'failed: cancelled']);
  });

  it('make no call where all have left before it', async () => {
    const { calls, add } = lab();
    const leaving = new AbortController();
    const marked = outcome(add('q', 'a', leaving.signal));
    leaving.abort(new Error('cancelled'));
    expect(await marked).to.equal('failed: cancelled');
    const next = add('q', 'b');
    await until('the next call begins', () => calls.length === 1);
    expect(calls[0]!.answers).to.deep.equal(['b']);
    calls[0]!.end();
    await next;
  });
});
