/** What a process and its children held in memory at most, from Linux' own records. */
import { readFileSync } from 'node:fs';

const sampleMs = 50;

/** The process and all below it that live now. */
function treeOf(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    return [pid, ...children.flatMap((child) => treeOf(Number(child)))];
  } catch {
    return [pid];
  }
}

/** 0 where the process has ended meanwhile. */
function peakMb(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024;
  } catch {
    return 0;
  }
}

/**
 * Watches until `stop`, which answers the megabytes: of those that lived at the same time the sum of each one's own peak, so
 * rather too much than too little.
 */
export function watchMemory(pid: number): { stop(): number } {
  let most = 0;
  const sample = (): void => {
    const sum = treeOf(pid).reduce((total, each) => total + peakMb(each), 0);
    most = Math.max(most, sum);
  };
  sample();
  const timer = setInterval(sample, sampleMs);
  return {
    stop() {
      clearInterval(timer);
      sample();
      return most;
    },
  };
}
