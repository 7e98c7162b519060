/** How runs end: many handlers' returns in one statement, then their events and the news of them. */
import type { CommandContract } from '@scory/contracts/define.ts';
import type { JobError, Warning } from '@scory/contracts/http.ts';
import { type Batch, createBatch } from '../batch.ts';
import type { Queries } from '../database.ts';
import { newId } from '../ids.ts';
import type { Live } from '../live.ts';
import type { Metrics } from '../metrics.ts';
import type { RowTable } from '../rows.ts';
import type { EventWrite, RowWrite } from '../service.ts';
import type { Children } from './children.ts';
import { resourceOf } from './job-row.ts';
import type { Outbox, OutboxEvent } from './outbox.ts';
import { type EndedRow, finishSql } from './statements.ts';

export interface Ending {
  id: string;
  run: string;
  ownerId: string;
  apiKeyId: string | null;
  traceparent: string | null;
  contract: CommandContract;
  parentId: string | null;
  seq: number;
  status: 'succeeded' | 'failed';
  result: unknown;
  error: JobError | null;
  metadata: unknown;
  warnings: Warning[];
  rows: RowWrite[];
  events: EventWrite[];
}

export interface Completion {
  /** Resolves with the ended job, or undefined where the run was no longer current and nothing changed. */
  finish(ending: Ending): Promise<EndedRow | undefined>;
  /** Publishes the events of jobs that ended and tells those who watch them. */
  announce(ended: EndedRow[]): void;
  drain(): Promise<void>;
}

export function createCompletion(options: {
  database: Queries;
  outbox: Outbox;
  live: Live;
  metrics: Metrics;
  graceMs: number;
  onEnded?: (kind: string) => void;
  tellParents: Children['tell'];
}): Completion {
  const { database, outbox, live, metrics, graceMs, onEnded, tellParents } = options;

  function announce(ended: EndedRow[]): void {
    outbox.publishCommitted(ended.flatMap(eventOf));
    tellParents(ended.flatMap(({ parent }) => parent ?? []));
    for (const row of ended) {
      onEnded?.(row.kind);
      live.publish({ jobId: row.id, seq: Number(row.seq), status: row.status, progress: null, ended: true });
      metrics.jobEnded(row.kind, row.status, {
        lane: row.lane,
        totalMs: row.finished_at.getTime() - row.created_at.getTime(),
      });
    }
  }

  const batch: Batch<Ending, EndedRow | undefined> = createBatch({
    name: 'completions',
    maxEntries: 300,
    maxWaiting: 20_000,
    onFlush: (size, durationMs) => metrics.batch('finish', size, durationMs),
    run: async (endings) => {
      const byId = new Map<string, EndedRow>();
      for (const round of roundsOf(endings)) {
        const { sql, parameters } = statementOf(round, graceMs);
        const ended = await database.query<EndedRow>(sql, parameters);
        announce(ended);
        for (const row of ended) byId.set(row.id, row);
      }
      // The same run may stand twice in a group; both copies then learn of the one end.
      return endings.map((ending) => byId.get(ending.id));
    },
  });

  return { finish: (ending) => batch.add(ending), announce, drain: () => batch.drain() };
}

const eventOf = ({ event_id: id, event_type: type, event_body: body }: EndedRow): OutboxEvent[] =>
  id === null || type === null ? [] : [{ id, type, body }];

/** Almost always one. A row that adds to what another ending's row leaves behind waits for the next statement. */
function roundsOf(endings: Ending[]): Ending[][] {
  const rounds: Ending[][] = [];
  /** In which round each accumulating key was written last. */
  const written = new Map<string, number>();
  for (const ending of endings) {
    const keys = ending.rows
      .filter(({ table }) => table.accumulates)
      .map(({ table, row }) => JSON.stringify([table.name, ...table.key.map((column) => row[column])]));
    const place = Math.max(0, ...keys.map((key) => (written.get(key) ?? -1) + 1));
    for (const key of keys) written.set(key, place);
    const round = rounds[place];
    if (round) round.push(ending);
    else rounds[place] = [ending];
  }
  return rounds;
}

function statementOf(endings: Ending[], graceMs: number): { sql: string; parameters: unknown[] } {
  const entries = endings.map((ending) => ({
    id: ending.id,
    run: ending.run,
    status: ending.status,
    seq: ending.seq,
    result: ending.result,
    error: ending.error,
    warnings: ending.warnings.length > 0 ? ending.warnings : null,
    metadata: ending.metadata,
    resource: ending.status === 'succeeded' ? resourceOf(ending.contract, ending.result) : null,
    event_id: newId(),
  }));
  const rowsByTable = new Map<RowTable, Record<string, unknown>[]>();
  const events: Record<string, unknown>[] = [];
  let place = 0;
  for (const ending of endings) {
    for (const { table, row } of ending.rows) {
      const rows = rowsByTable.get(table) ?? [];
      if (rows.length === 0) rowsByTable.set(table, rows);
      place += 1;
      rows.push({ ...row, job_of_row: ending.id, place_of_row: place });
    }
    for (const event of ending.events) events.push(eventRow(ending, event));
  }
  // In one order, so that the same tables always make the same statement.
  const tables = [...rowsByTable.keys()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const parameters: unknown[] = [
    JSON.stringify(entries),
    graceMs,
    ...tables.map((table) => JSON.stringify(rowsByTable.get(table))),
  ];
  if (events.length > 0) parameters.push(JSON.stringify(events));
  const hasChildren = endings.some(({ parentId }) => parentId !== null);
  return {
    sql: finishSql(tables, events.length > 0 ? parameters.length : undefined, hasChildren),
    parameters,
  };
}

function eventRow(ending: Ending, event: EventWrite): Record<string, unknown> {
  const id = newId();
  const body = {
    id,
    type: event.contract.type,
    version: event.contract.version,
    occurred_at: new Date().toISOString(),
    job_id: ending.id,
    owner_id: event.ownerId ?? ending.ownerId,
    api_key_id: ending.apiKeyId,
    traceparent: ending.traceparent,
    data: event.contract.data.parse(event.data),
  };
  return { job_of_row: ending.id, id, type: event.contract.type, body };
}
