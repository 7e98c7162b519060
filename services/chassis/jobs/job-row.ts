/** The job row as PostgreSQL holds it, and what a caller sees of it. */
import type { CommandContract } from '@scory/contracts/define.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { JobError, JobStatus, JobView, Progress, Warning } from '@scory/contracts/http.ts';
import { shownStatus } from './children-statements.ts';

export interface JobRow {
  id: string;
  kind: string;
  owner_id: string;
  actor: Actor;
  status: JobStatus;
  reference: string | null;
  attempt: number;
  runs: number;
  /** bigint arrives as text. */
  seq: string | number;
  progress: Progress | null;
  result: unknown;
  error: JobError | null;
  warnings: Warning[] | null;
  metadata: Record<string, unknown> | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  deadline_at: Date;
  /** Where it is queued and has to wait until then: as was asked, or after a try that failed. */
  not_before: Date | null;
}

/** Columns of a `JobRow`, for select lists and returning clauses (alias `j`). */
export const jobColumns = `j.id, j.kind, j.owner_id, j.actor, ${shownStatus} AS status, j.reference, j.attempt, j.runs, j.seq,
  j.progress, j.result, j.error, j.warnings, j.metadata, j.created_at, j.started_at, j.finished_at, j.deadline_at,
  CASE WHEN j.status = 'queued' AND j.held AND j.due_at < j.deadline_at THEN j.due_at END AS not_before`;

/** Days that an ended job can be read. */
export const retentionDays = 28;

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

/** Where the thing a job made is found: the id of the result in the path of its kind's resource. */
export function resourceOf(
  contract: CommandContract | undefined,
  result: unknown,
): { type: string; id: string; url: string } | null {
  const resource = contract?.resource;
  const told = result as Record<string, unknown> | null;
  const value = told?.[resource?.idField ?? ''];
  if (!resource || typeof value !== 'string') return null;
  // A thing within another: the result names both.
  const url = resource.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
    encodeURIComponent(String(name === 'id' ? value : told?.[name])),
  );
  return { type: resource.type, id: value, url };
}

export function viewOf(row: JobRow, contract: CommandContract | undefined): JobView {
  const self = `/api/v1/jobs/${row.id}`;
  const expiresAt = new Date((row.finished_at ?? row.deadline_at).getTime() + retentionDays * 86_400_000);
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    progress: row.progress,
    seq: Number(row.seq),
    attempt: row.attempt,
    reference: row.reference,
    created_at: row.created_at.toISOString(),
    started_at: iso(row.started_at),
    finished_at: iso(row.finished_at),
    not_before: iso(row.not_before),
    deadline_at: row.deadline_at.toISOString(),
    expires_at: expiresAt.toISOString(),
    result: row.status === 'succeeded' ? row.result : null,
    error: row.status === 'succeeded' ? null : row.error,
    warnings: row.warnings ?? [],
    metadata: row.metadata ?? {},
    links: {
      self,
      cancel: `${self}/cancel`,
      events: `${self}/events`,
      result: row.status === 'succeeded' ? (resourceOf(contract, row.result)?.url ?? null) : null,
    },
  };
}
