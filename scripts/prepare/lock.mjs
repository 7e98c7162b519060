// Two preparations at once would fight over packages and ports: the second waits for the first.
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { doing } from './report.mjs';

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function take(file) {
  try {
    const handle = openSync(file, 'wx');
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

export async function withLock(file, work) {
  let told = false;
  while (!take(file)) {
    const holder = Number(readFileSync(file, 'utf8') || 0);
    if (!holder || !alive(holder)) rmSync(file, { force: true });
    else if (!told) {
      doing(`another preparation runs (process ${holder}); waiting for it`);
      told = true;
    }
    await sleep(200);
  }
  const release = () => rmSync(file, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    release();
  }
}
