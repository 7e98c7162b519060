/**
 * `npm run test:faults -- [NUMBER|NAME…] [--short] [--json]`: faults under load, against servers and processes of its own. Every
 * accepted job must succeed once and be told of once. A control is the same fault with a guard switched off, which must
 * show a loss or a double: otherwise the fault proves nothing. `--soak MINUTES [--seed N]`: faults in a random order, the
 * same for the same seed, under load without end.
 */
import { randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { faults } from './faults.ts';
import type { Beside, Fault, Lab } from './lab.ts';
import { openLedger, type Verdict } from './ledger.ts';
import { eventually } from './servers.ts';
import { openStage, type Stage } from './stage.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    soak: { type: 'string' },
    seed: { type: 'string' },
  },
});
const jobs = values.short ? 300 : 1_500;
const times = values.short ? 1 : 3;
/** So many jobs have been accepted and have not ended when a fault strikes. */
const underWayMin = 200;
/** Long enough for every other guard to have done its work. */
const controlPatienceMs = 20_000;
/** What a guard is there for does not happen every time. */
const controlTries = 3;
const soakPauseMaxMs = 3_000;
const chosen =
  positionals.length > 0
    ? faults.filter(({ number, name }) =>
        positionals.some((one) => (/^\d+$/.test(one) ? Number(one) === number : name.includes(one))),
      )
    : faults.filter(({ short }) => short || !values.short);

interface Trial {
  environment: Record<string, string>;
  harm: (lab: Lab) => Promise<void>;
  repeat?: number;
  patienceMs?: number;
  floods?: boolean | undefined;
}

/** Starts the product and its load, does what harms it, heals, and compares. */
async function underLoad(stage: Stage, trial: Trial): Promise<Verdict> {
  const { environment, harm, repeat = times, patienceMs, floods = false } = trial;
  await stage.clear();
  const edge = await stage.start(['api'], environment);
  const workers = [await stage.start(['worker'], environment), await stage.start(['worker'], environment)];
  const ledger = openLedger(stage);
  const promises: (() => Promise<Beside>)[] = [];
  const closing: (() => unknown)[] = [() => ledger.close()];
  const lab: Lab = {
    ...{ stage, ledger, times: repeat, edge, workers, environment },
    promise: (compare) => void promises.push(compare),
    closeAfter: (close) => void closing.push(close),
  };
  try {
    const injected = new AbortController();
    const posting = ledger.post(jobs, injected.signal);
    try {
      await eventually('jobs are under way', async () => {
        const enough = floods ? ledger.accepted() >= underWayMin : (await ledger.underWay()) >= underWayMin;
        if (!enough) throw new Error('not yet');
      });
      await harm(lab);
    } finally {
      injected.abort();
      await posting;
    }
    const verdict = await ledger.settle(patienceMs);
    for (const compare of promises) {
      const { lost, duplicated } = await compare();
      verdict.lost += lost;
      verdict.duplicated += duplicated;
    }
    return verdict;
  } finally {
    for (const close of closing) await close();
  }
}

function show(fault: string, verdict: Verdict): void {
  if (values.json) {
    console.log(JSON.stringify({ fault, ...verdict }));
    return;
  }
  const { accepted, lost, duplicated, recovery_ms: recovery, model_calls_per_job: calls } = verdict;
  console.log(
    `${fault.padEnd(80)} accepted ${String(accepted).padStart(5)}  lost ${String(lost).padStart(4)}  duplicated ${String(duplicated).padStart(3)}  recovery ${String(recovery).padStart(6)} ms  calls/job ${calls}`,
  );
}

const isBroken = ({ lost, duplicated }: Verdict): boolean => lost + duplicated > 0;

/** Answers whether the promises were kept, and broken where the guard was off. */
async function proves(stage: Stage, fault: Fault): Promise<boolean> {
  const { inject, floods, control } = fault;
  const repeat = values.short ? times : (fault.times ?? times);
  const prepared = await fault.prepare?.();
  const environment = { ...fault.environment, ...prepared?.environment };
  try {
    const verdict = await underLoad(stage, { environment, harm: inject, repeat, floods });
    show(`${fault.number} ${fault.name}`, verdict);
    // The short form has no time for the control of each.
    if (!control || (values.short && !control.short)) return !isBroken(verdict);
    return !isBroken(verdict) && (await breaks(stage, fault, { ...environment, ...control.environment }));
  } finally {
    await prepared?.close();
  }
}

/** Answers whether the same fault breaks a promise where its guard is off. */
async function breaks(stage: Stage, fault: Fault, environment: Record<string, string>): Promise<boolean> {
  const { inject, floods, control } = fault;
  for (let tries = 0; tries < controlTries; tries += 1) {
    const trial = { environment, harm: inject, patienceMs: controlPatienceMs, floods };
    const verdict = await underLoad(stage, trial);
    show(`${fault.number} control: without "${control?.guard}"`, verdict);
    if (isBroken(verdict)) return true;
  }
  console.error(`fault ${fault.number} proves nothing: nothing was lost without its guard`);
  return false;
}

/** A fault that could not be injected, or did not heal, has failed; the others are tried all the same. */
async function tried(stage: Stage, fault: Fault): Promise<boolean> {
  try {
    return await proves(stage, fault);
  } catch (error) {
    console.error(`fault ${fault.number} ${fault.name} could not be tried:`, error);
    return false;
  }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function soak(stage: Stage, minutes: number, seed: number): Promise<boolean> {
  console.error(`soak of ${minutes} minutes, --seed ${seed}`);
  const random = randomOf(seed);
  // One product lives through all of them, so none may want it otherwise.
  const candidates = chosen.filter(({ environment, prepare }) => !environment && !prepare);
  const until = performance.now() + minutes * 60_000;
  let count = 0;
  async function schedule(lab: Lab): Promise<void> {
    while (performance.now() < until) {
      const fault = candidates[Math.floor(random() * candidates.length)] as Fault;
      const restMs = Math.floor(random() * soakPauseMaxMs);
      count += 1;
      console.error(`  ${count}. ${fault.name}`);
      await fault.inject(lab);
      await sleep(restMs);
    }
  }
  const verdict = await underLoad(stage, { environment: {}, harm: schedule, repeat: 1 });
  show(`soak of ${count} faults, seed ${seed}`, verdict);
  return !isBroken(verdict);
}

const stage = await openStage();
// Its servers and processes would outlive it.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void stage.close().finally(() => process.exit(1)));
let failed = 0;
let passed = 0;
const count = (kept: boolean): void => {
  if (kept) passed += 1;
  else failed += 1;
};
try {
  if (values.soak === undefined) for (const fault of chosen) count(await tried(stage, fault));
  else count(await soak(stage, Number(values.soak), Number(values.seed ?? randomInt(2 ** 31))));
} finally {
  await stage.close();
}
console.error(
  failed === 0 ? 'every promise was kept' : `${failed} faults broke a promise; what was logged: ${stage.log}`,
);
if (failed === 0) await rm(stage.log, { force: true });
console.error(`${passed} passed, ${failed} failed, 0 skipped`);
process.exit(failed === 0 ? 0 : 1);
