/** The worker roles of a process: runners of commands over one engine, runners of events, loops; and their drain. */
import type { Bus } from './bus.ts';
import type { Database } from './database.ts';
import { createEventRunner, type EventRunner } from './event-runner.ts';
import type { JobParts } from './jobs/assemble.ts';
import { createEngine } from './jobs/engine.ts';
import { createQuarantine } from './jobs/quarantine.ts';
import { createRunner, type Runner } from './jobs/runner.ts';
import type { Role } from './roles.ts';
import type { Runtime } from './runtime.ts';
import type { Loop, Worker } from './service.ts';

interface EngineParts
  extends Pick<JobParts, 'completion' | 'children' | 'pauses' | 'publisher' | 'schedules'> {
  bus: Bus;
  engineDatabase: Database;
}

export async function startWorkers(
  roles: readonly Role[],
  runtime: Runtime,
  parts: EngineParts,
  cleanups: (() => Promise<void> | void)[],
): Promise<void> {
  const { config, log, live, metrics, tracing } = runtime;
  const workers: Worker[] = [];
  for (const { service, part } of roles)
    if (part === 'worker' && service.worker) workers.push(service.worker(runtime));
  if (workers.length === 0) return;
  await parts.schedules.declare(workers.flatMap(({ schedules = [] }) => schedules));
  const engine = createEngine({
    ...parts,
    database: parts.engineDatabase,
    live,
    metrics,
    log,
    leaseMs: config.JOB_LEASE_MS,
    graceMs: config.JOB_GRACE_MS,
  });
  const quarantine = createQuarantine();
  const runners: Runner[] = [];
  const eventRunners: EventRunner[] = [];
  const loops: Loop[] = [];
  for (const worker of workers) {
    for (const handler of worker.commands ?? []) {
      const concurrency = handler.concurrency ?? config.WORKER_CONCURRENCY;
      runners.push(
        createRunner({
          bus: parts.bus,
          engine,
          handler,
          quarantine,
          pauses: parts.pauses,
          concurrency,
          prefetch: Math.max(config.WORKER_PREFETCH, concurrency),
          tracing,
          log,
        }),
      );
    }
    for (const handler of worker.events ?? [])
      eventRunners.push(createEventRunner({ bus: parts.bus, handler, metrics, tracing, log }));
    loops.push(...(worker.loops ?? []));
  }
  cleanups.push(async () => {
    await Promise.all([...runners, ...eventRunners].map((runner) => runner.stop(config.DRAIN_MS)));
    await Promise.all(loops.map((loop) => loop.stop()));
    await engine.stop();
    for (const worker of workers) await worker.close?.();
  });
  engine.start();
  for (const runner of [...runners, ...eventRunners]) runner.start();
  for (const loop of loops) loop.start();
}
