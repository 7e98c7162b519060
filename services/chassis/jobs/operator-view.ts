/** What operators see of a job: where it is and how it fares, not what its owner sent and got. */
import type { Actor } from '@scory/contracts/envelope.ts';
import type { JobError, JobStatus, Progress } from '@scory/contracts/http.ts';
import type { AdminJob } from '@scory/contracts/jobs/admin.ts';
import { retentionDays } from './job-row.ts';

export interface OperatorRow extends Record<string, unknown> {
  id: string;
  kind: string;
  owner_id: string;
  actor: Actor;
  lane: string;
  status: JobStatus;
  reference: string | null;
  attempt: number;
  runs: number;
  /** bigint arrives as text. */
  seq: string | number;
  progress: Progress | null;
  error: JobError | null;
  traceparent: string | null;
  parent_id: string | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  due_at: Date | null;
  sent_at: Date | null;
  deadline_at: Date;
  place: AdminJob['place'];
}

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

export function operatorViewOf(row: OperatorRow): AdminJob {
  const { id, kind, status, place, lane, progress, attempt, runs, reference, error } = row;
  const dayMs = 86_400_000;
  return {
    id,
    kind,
    status,
    place,
    lane,
    owner_id: row.owner_id,
    role: row.actor.role,
    api_key_id: row.actor.api_key_id ?? null,
    progress,
    seq: Number(row.seq),
    attempt,
    runs,
    reference,
    error,
    created_at: row.created_at.toISOString(),
    started_at: iso(row.started_at),
    finished_at: iso(row.finished_at),
    not_before: place === 'delayed' ? iso(row.due_at) : null,
    due_at: iso(row.due_at),
    sent_at: iso(row.sent_at),
    deadline_at: row.deadline_at.toISOString(),
    expires_at: new Date(
      (row.finished_at ?? row.deadline_at).getTime() + retentionDays * dayMs,
    ).toISOString(),
    traceparent: row.traceparent || null,
    parent_id: row.parent_id,
  };
}
