/** Where a fault is injected, and what several of them do. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConfirmChannel, connect } from 'amqplib';
import type { Ledger } from './ledger.ts';
import { eventually } from './servers.ts';
import type { ProductProcess, Stage } from './stage.ts';

/** What was promised beside the jobs, compared with what came. */
export interface Beside {
  lost: number;
  duplicated: number;
}

export interface Lab {
  stage: Stage;
  ledger: Ledger;
  /** How often a fault is repeated. */
  times: number;
  edge: ProductProcess;
  workers: ProductProcess[];
  /** Of every product process: a control's guards are off in those that come later as well. */
  environment: Record<string, string>;
  /** To be compared once all jobs have ended. */
  promise(compare: () => Promise<Beside>): void;
  /** To be closed whatever comes. */
  closeAfter(close: () => unknown): void;
}

export interface Fault {
  number: number;
  name: string;
  /** A guard switched off, by configuration or from outside; then the same fault must lose or double something. */
  control?: { guard: string; environment: Record<string, string>; short?: boolean };
  /** Part of the short form; its control too where that says so. */
  short?: boolean;
  /** How often the long form repeats it, where not three times. */
  times?: number;
  /** Of the product, for this fault. */
  environment?: Record<string, string>;
  /** A server beside the product's own, that its processes are to know from their start. */
  prepare?(): Promise<{ environment: Record<string, string>; close(): Promise<void> }>;
  /** Brings more jobs than are under way otherwise, so that nobody has to wait for them before. */
  floods?: boolean;
  inject(lab: Lab): Promise<void>;
}

/** What is accepted and not sent at once is never sent. */
export const nobodySendsLater = { JOB_GRACE_MS: '3600000' };
/** A message is gone as soon as it arrives, and nobody notices. */
export const messagesGetLost = {
  SABOTAGE: 'ack-first,no-resend',
  JOB_LEASE_MS: '3600000',
  ...nobodySendsLater,
};

export const pauseMs = 700;
const runningMin = 20;
export const queue = 'scory.papers.simplify';

export const again = async (lab: Lab, work: (turn: number) => Promise<void>): Promise<void> => {
  for (let turn = 0; turn < lab.times; turn += 1) {
    await work(turn);
    await sleep(pauseMs);
  }
};

export async function replace(lab: Lab, index: number, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  await (lab.workers[index] as ProductProcess).kill(signal);
  lab.workers[index] = await lab.stage.start(['worker'], lab.environment);
}

export async function replaceWorkers(lab: Lab, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  await Promise.all(lab.workers.map((worker) => worker.kill(signal)));
  for (const index of lab.workers.keys())
    lab.workers[index] = await lab.stage.start(['worker'], lab.environment);
}

export async function replaceEdge(lab: Lab, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  await lab.edge.kill(signal);
  lab.edge = await lab.stage.start(['api'], lab.environment);
}

/**
 * The broker falls silent, and never reads what is sent to it meanwhile: what is committed while `work` goes on is told to
 * nobody. It is killed in the end, for what lies in its sockets would outlive the senders.
 */
export async function withBrokerLost(lab: Lab, work: () => Promise<void>): Promise<void> {
  lab.stage.rabbit.pause();
  try {
    await work();
  } finally {
    await lab.stage.rabbit.kill();
    await lab.stage.rabbit.start();
  }
}

export async function onChannel<T>(lab: Lab, work: (channel: ConfirmChannel) => Promise<T>): Promise<T> {
  const connection = await connect(lab.stage.rabbit.url);
  try {
    const channel = await connection.createConfirmChannel();
    const answer = await work(channel);
    await channel.waitForConfirms();
    return answer;
  } finally {
    // Where the broker is gone the library would wait for its answer for ever.
    void connection.close().catch(() => undefined);
  }
}

/** The message of the latest job that is there, or of one that has ended, as its edge sent it. */
export async function messageOf(lab: Lab, status: string | null = null): Promise<Record<string, unknown>> {
  let row: Record<string, unknown> | undefined;
  await eventually('a job is there', async () => {
    [row] = await lab.stage.query(
      'SELECT id AS job_id, kind AS type, version, actor, traceparent, created_at AS occurred_at, input AS data FROM jobs.job WHERE $1::text IS NULL OR status = $1 ORDER BY id DESC LIMIT 1',
      [status],
    );
    if (!row) throw new Error('no job yet');
  });
  return { ...row, id: (row as { job_id: string }).job_id };
}

/** Workers have begun: those that were only just started have to find their queues first. */
export const jobsRun = (lab: Lab): Promise<void> =>
  eventually('jobs run', async () => {
    const [row] = await lab.stage.query<{ count: number }>(
      // A run that has begun holds its lease for six seconds, a dead one for what is left of it.
      "SELECT count(*)::int AS count FROM jobs.job WHERE status = 'running' AND due_at > now() + interval '4 s'",
    );
    if (!row || row.count < runningMin) throw new Error('not yet');
  });

export async function eventuallyOver(over: () => boolean): Promise<void> {
  while (!over()) await sleep(100);
}
