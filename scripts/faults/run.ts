/**
 * `npm run test:faults -- [NUMBER…] [--short] [--json]`: faults under load, against servers and processes of its own. Every
 * accepted job must succeed once and be told of once. A control is the same fault with a guard switched off, which must
 * show a loss or a double: otherwise the fault proves nothing.
 */
import { parseArgs } from 'node:util';
import { type Fault, faults, type Lab } from './faults.ts';
import { openLedger, type Verdict } from './ledger.ts';
import { eventually } from './servers.ts';
import { openStage, type Stage } from './stage.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
});
const jobs = values.short ? 300 : 1_500;
const times = values.short ? 1 : 3;
/** Long enough for every other guard to have done its work. */
const controlPatienceMs = 20_000;
const chosen = faults.filter(
  ({ number }) => positionals.length === 0 || positionals.includes(String(number)),
);

async function tryFault(
  stage: Stage,
  fault: Fault,
  environment: Record<string, string>,
  patienceMs?: number,
): Promise<Verdict> {
  await stage.clear();
  const edge = await stage.start(['api'], environment);
  const workers = [await stage.start(['worker'], environment), await stage.start(['worker'], environment)];
  const lab: Lab = { stage, ledger: openLedger(stage), times, edge, workers, environment };
  try {
    const injected = new AbortController();
    const posting = lab.ledger.post(jobs, injected.signal);
    await eventually('jobs are under way', async () => {
      if (lab.ledger.accepted() < 50) throw new Error('not yet');
    });
    try {
      await fault.inject(lab);
    } finally {
      injected.abort();
      await posting;
    }
    return await lab.ledger.settle(patienceMs);
  } finally {
    await lab.ledger.close();
  }
}

function show(fault: string, verdict: Verdict): void {
  if (values.json) {
    console.log(JSON.stringify({ fault, ...verdict }));
    return;
  }
  const { accepted, lost, duplicated, recovery_ms: recovery, model_calls_per_job: calls } = verdict;
  console.log(
    `${fault.padEnd(58)} accepted ${String(accepted).padStart(5)}  lost ${String(lost).padStart(4)}  duplicated ${String(duplicated).padStart(3)}  recovery ${String(recovery).padStart(6)} ms  calls/job ${calls}`,
  );
}

const stage = await openStage();
let failed = 0;
try {
  for (const fault of chosen) {
    const verdict = await tryFault(stage, fault, {});
    show(`${fault.number} ${fault.name}`, verdict);
    if (verdict.lost + verdict.duplicated > 0) failed += 1;
    if (!fault.control) continue;
    const control = await tryFault(stage, fault, fault.control.environment, controlPatienceMs);
    show(`${fault.number} control: without "${fault.control.guard}"`, control);
    if (control.lost + control.duplicated === 0) {
      console.error(`fault ${fault.number} proves nothing: nothing was lost without its guard`);
      failed += 1;
    }
  }
} finally {
  await stage.close();
}
console.error(failed === 0 ? 'every promise was kept' : `${failed} faults broke a promise`);
process.exitCode = failed === 0 ? 0 : 1;
