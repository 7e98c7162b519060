/** Where a fault is injected, and what several of them do. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConfirmChannel, connect } from 'amqplib';
import pg from 'pg';
import type { Ledger } from './ledger.ts';
import { openReceivers, type Receivers } from './receivers.ts';
import { eventually } from './servers.ts';
import type { ProductProcess, Stage } from './stage.ts';

export interface Lab {
  stage: Stage;
  ledger: Ledger;
  /** How often a fault is repeated. */
  times: number;
  edge: ProductProcess;
  workers: ProductProcess[];
  /** Of every product process: a control's guards are off in those that come later as well. */
  environment: Record<string, string>;
  webhooks?: Webhooks;
}

export interface Webhooks {
  receivers: Receivers;
  /** Jobs whose end the good receiver must hear of. */
  promised(): string[];
}

export interface Fault {
  number: number;
  name: string;
  /** A guard switched off, by configuration or from outside; then the same fault must lose or double something. */
  control?: { guard: string; environment: Record<string, string>; short?: boolean };
  /** Part of the short form; its control too where that says so. */
  short?: boolean;
  /** Of the product, for this fault. */
  environment?: Record<string, string>;
  inject(lab: Lab): Promise<void>;
  /** What was promised beside the jobs; after all have ended. */
  verify?(lab: Lab): Promise<{ lost: number; duplicated: number }>;
}

export const pauseMs = 700;
export const queue = 'scory.papers.simplify';

export const again = async (lab: Lab, work: () => Promise<void>): Promise<void> => {
  for (let turn = 0; turn < lab.times; turn += 1) {
    await work();
    await sleep(pauseMs);
  }
};

export async function replace(lab: Lab, index: number, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  await (lab.workers[index] as ProductProcess).kill(signal);
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

export async function onChannel(lab: Lab, work: (channel: ConfirmChannel) => Promise<void>): Promise<void> {
  const connection = await connect(lab.stage.rabbit.url);
  try {
    const channel = await connection.createConfirmChannel();
    await work(channel);
    await channel.waitForConfirms();
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

/** Of a session that may write whatever the default is. */
export async function administer(lab: Lab, sql: string): Promise<void> {
  const client = new pg.Client({
    connectionString: lab.stage.postgres.url,
    options: '-c default_transaction_read_only=off',
  });
  await client.connect();
  try {
    await client.query(sql);
    await client.query('SELECT pg_reload_conf()');
  } finally {
    await client.end();
  }
}

/** Every kind of receiver for each of so many owners. */
export async function registerReceivers(lab: Lab, count: number): Promise<Webhooks> {
  const receivers = await openReceivers();
  const owners = lab.ledger.tokens.slice(0, count);
  const acceptedOfThem = (): string[] => owners.flatMap((token) => lab.ledger.acceptedOf(token));
  let before = new Set<string>();
  lab.webhooks = { receivers, promised: () => acceptedOfThem().filter((id) => !before.has(id)) };
  // The good one first: by when the others are there, whatever is accepted ends after it is.
  for (const url of receivers.urls) {
    for (const token of owners) {
      const response = await fetch(`${lab.stage.url}/api/v1/webhooks/endpoints`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ url, event_types: ['papers.simplify.*'] }),
      });
      if (response.status !== 201) throw new Error(`no endpoint was made: ${await response.text()}`);
    }
  }
  before = new Set(acceptedOfThem());
  return lab.webhooks;
}

/** The job's id. It is no promise of the ledger's: it must fail. */
export async function postKiller(lab: Lab): Promise<string> {
  const [token] = lab.stage.tokens(1);
  const paper = { title: 'Kills', authors: [], abstract: 'Pupils recalled 17 words.' };
  const response = await fetch(`${lab.stage.url}/api/v1/academic/simplify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ reading_level: 'beginner', paper_content: paper }),
  });
  return ((await response.json()) as { data: { id: string } }).data.id;
}

export async function eventuallyOver(isOver: () => boolean): Promise<void> {
  while (!isOver()) await sleep(100);
}
