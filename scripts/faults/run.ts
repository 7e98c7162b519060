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
import type { Fault, Lab } from './lab.ts';
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
/** Long enough for every other guard to have done its work. */
const controlPatienceMs = 20_000;
/** What a guard is there for does not happen every time. */
const controlTries = 3;
const soakPauseMaxMs = 3_000;
const chosen =
  positionals.length > 0
    ? faults.filter(({ number, name }) =>
        positionals.some((one) => one === String(number) || name.includes(one)),
      )
    : faults.filter(({ short }) => short || !values.short);

/** Starts the product and its load, does what harms it, heals, and compares. */
async function underLoad(
  stage: Stage,
  environment: Record<string, string>,
  harm: (lab: Lab) => Promise<void>,
  {
    repeat = times,
    patienceMs,
    verify,
  }: { repeat?: number; patienceMs?: number; verify?: Fault['verify'] } = {},
): Promise<Verdict> {
  await stage.clear();
  const edge = await stage.start(['api'], environment);
  const workers = [await stage.start(['worker'], environment), await stage.start(['worker'], environment)];
  const lab: Lab = { stage, ledger: openLedger(stage), times: repeat, edge, workers, environment };
  try {
    const injected = new AbortController();
    const posting = lab.ledger.post(jobs, injected.signal);
    await eventually('jobs are under way', async () => {
      if (lab.ledger.accepted() < 50) throw new Error('not yet');
    });
    try {
      await harm(lab);
    } finally {
      injected.abort();
      await posting;
    }
    const verdict = await lab.ledger.settle(patienceMs);
    const beside = await verify?.(lab);
    if (!beside) return verdict;
    return {
      ...verdict,
      lost: verdict.lost + beside.lost,
      duplicated: verdict.duplicated + beside.duplicated,
    };
  } finally {
    lab.webhooks?.receivers.close();
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
    `${fault.padEnd(80)} accepted ${String(accepted).padStart(5)}  lost ${String(lost).padStart(4)}  duplicated ${String(duplicated).padStart(3)}  recovery ${String(recovery).padStart(6)} ms  calls/job ${calls}`,
  );
}

const isBroken = ({ lost, duplicated }: Verdict): boolean => lost + duplicated > 0;

/** Answers whether the promises were kept, and broken where the guard was off. */
async function proves(stage: Stage, fault: Fault): Promise<boolean> {
  const name = `${fault.number} ${fault.name}`;
  const { inject, verify } = fault;
  const verdict = await underLoad(stage, fault.environment ?? {}, inject, { verify });
  show(name, verdict);
  // The short form has no time for the control of each.
  if (!fault.control || (values.short && !fault.control.short)) return !isBroken(verdict);
  const { guard, environment } = fault.control;
  const off = { ...fault.environment, ...environment };
  let control: Verdict;
  let tries = 0;
  do {
    control = await underLoad(stage, off, inject, { patienceMs: controlPatienceMs, verify });
    show(`${fault.number} control: without "${guard}"`, control);
    tries += 1;
  } while (!isBroken(control) && tries < controlTries);
  if (!isBroken(control))
    console.error(`fault ${fault.number} proves nothing: nothing was lost without its guard`);
  return !isBroken(verdict) && isBroken(control);
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
  const candidates = chosen.filter(({ environment }) => environment === undefined);
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
  const verdict = await underLoad(stage, {}, schedule, { repeat: 1 });
  show(`soak of ${count} faults, seed ${seed}`, verdict);
  return !isBroken(verdict);
}

const stage = await openStage();
let failed = 0;
let passed = 0;
const count = (kept: boolean): void => {
  if (kept) passed += 1;
  else failed += 1;
};
try {
  if (values.soak === undefined) for (const fault of chosen) count(await proves(stage, fault));
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
