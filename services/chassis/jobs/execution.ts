/** What happens between the start of a run and its end: the handler, and what its outcome or its failure comes to. */
import { type CommandEnvelope, isStorableValue } from '@scory/contracts/envelope.ts';
import type { JobError, Progress } from '@scory/contracts/http.ts';
import { isDataError } from '../database.ts';
import { PermanentError, TransientError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Command, CommandHandler, FanOut, Gathered, HandlerContext, Outcome } from '../service.ts';
import { inSpan, type Tracing } from '../tracing.ts';
import { Draining, JobCancelled } from './aborts.ts';
import { backoffMs } from './backoff.ts';
import { type Plan, planOf } from './children.ts';
import type { Ending } from './completion.ts';
import type { Engine, Run } from './engine.ts';
import type { StartedRow } from './starting.ts';

/** Runs the handler and stores how the run ended. Rejects only where that could not be stored. */
export type Execute = (run: Run, envelope: CommandEnvelope, started: StartedRow) => Promise<void>;

export function createExecution(options: {
  engine: Engine;
  handler: CommandHandler;
  tracing?: Tracing | undefined;
  log: Logger;
  idle: HandlerContext['idle'];
}): Execute {
  const { engine, handler, tracing, log, idle } = options;
  const { contract } = handler;

  async function execute(run: Run, envelope: CommandEnvelope, started: StartedRow): Promise<void> {
    const base = {
      id: run.id,
      run: run.runId,
      contract,
      ownerId: envelope.actor.owner_id,
      apiKeyId: envelope.actor.api_key_id,
      traceparent: envelope.traceparent,
      parentId: run.parentId,
    };
    let outcome: Outcome | Plan;
    try {
      const attributes = {
        'scory.job.id': run.id,
        'scory.attempt': started.attempt + 1,
        'scory.run': run.runId,
      };
      outcome = await inSpan(tracing, `run ${contract.kind}`, { kind: 'consumer', attributes }, () =>
        invoke(run, envelope, started),
      );
    } catch (error) {
      return settleFailure(run, base, started, error);
    }
    if ('parts' in outcome) return handOut(run, base, outcome);
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

  /** Where the run is no longer current the fence decides: a job that is being cancelled ends. */
  async function handOut(run: Run, base: RunOf, plan: Plan): Promise<void> {
    try {
      if (!(await engine.fanOut(run, plan))) await engine.finish(failedWith(base, run.seq, cancelled));
    } catch (error) {
      if (!isDataError(error)) throw error;
      log.error({ err: error }, 'the parts of a job could not be stored');
      await engine.finish(failedWith(base, run.seq, internalError));
    }
  }

  async function invoke(run: Run, envelope: CommandEnvelope, started: StartedRow): Promise<Outcome | Plan> {
    const data = contract.data.safeParse(envelope.data ?? started.input);
    if (!data.success) throw new PermanentError('INPUT_INVALID', 'The command does not match its contract');
    const command: Command<unknown> = {
      jobId: run.id,
      actor: envelope.actor,
      data: data.data,
      attempt: started.attempt + 1,
      createdAt: started.created_at,
    };
    const context: HandlerContext = {
      signal: run.controller.signal,
      log,
      progress: (progress: Progress) => engine.progress(run, progress),
      idle,
      fanOut: (children, { state = null, phase = 'parts' } = {}) => ({ children, state, phase }),
    };
    const join = (gathered: Gathered): Promise<Outcome | FanOut> => {
      if (!handler.join) throw new Error(`${contract.kind} fans out, but cannot join`);
      return handler.join({ ...command, ...gathered }, context);
    };
    let outcome =
      started.fan > 0 ? await join(await engine.gather(run.id)) : await handler.handle(command, context);
    while ('children' in outcome && outcome.children.length === 0)
      outcome = await join({ state: outcome.state, children: [] });
    run.controller.signal.throwIfAborted();
    if ('children' in outcome) return planOf(run.id, started.fan, outcome);
    const result = contract.result.parse(outcome.result);
    if (!isStorableValue(outcome))
      throw new PermanentError('RESULT_UNSTORABLE', 'The result holds text that cannot be stored');
    return { ...outcome, result, metadata: contract.metadata.parse(outcome.metadata ?? {}) };
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

  return execute;
}

/** What every ending of a run says of it. */
type RunOf = Pick<Ending, 'id' | 'run' | 'contract' | 'ownerId' | 'apiKeyId' | 'traceparent' | 'parentId'>;

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
