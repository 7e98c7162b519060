import { expect } from 'chai';
import { describe, it } from 'mocha';
import { QueryFailedError } from 'typeorm';
import { type Batch, type BatchOptions, createBatch, Overloaded } from './batch.ts';
import { until } from './testing/harness.ts';

const failed = (code: string): QueryFailedError =>
  new QueryFailedError('INSERT', [], Object.assign(new Error(`SQLSTATE ${code}`), { code }));

/** A statement in the hands of the test. */
interface Statement {
  entries: string[];
  commit(): void;
  fail(error: unknown): void;
}

/** A batch whose statements the test ends; each result is its entry in capitals. */
function held(options: Partial<BatchOptions<string, string>> = {}) {
  const statements: Statement[] = [];
  const batch = createBatch<string, string>({
    name: 'test entries',
    maxEntries: 100,
    maxWaiting: 100,
    run: (entries) =>
      new Promise((resolve, reject) => {
        const commit = (): void => resolve(entries.map((entry) => entry.toUpperCase()));
        statements.push({ entries, commit, fail: reject });
      }),
    ...options,
  });
  const nth = async (place: number): Promise<Statement> => {
    await until(`statement ${place}`, () => statements.length > place);
    return statements[place] as Statement;
  };
  return { batch, statements, nth };
}

/** A batch whose statement fails where it holds `bad`, as PostgreSQL would. */
function picky(isBad: (entry: string) => boolean, code = '22P02') {
  const groups: string[][] = [];
  const batch = createBatch<string, string>({
    name: 'test entries',
    maxEntries: 100,
    maxWaiting: 100,
    run: async (entries) => {
      groups.push(entries);
      if (entries.some(isBad)) throw failed(code);
      return entries.map((entry) => entry.toUpperCase());
    },
  });
  return { batch, groups };
}

const outcomeOf = (work: Promise<string>): Promise<string> =>
  work.catch((error: Error) => (error instanceof Overloaded ? 'overloaded' : error.message));
const addAll = (batch: Batch<string, string>, entries: string[]): Promise<string[]> =>
  Promise.all(entries.map((entry) => outcomeOf(batch.add(entry))));

describe('a batch', () => {
  it('sends what arrives together as one statement and gives each its own result', async () => {
    const { batch, groups } = picky(() => false);
    expect(await addAll(batch, ['a', 'b', 'c'])).to.deep.equal(['A', 'B', 'C']);
    expect(groups).to.deep.equal([['a', 'b', 'c']]);
  });

  it('collects what comes while a statement is under way into the next one, in order', async () => {
    const { batch, statements, nth } = held();
    const first = batch.add('a');
    const { commit } = await nth(0);
    const others = ['b', 'c', 'd'].map((entry) => batch.add(entry));
    expect([statements.length, batch.waiting()]).to.deep.equal([1, 3]);
    commit();
    (await nth(1)).commit();
    expect(await Promise.all([first, ...others])).to.deep.equal(['A', 'B', 'C', 'D']);
    expect(statements.map(({ entries }) => entries)).to.deep.equal([['a'], ['b', 'c', 'd']]);
  });

  it('makes no statement larger than its bound, and runs as many at once as it may', async () => {
    const { batch, statements, nth } = held({ maxEntries: 2, parallel: 2 });
    const all = ['a', 'b', 'c', 'd', 'e'].map((entry) => batch.add(entry));
    await nth(1);
    expect(statements.map(({ entries }) => entries)).to.deep.equal([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    for (const place of [1, 0, 2]) (await nth(place)).commit();
    expect(await Promise.all(all)).to.deep.equal(['A', 'B', 'C', 'D', 'E']);
  });

  it('lets neighbours of a bad entry through, wherever it stands and however many there are', async () => {
    const entries = Array.from({ length: 37 }, (_, nth) => `e${nth}`);
    for (const bad of [['e0'], ['e36'], ['e17'], ['e3', 'e4', 'e30'], entries]) {
      for (const code of ['22P02', '23505', '22021']) {
        const { batch } = picky((entry) => bad.includes(entry), code);
        const outcomes = await addAll(batch, entries);
        expect(outcomes).to.deep.equal(
          entries.map((entry) => (bad.includes(entry) ? `SQLSTATE ${code}` : entry.toUpperCase())),
        );
      }
    }
  });

  it('finds one bad entry among many in few statements', async () => {
    const { batch, groups } = picky((entry) => entry === 'e40');
    await addAll(
      batch,
      Array.from({ length: 64 }, (_, nth) => `e${nth}`),
    );
    expect(groups.length).to.be.at.most(1 + 2 * Math.log2(64));
  });

  it('sends a group again after a deadlock or a serialization failure, five times at most', async () => {
    for (const [code, failures, outcome] of [
      ['40P01', 5, 'A'],
      ['40001', 5, 'A'],
      ['40P01', 6, 'SQLSTATE 40P01'],
    ] as const) {
      let runs = 0;
      const batch = createBatch<string, string>({
        name: 'conflicts',
        maxEntries: 10,
        maxWaiting: 10,
        run: async (entries) => {
          runs += 1;
          if (runs <= failures) throw failed(code);
          return entries.map((entry) => entry.toUpperCase());
        },
      });
      expect(await addAll(batch, ['a', 'b'])).to.deep.equal([outcome, outcome === 'A' ? 'B' : outcome]);
      expect(runs).to.equal(6);
    }
  });

  it('fails the whole group once, and nobody after it, when the statement fails for another reason', async () => {
    const { batch, nth } = held();
    const group = addAll(batch, ['a', 'b']);
    (await nth(0)).fail(failed('57P01'));
    expect(await group).to.deep.equal(['SQLSTATE 57P01', 'SQLSTATE 57P01']);
    const next = batch.add('c');
    (await nth(1)).commit();
    expect(await next).to.equal('C');
  });

  it('refuses an entry when too many wait, and takes others again when there is room', async () => {
    const { batch, nth } = held({ maxWaiting: 2 });
    const first = batch.add('a');
    await nth(0);
    const waiting = [batch.add('b'), batch.add('c')];
    expect(await outcomeOf(batch.add('d'))).to.equal('overloaded');
    (await nth(0)).commit();
    (await nth(1)).commit();
    expect(await Promise.all([first, ...waiting])).to.deep.equal(['A', 'B', 'C']);
    const later = batch.add('e');
    (await nth(2)).commit();
    expect(await later).to.equal('E');
  });

  it('refuses what has waited too long instead of sending it', async () => {
    const { batch, statements, nth } = held({ maxAgeMs: 300 });
    const first = batch.add('a');
    const { commit } = await nth(0);
    const late = outcomeOf(batch.add('b'));
    const since = performance.now();
    await until('it has waited', () => performance.now() - since > 310);
    commit();
    expect([await first, await late]).to.deep.equal(['A', 'overloaded']);
    expect(statements).to.have.length(1);
  });

  it('does not send entries whose caller has gone, before or while they wait', async () => {
    const { batch, statements, nth } = held();
    const first = batch.add('a');
    const { commit } = await nth(0);
    const leaving = new AbortController();
    const gone = outcomeOf(batch.add('gone', leaving.signal));
    const never = outcomeOf(batch.add('never', AbortSignal.abort(new Error('left before'))));
    const stays = batch.add('b');
    leaving.abort(new Error('left'));
    commit();
    (await nth(1)).commit();
    expect(await Promise.all([first, gone, never, stays])).to.deep.equal(['A', 'left', 'left before', 'B']);
    expect(statements[1]?.entries).to.deep.equal(['b']);
  });

  it('gives the result to a caller that leaves while its statement is under way', async () => {
    const { batch, nth } = held();
    const leaving = new AbortController();
    const work = batch.add('a', leaving.signal);
    const { commit } = await nth(0);
    leaving.abort();
    commit();
    expect(await work).to.equal('A');
  });

  it('drains: resolves when all is through, failures too, and at once when there is nothing', async () => {
    const { batch, nth } = held({ maxEntries: 1 });
    await batch.drain();
    const outcomes = addAll(batch, ['a', 'b']);
    let drained = false;
    const draining = batch.drain().then(() => {
      drained = true;
    });
    (await nth(0)).commit();
    const last = await nth(1);
    expect(drained).to.equal(false);
    last.fail(new Error('no'));
    await draining;
    expect(await outcomes).to.deep.equal(['A', 'no']);
  });

  it('that lingers waits for company, and sends at once when it is full or drained', async () => {
    const lingering = { lingerMs: 3_600_000, maxEntries: 2 };
    const full = held(lingering);
    const lone = full.batch.add('a');
    await new Promise((resolve) => setImmediate(resolve));
    expect(full.statements).to.have.length(0);
    const second = full.batch.add('b');
    (await full.nth(0)).commit();
    expect(await Promise.all([lone, second])).to.deep.equal(['A', 'B']);

    const drained = held(lingering);
    const only = drained.batch.add('a');
    const draining = drained.batch.drain();
    (await drained.nth(0)).commit();
    await draining;
    expect(await only).to.equal('A');
  });

  it('that lingers sends a lone entry in the end', async () => {
    const { batch, nth } = held({ lingerMs: 5 });
    const lone = batch.add('a');
    (await nth(0)).commit();
    expect(await lone).to.equal('A');
  });

  it('tells of each statement that went through, with its size', async () => {
    const sizes: number[] = [];
    const batch = createBatch<string, string>({
      name: 'told',
      maxEntries: 2,
      maxWaiting: 10,
      onFlush: (size) => sizes.push(size),
      run: async (entries) => entries,
    });
    await addAll(batch, ['a', 'b', 'c']);
    expect(sizes).to.deep.equal([2, 1]);
  });
});
