import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PermanentError } from '@scory/chassis/errors.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { hostilePdfs } from '../test/hostile-pdfs.ts';
import { makePdf, material } from '../test/material.ts';
import { createExtractionPool, type ExtractionPool } from './pool.ts';

const residentMb = 1_024;
const timeoutMs = 15_000;

/** The most that a process has had resident, in megabytes; 0 where there is no /proc, or no process any more. */
async function peakMb(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
}

describe('a hostile PDF', function () {
  this.timeout(60_000);
  let folder: string;
  let pool: ExtractionPool;
  const path = (): string => join(folder, 'hostile.pdf');

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scory-hostile-pdfs-'));
    pool = createExtractionPool({ size: 1, timeoutMs, residentMb });
  });
  after(async () => {
    await pool.close();
    await rm(folder, { recursive: true });
  });

  const outcomeOf = async (): Promise<string> => {
    try {
      const { pages } = await pool.extract(path(), 'application/pdf');
      expect(pages.some(({ paragraphs }) => paragraphs.length > 0)).to.equal(true);
      return 'read';
    } catch (error) {
      expect(error).to.be.instanceOf(PermanentError);
      return (error as PermanentError).code;
    }
  };

  for (const [what, outcomes, data] of hostilePdfs) {
    it(`with ${what} comes to ${outcomes.join(' or ')} within its limits, and the next file is read`, async () => {
      await writeFile(path(), data());
      const pids = pool.pids();
      const startedAt = performance.now();
      const reading = outcomeOf();
      let peak = 0;
      const watch = setInterval(async () => {
        peak = Math.max(peak, await peakMb(pool.pids().find((pid) => !pids.includes(pid)) ?? pids[0]));
      }, 50);
      try {
        expect(outcomes).to.include(await reading);
      } finally {
        clearInterval(watch);
      }
      expect(performance.now() - startedAt, 'ms').to.be.below(timeoutMs + 5_000);
      // Looked at five times a second: what comes in between is more than the limit, and not much.
      expect(peak, 'MB').to.be.below(1.5 * residentMb);
      await writeFile(path(), await makePdf(['Words that everybody may read.']));
      expect(await outcomeOf()).to.equal('read');
    });
  }

  it('of the wild is read, or refused for a reason that says what is wrong with it', async function () {
    const wild = material('bad');
    if (!wild) this.skip();
    const reasons = ['PDF_EMPTY', 'PDF_MALFORMED', 'PDF_PASSWORD', 'read'];
    for (const name of await readdir(wild)) {
      await writeFile(path(), await readFile(join(wild, name)));
      expect(reasons, name).to.include(await outcomeOf());
    }
  });
});
