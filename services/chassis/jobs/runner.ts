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
import { type CommandEnvelope, commandEnvelope, isStorableValue } from '@scory/contracts/envelope.ts';
import type { JobError, Progress } from '@scory/contracts/http.ts';
import type { Bus, Consumer, Delivery } from '../bus.ts';
import { isDataError } from '../database.ts';
import { PermanentError, TransientError } from '../errors.ts';
import { type Logger, withContext } from '../log.ts';
import type { CommandHandler, Outcome } from '../service.ts';
import { Draining, JobCancelled } from './aborts.ts';
import { backoffMs } from './backoff.ts';
import type { Ending } from './completion.ts';
import type { Engine, Run, StartedRow } from './engine.ts';
import { createFairQueue } from './fair-queue.ts';
import { createPlaces } from './places.ts';

export interface Runner {
  start(): void;
  /** Stops taking work, lets what runs finish within `graceMs`, gives the rest back. */
  stop(graceMs: number): Promise<void>;
  running(): number;
}

interface Waiting {
  delivery: Delivery;
  envelope: CommandEnvelope;
}

export function createRunner(options: {
  bus: Bus;
  engine: Engine;
  handler: CommandHandler;
  concurrency: number;
  prefetch: number;
  log: Logger;
}): Runner {
  const { bus, engine, handler, concurrency, prefetch, log } = options;
  const { contract } = handler;
  const waiting = createFairQueue<Waiting>();
  const runs = new Map<string, Run>();
  const underWay = new Set<Promise<void>>();
  const places = createPlaces(concurrency);
  let consumer: Consumer | undefined;
  let stopping = false;

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
    waiting.push(envelope.actor.owner_id, { delivery, envelope });
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
    while (!stopping) {
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

  async function runOne({ delivery, envelope }: Waiting): Promise<void> {
    const runId = randomUUID();
    let started: StartedRow | undefined;
    try {
      started = await engine.begin({
        id: envelope.job_id,
        run: runId,
        redelivered: delivery.redelivered,
        needsInput: envelope.data === undefined,
      });
    } catch (error) {
      log.warn({ err: error, job_id: envelope.job_id }, 'a job could not be started; its message goes back');
      await engine.pause();
      return delivery.giveBack();
    }
    if (!started) return delivery.ack();
    const run: Run = {
      id: envelope.job_id,
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
        { job_id: run.id, owner_id: envelope.actor.owner_id, traceparent: envelope.traceparent ?? undefined },
        () => execute(run, envelope, started),
      );
      run.delivery.ack();
    } catch (error) {
      // The database stayed away for longer than the lease: whoever starts the job next runs it again.
      log.warn({ err: error, job_id: run.id }, 'the end of a run was not stored; its message goes back');
      run.delivery.giveBack();
    } finally {
      clearTimeout(deadline);
      runs.delete(run.id);
      engine.untrack(run);
    }
  }

  async function execute(run: Run, envelope: CommandEnvelope, started: StartedRow): Promise<void> {
    const base = {
      id: run.id,
      run: run.runId,
      contract,
      ownerId: envelope.actor.owner_id,
      apiKeyId: envelope.actor.api_key_id,
      traceparent: envelope.traceparent,
    };
    let outcome: Outcome;
    try {
      outcome = await invoke(run, envelope, started);
    } catch (error) {
      return settleFailure(run, base, started, error);
    }
    const ending = {
      ...base,
      seq: run.seq,
      status: 'succeeded' as const,
      result: outcome.result,
      error: null,
      metadata: outcome.metadata ?? {},
      warnings: outcome.warnings ?? [],
      rows: outcome.rows ?? [],
      events: outcome.events ?? [],
    };
    try {
      await engine.finish(ending);
    } catch (error) {
      if (!isDataError(error)) throw error;
      // The rows that the handler returned were refused by the database: no later try would differ.
      log.error({ err: error }, 'a result could not be stored');
      await engine.finish(failedWith(base, run.seq, internalError));
    }
  }

  async function invoke(run: Run, envelope: CommandEnvelope, started: StartedRow): Promise<Outcome> {
    const data = contract.data.safeParse(envelope.data ?? started.input);
    if (!data.success) throw new PermanentError('INPUT_INVALID', 'The command does not match its contract');
    const outcome = await handler.handle(
      {
        jobId: run.id,
        actor: envelope.actor,
        data: data.data,
        attempt: started.attempt + 1,
        createdAt: started.created_at,
      },
      {
        signal: run.controller.signal,
        log,
        progress: (progress: Progress) => engine.progress(run, progress),
        idle: (wait) => idle(wait),
      },
    );
    run.controller.signal.throwIfAborted();
    const result = contract.result.parse(outcome.result);
    if (!isStorableValue(outcome))
      throw new PermanentError('RESULT_UNSTORABLE', 'The result holds text that cannot be stored');
    return { ...outcome, result, metadata: contract.metadata.parse(outcome.metadata ?? {}) };
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

  async function settleFailure(run: Run, base: RunOf, started: StartedRow, error: unknown): Promise<void> {
    const cause = run.controller.signal.aborted ? (run.controller.signal.reason as unknown) : error;
    if (cause instanceof Draining)
      return engine.requeue({
        id: run.id,
        run: run.runId,
        seq: run.seq,
        counts: false,
        error: null,
        delay_ms: 0,
      });
    // Cancelled or taken over: the fence decides; a cancelled job ends, another's run is left alone.
    if (cause instanceof JobCancelled) {
      return engine.finish(failedWith(base, run.seq, cancelled));
    }
    const permanent = cause instanceof PermanentError;
    const jobError: JobError =
      permanent || cause instanceof TransientError
        ? { code: cause.code, message: cause.message, retryable: !permanent }
        : internalError;
    if (!permanent && !(cause instanceof TransientError))
      log.error({ err: cause }, 'a handler failed unexpectedly');
    else log.info({ code: jobError.code, cause: causeOf(cause) }, 'a run failed');
    if (!permanent && started.attempt + 1 < contract.attempts) {
      const delay = backoffMs(
        contract,
        started.attempt,
        cause instanceof TransientError ? cause.retryAfterMs : 0,
      );
      return engine.requeue({
        id: run.id,
        run: run.runId,
        seq: run.seq,
        counts: true,
        error: jobError,
        delay_ms: delay,
      });
    }
    await engine.finish(failedWith(base, run.seq, jobError));
  }

  return {
    start() {
      consumer = bus.consume(contract.kind, { prefetch }, receive);
    },
    async stop(graceMs) {
      stopping = true;
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

/** What every ending of a run says of it. */
type RunOf = Pick<Ending, 'id' | 'run' | 'contract' | 'ownerId' | 'apiKeyId' | 'traceparent'>;

const failedWith = (run: RunOf, seq: number, error: JobError): Ending => ({
  ...run,
  seq,
  status: 'failed',
  result: null,
  error,
  metadata: {},
  warnings: [],
  rows: [],
  events: [],
});

const cancelled: JobError = { code: 'CANCELLED', message: 'The job was cancelled', retryable: false };

const internalError: JobError = {
  code: 'INTERNAL',
  message: 'The job failed for a reason on our side',
  retryable: true,
};

const causeOf = (error: unknown): string | undefined =>
  error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined;
