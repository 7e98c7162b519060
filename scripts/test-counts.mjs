// Prints `N passed, N failed, N skipped` from a mocha JSON report and the last line of the fault suite; a failed check counts
// as one failure. Fails when anything failed or no test ran.
import { readFileSync } from 'node:fs';

const [report, checksFailed, faults] = process.argv.slice(2);
let stats = { passes: 0, failures: 0, pending: 0 };
try {
  stats = JSON.parse(readFileSync(report, 'utf8')).stats;
} catch {
  stats.failures = 1;
}
if (faults) {
  const last = /(\d+) passed, (\d+) failed, \d+ skipped\s*$/.exec(readFileSync(faults, 'utf8'));
  stats.passes += Number(last?.[1] ?? 0);
  stats.failures += Number(last?.[2] ?? 1);
}
const failures = stats.failures + (checksFailed === '1' && stats.failures === 0 ? 1 : 0);
if (failures > 0 || stats.passes === 0) process.exitCode = 1;
console.log(`${stats.passes} passed, ${failures} failed, ${stats.pending} skipped`);
