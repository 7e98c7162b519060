import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PermanentError, TransientError } from '@scory/chassis/errors.ts';
import { until } from '@scory/chassis/testing/harness.ts';
import { documentText } from '@scory/contracts/documents/text.ts';
import { expect } from 'chai';
import { after, afterEach, before, describe, it } from 'mocha';
import { makePdf, repeatingPdf, slowPdf } from '../test/material.ts';
import { createExtractionPool, type ExtractionPool, type PoolOptions } from './pool.ts';

/** A killed orphan whose new parent does not reap it stays in the table as a zombie: that one is dead. */
function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('extraction pool', function () {
  this.timeout(40_000);
  let folder: string;
  let good: string;
  let slow: string;
  let pool: ExtractionPool;
  const open = (options: Partial<PoolOptions> = {}): ExtractionPool => {
    pool = createExtractionPool({ size: 2, residentMb: 4_000, heapMb: 2_000, ...options });
    return pool;
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scory-pool-'));
    good = join(folder, 'good.pdf');
    slow = join(folder, 'slow.pdf');
    await writeFile(good, await makePdf(['A page that reads well.', 'And one more of that kind.']));
    await writeFile(slow, slowPdf());
  });
  after(() => rm(folder, { recursive: true }));
  afterEach(async () => {
    const pids = pool.pids();
    await pool.close();
    expect(pids.filter(isAlive), 'children that outlived their pool').to.deep.equal([]);
  });

  it('reads page by page, says how far it is, and keeps its child warm', async () => {
    open({ size: 1 });
    const seen: [number, number][] = [];
    const { characters, ...text } = await pool.extract(good, 'application/pdf', {
      onProgress: (...args) => seen.push(args),
    });
    documentText.parse({ ...text, sha256: '0'.repeat(64) });
    expect(characters).to.equal('A page that reads well.And one more of that kind.'.length);
    expect(seen).to.deep.equal([
      [1, 2],
      [2, 2],
    ]);
    const [pid] = pool.pids();
    await pool.extract(good, 'application/pdf');
    expect(pool.pids()).to.deep.equal([pid]);
  });

  it('ends a file that takes too long, and only that file', async () => {
    open({ timeoutMs: 10_000 });
    const late = failure(pool.extract(slow, 'application/pdf'));
    expect((await pool.extract(good, 'application/pdf')).pages).to.have.length(2);
    const error = await late;
    expect(error).to.be.instanceOf(PermanentError);
    expect(error).to.include({ code: 'EXTRACT_TIMEOUT' });
    expect((await pool.extract(good, 'application/pdf')).pages).to.have.length(2);
  });

  it('holds a child that does not begin in time against the machine, not against the file', async () => {
    open({ timeoutMs: 1 });
    const error = await failure(pool.extract(good, 'application/pdf'));
    expect(error).to.be.instanceOf(TransientError);
    expect(error).to.include({ code: 'EXTRACTOR_UNAVAILABLE' });
  });

  it('kills the child of a cancelled file and rejects with the reason', async () => {
    open({ size: 1 });
    await pool.extract(good, 'application/pdf');
    const [pid] = pool.pids();
    const cancel = new AbortController();
    const cancelled = failure(pool.extract(slow, 'application/pdf', { signal: cancel.signal }));
    const waiting = new AbortController();
    const neverStarted = failure(pool.extract(good, 'application/pdf', { signal: waiting.signal }));
    waiting.abort(new Error('not wanted'));
    expect(await neverStarted).to.include({ message: 'not wanted' });
    cancel.abort(new Error('cancelled'));
    expect(await cancelled).to.include({ message: 'cancelled' });
    await until('the child is gone', () => !isAlive(pid!));
    expect((await pool.extract(good, 'application/pdf')).pages).to.have.length(2);
  });

  it('fails a file whose child crashes for good, and one whose child is killed from outside for now', async () => {
    open({ size: 1 });
    for (const [signal, kind, code] of [
      ['SIGSEGV', PermanentError, 'EXTRACT_CRASHED'],
      ['SIGKILL', TransientError, 'EXTRACTOR_UNAVAILABLE'],
    ] as const) {
      await pool.extract(good, 'application/pdf');
      const crashed = failure(pool.extract(slow, 'application/pdf'));
      const [pid] = pool.pids();
      process.kill(pid!, signal);
      const error = await crashed;
      expect(error).to.be.instanceOf(kind);
      expect(error).to.include({ code });
    }
  });

  it('ends a file that inflates beyond the memory it may take', async () => {
    const bomb = join(folder, 'bomb.pdf');
    await writeFile(bomb, repeatingPdf(' '.repeat(1_000), 600_000));
    open({ size: 1, residentMb: 300 });
    expect(await failure(pool.extract(bomb, 'application/pdf'))).to.include({ code: 'TOO_LARGE' });
    expect((await pool.extract(good, 'application/pdf')).pages).to.have.length(2);
  });

  it('ends a file whose objects fill the heap', async () => {
    open({ size: 1, heapMb: 64 });
    expect(await failure(pool.extract(slow, 'application/pdf'))).to.include({ code: 'TOO_LARGE' });
  });

  it('refuses more pages or text than it may read', async () => {
    open({ maxPages: 1 });
    expect(await failure(pool.extract(good, 'application/pdf'))).to.include({ code: 'TOO_LARGE' });
    await pool.close();
    open({ maxCharacters: 10 });
    expect(await failure(pool.extract(good, 'application/pdf'))).to.include({ code: 'TOO_LARGE' });
  });

  it('replaces a child that has served its time', async () => {
    open({ size: 1, filesPerChild: 2 });
    await pool.extract(good, 'application/pdf');
    const [first] = pool.pids();
    await pool.extract(good, 'application/pdf');
    await pool.extract(good, 'application/pdf');
    expect(pool.pids()).not.to.include(first);
  });

  it('fails what runs and what waits when it closes', async () => {
    open({ size: 1 });
    const running = failure(pool.extract(slow, 'application/pdf'));
    const waiting = failure(pool.extract(good, 'application/pdf'));
    await pool.close();
    for (const error of await Promise.all([running, waiting]))
      expect(error).to.include({ code: 'SHUTTING_DOWN' });
    expect(await failure(pool.extract(good, 'application/pdf'))).to.include({ code: 'SHUTTING_DOWN' });
  });

  it('leaves no child behind when its process is killed, however busy the child is', async () => {
    open({ size: 1 });
    const busy = join(folder, 'busy.pdf');
    await writeFile(busy, repeatingPdf(' '.repeat(1_000), 600_000));
    const parent = fork(fileURLToPath(new URL('../test/pool-parent.ts', import.meta.url)), [good, busy]);
    const [[pid]] = (await once(parent, 'message')) as [number[]];
    const usedMs = async (): Promise<number> => {
      const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]!.split(' ');
      return (Number(fields[11]) + Number(fields[12])) * 10;
    };
    const before = await usedMs();
    await until('the child is deep in the file', async () => (await usedMs()) > before + 300);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    await until('the orphan is gone', () => !isAlive(pid!), 15_000);
  });
});
