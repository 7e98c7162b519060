/**
 * Runs the jobs of one kind. A delivery waits in the process until a place is free, is started (which makes it
 * this process's own), runs, and is acked once its end is committed:
 *
 *   delivered → waiting → starting → running → finishing → acked
 *                  │          └ not ours (ended, running elsewhere) → acked
 *                  └ drain → given back
 * Only this file acks commands.
 */
import { randomUUID } from 'node:crypto';
import { type CommandEnvelope, commandEnvelope } from '@scory/contracts/envelope.ts';
import type { Bus, Consumer, Delivery } from '../bus.ts';
import { PermanentError } from '../errors.ts';
import { type Logger, withContext } from '../log.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import type { CommandHandler } from '../service.ts';
import type { Tracing } from '../tracing.ts';
import { Draining } from './aborts.ts';
import type { Engine, Run } from './engine.ts';
import { createExecution } from './execution.ts';
import { createFairQueue } from './fair-queue.ts';
import type { Pauses } from './pauses.ts';
import { createPlaces } from './places.ts';
import { companyOf, type Quarantine, suspectFrom } from './quarantine.ts';
import { type Begun, isSuspect, type StartedRow, type Suspect } from './starting.ts';

export interface Runner {
  start(): void;
  /** Stops taking work, lets what runs finish within `graceMs`, gives the rest back. */
  stop(graceMs: number): Promise<void>;
  running(): number;
}

interface Waiting {
  delivery: Delivery;
  envelope: CommandEnvelope;
  /** By the process' own clock. */
  since: number;
}

/** Most jobs begin sooner; of those that do not, the database is told. */
const longWaitMs = 1_000;

function longWaiting(all: readonly Waiting[]): string[] {
  const before = performance.now() - longWaitMs;
  return all
    .filter(({ since, delivery }) => since <= before && delivery.channelOpen())
    .map(({ envelope }) => envelope.job_id);
}

export function createRunner(options: {
  bus: Bus;
  engine: Engine;
  handler: CommandHandler;
  quarantine: Quarantine;
  pauses: Pick<Pauses, 'watch'>;
  concurrency: number;
  prefetch: number;
  tracing?: Tracing | undefined;
  log: Logger;
}): Runner {
  const { bus, engine, handler, quarantine, pauses, concurrency, prefetch, tracing, log } = options;
  const { contract } = handler;
  const waiting = createFairQueue<Waiting>();
  /** Suspects that wait until few others run. */
  const apart = new Set<Waiting>();
  const runs = new Map<string, Run>();
  const underWay = new Set<Promise<void>>();
  const places = createPlaces(concurrency);
  const execute = createExecution({ engine, handler, tracing, log, idle });
  let consumer: Consumer | undefined;
  let mayBegin = false;
  let taking = false;
  /** Takes deliveries as long as jobs of the kind may begin; what has been taken and has not begun goes back. */
  const consuming = oneAtATime(async () => {
    if (taking === mayBegin) return;
    taking = mayBegin;
    if (taking) {
      if (consumer) await consumer.resume();
      else consumer = bus.consume(contract.kind, { prefetch }, receive);
      return;
    }
    await consumer?.cancel();
    for (const { delivery } of waiting.takeAll()) delivery.giveBack();
  });
  const stopped = new AbortController();

  function receive(delivery: Delivery): void {
    const envelope = parse(delivery);
    if (!envelope) {
      park(delivery);
      return;
    }
    const own = runs.get(envelope.job_id);
    if (own) {
      // A copy of what runs here already; or, where the run's channel died, the broker's second try at the same.
      if (own.delivery.channelOpen()) delivery.ack();
      else own.delivery = delivery;
      return;
    }
    waiting.push(envelope.actor.owner_id, { delivery, envelope, since: performance.now() });
    pump();
  }

  function parse(delivery: Delivery): CommandEnvelope | undefined {
    try {
      const parsed = commandEnvelope.safeParse(JSON.parse(delivery.body.toString('utf8')));
      return parsed.success && parsed.data.type === contract.kind && parsed.data.version === contract.version
        ? parsed.data
        : undefined;
    } catch {
      return undefined;
    }
  }

  /** A message nobody can run is kept for the operator; it is acked only once the broker holds the copy. */
  function park(delivery: Delivery): void {
    log.error(
      { kind: contract.kind, message_id: delivery.messageId },
      'a message could not be understood and is parked',
    );
    const work = engine.park(contract.kind, delivery).then(
      () => delivery.ack(),
      (error: unknown) => {
        log.warn({ err: error }, 'parking failed; the message goes back to its queue');
        delivery.giveBack();
      },
    );
    track(work);
  }

  function track(work: Promise<void>): void {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  }

  function pump(): void {
    while (mayBegin && !stopped.signal.aborted && quarantine.open()) {
      const next = places.next(waiting);
      if (!next) return;
      if (!next.delivery.channelOpen()) continue;
      const leave = places.enter(next.envelope.actor.owner_id);
      track(
        runOne(next).finally(() => {
          leave();
          pump();
        }),
      );
    }
  }

  async function runOne(waiting: Waiting): Promise<void> {
    const ended = quarantine.enter();
    const suspect = await begin(waiting, suspectFrom).finally(ended);
    if (suspect) await runApart(waiting, suspect);
  }

  /** Beside few others, suspects like it. */
  async function runApart(waiting: Waiting, { deaths }: Suspect): Promise<void> {
    log.warn(
      { job_id: waiting.envelope.job_id, kind: contract.kind, deaths },
      'a job whose processes died runs apart',
    );
    const takeBack = places.lend();
    apart.add(waiting);
    const ended = await quarantine.admit(companyOf(deaths), stopped.signal);
    apart.delete(waiting);
    takeBack();
    if (!ended) return waiting.delivery.giveBack();
    if (!waiting.delivery.channelOpen()) return ended();
    const suspect = await begin(waiting, deaths + 1).finally(ended);
    if (suspect) await runApart(waiting, suspect);
  }

  async function begin({ delivery, envelope }: Waiting, deathsBelow: number): Promise<Suspect | undefined> {
    const runId = randomUUID();
    let begun: Begun;
    try {
      begun = await engine.begin({
        id: envelope.job_id,
        run: runId,
        redelivered: delivery.redelivered,
        needsInput: envelope.data === undefined,
        deathsBelow,
      });
    } catch (error) {
      log.warn({ err: error, job_id: envelope.job_id }, 'a job could not be started; its message goes back');
      await engine.pause();
      return void delivery.giveBack();
    }
    if (isSuspect(begun)) return begun;
    if (!begun) return void delivery.ack();
    await runStarted(delivery, envelope, begun, runId);
    return undefined;
  }

  async function runStarted(
    delivery: Delivery,
    envelope: CommandEnvelope,
    started: StartedRow,
    runId: string,
  ): Promise<void> {
    const run: Run = {
      id: envelope.job_id,
      parentId: started.parent_id,
      runId,
      delivery,
      controller: new AbortController(),
      startedAt: performance.now(),
      seq: Number(started.seq),
      progress: null,
    };
    runs.set(run.id, run);
    engine.track(run);
    const deadline = setTimeout(
      () => run.controller.abort(new PermanentError('EXPIRED', 'The job did not end before its deadline')),
      Math.max(0, started.deadline_at.getTime() - Date.now()),
    );
    try {
      await withContext(
        {
          job_id: run.id,
          owner_id: envelope.actor.owner_id,
          traceparent: envelope.traceparent ?? undefined,
          work: { kind: contract.kind, modelCalls: 0 },
        },
        () => execute(run, envelope, started),
      );
      run.delivery.ack();
    } catch (error) {
      // The database stayed away for longer than the lease: whoever starts the job next runs it again.
      log.warn({ err: error, job_id: run.id }, 'the end of a run was not stored; its message goes back');
      run.delivery.giveBack();
      engine.spare(run);
    } finally {
      clearTimeout(deadline);
      runs.delete(run.id);
      engine.untrack(run, contract.kind);
    }
  }

  async function idle<T>(wait: () => Promise<T>): Promise<T> {
    const takeBack = places.lend();
    pump();
    try {
      return await wait();
    } finally {
      takeBack();
    }
  }

  return {
    start() {
      quarantine.onOpen(pump);
      engine.holds(() => longWaiting([...waiting.items(), ...apart]));
      pauses.watch(contract.kind, (may) => {
        mayBegin = may;
        if (!stopped.signal.aborted) consuming.ask();
      });
    },
    async stop(graceMs) {
      stopped.abort();
      await consuming.idle();
      await consumer?.cancel();
      for (const { delivery } of waiting.takeAll()) delivery.giveBack();
      const timer = setTimeout(() => {
        for (const run of runs.values()) run.controller.abort(new Draining());
      }, graceMs);
      await Promise.all(underWay);
      clearTimeout(timer);
    },
    running: () => runs.size,
  };
}
