import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { watchMemory } from './resident-memory.ts';

/** Has a child that fills so many megabytes and says so. */
const parentOf = (megabytes: number): ChildProcess => {
  const filling = `Buffer.alloc(${megabytes} * 1048576, 1); console.log('filled'); setInterval(() => {}, 1000)`;
  const parent = `
    const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(filling)}], { stdio: 'inherit' });
    process.on('SIGTERM', () => { child.kill('SIGKILL'); process.exit(); });`;
  return spawn(process.execPath, ['-e', parent], { stdio: ['ignore', 'pipe', 'inherit'] });
};

describe('the memory of processes', () => {
  it('is the most that a process and its children held together', async function () {
    if (process.platform !== 'linux') this.skip();
    const peakOf = async (megabytes: number): Promise<number> => {
      const parent = parentOf(megabytes);
      const watch = watchMemory(parent.pid as number);
      await once(parent.stdout as NodeJS.ReadableStream, 'data');
      const peak = watch.stop();
      const ended = once(parent, 'exit');
      parent.kill('SIGTERM');
      await ended;
      return peak;
    };
    const [little, much] = [await peakOf(10), await peakOf(210)];
    // Two processes, and the difference of what they filled.
    expect(little).to.be.within(60, 250);
    expect(much - little).to.be.within(150, 260);
  });
});
