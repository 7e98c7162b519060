/**
 * What happened to a job, and when. A job that runs straight through writes nothing for it: its acceptance, wait, start
 * and end are told by the row's own times. Everything else is an entry in `timeline`, written by the statement that does
 * it, so it is there exactly when what it tells is, and goes when its row goes.
 */
import type { TimelineEntry, TimelineEvent } from '@scory/contracts/jobs/timeline.ts';
import type { JobRow } from './job-row.ts';

/**
 * An entry as SQL, its details as expressions. The time is the clock's and not the statement's: a statement may have
 * waited for the row while another one wrote its entry.
 */
export function entry(event: TimelineEvent, details: Record<string, string> = {}): string {
  const pairs = Object.entries({ at: 'clock_timestamp()', event: `'${event}'`, ...details });
  return `jsonb_build_object(${pairs.map(([name, value]) => `'${name}', ${value}`).join(', ')})`;
}

/** The timeline of the row `j` with one more entry, an SQL expression of one JSON object. It is bounded. */
export const noted = (one: string): string => `jobs.noted(j.timeline, ${one})`;

/** A delay is told by `due_at`; this keeps it where that goes. */
export const delayOver = entry('waiting', {
  delayed_until: 'CASE WHEN j.timeline IS NULL THEN j.due_at END',
});

/** The timeline of the row `j` that ends: of its delay nothing would be left. */
export const delayTold = `CASE WHEN j.timeline IS NULL AND j.status = 'queued' AND j.held AND j.due_at < j.deadline_at
    THEN jsonb_build_array(jsonb_build_object('at', j.created_at, 'event', 'delayed', 'until', j.due_at)) ELSE j.timeline END`;

/** A job that begins anew loses the times of its earlier life: they are in the entry. */
export const retried = entry('retried', {
  started_at: 'j.started_at',
  finished_at: 'j.finished_at',
  status: 'j.status',
  code: "j.error->>'code'",
});

/** What the database holds of an entry: times are as PostgreSQL writes them, what does not apply is null. */
type Stored = { at: string; event: TimelineEvent; [detail: string]: unknown };

export interface Times
  extends Pick<JobRow, 'status' | 'error' | 'created_at' | 'started_at' | 'finished_at' | 'deadline_at'> {
  timeline: Stored[] | null;
  held: boolean;
  due_at: Date | null;
}

export type TimelineRow = JobRow & Times;

/** Columns of a `TimelineRow` beside those of a `JobRow` (alias `j`). */
export const timelineColumns = 'j.timeline, j.held, j.due_at';

/** What may come before a job's first start. */
const beforeStart: readonly string[] = ['delayed', 'waiting', 'released', 'sent_again', 'message_lost'];

/** Oldest first. */
export function timelineOf(row: Times): TimelineEntry[] {
  const stored = (row.timeline ?? []).flatMap(shown);
  // What is told of the present life comes after its beginning.
  const life = stored.findLastIndex(({ event }) => event === 'retried') + 1;
  const inRun = stored.findIndex(({ event }, place) => place >= life && !beforeStart.includes(event));
  const started = inRun < 0 ? stored.length : inRun;
  return [
    made(row.created_at, 'accepted'),
    ...waitOf(row),
    ...stored.slice(0, started),
    ...lifeOf(row),
    ...stored.slice(started),
    ...endOf(row, row.error?.code),
  ].toSorted((one, two) => Date.parse(one.at) - Date.parse(two.at));
}

const made = (
  at: Date | string,
  event: TimelineEvent,
  details: Partial<TimelineEntry> = {},
): TimelineEntry => ({
  at: new Date(at).toISOString(),
  event,
  ...details,
});

/** How the job waited from its acceptance on: what ended the wait tells of it, or it lasts. */
function waitOf({ timeline, held, started_at, finished_at, due_at, deadline_at, created_at }: Times) {
  const delayed = (until: Date | string) =>
    made(created_at, 'delayed', { until: new Date(until).toISOString() });
  const [first] = timeline ?? [];
  if (typeof first?.delayed_until === 'string') return [delayed(first.delayed_until)];
  if (first ? first.event !== 'released' : !held || started_at !== null) return [];
  const lasts = !first && finished_at === null && due_at !== null && due_at < deadline_at;
  return [lasts ? delayed(due_at) : made(created_at, 'waiting')];
}

interface Life {
  started_at: Date | string | null;
  finished_at: Date | string | null;
  status: TimelineEntry['status'];
}

/** The first start of a life. */
const lifeOf = ({ started_at: at }: Pick<Life, 'started_at'>): TimelineEntry[] =>
  at === null ? [] : [made(at, 'started', { attempt: 1 })];

const endOf = ({ finished_at: at, status }: Omit<Life, 'started_at'>, code: string | undefined) =>
  at === null ? [] : [made(at, 'ended', status === 'succeeded' ? { status } : { status, code })];

const times: readonly string[] = ['until', 'next_try_at'];

/** An entry for callers; one that tells of an earlier life is that life's start and end too. */
function shown({ at, event, delayed_until, ...details }: Stored): TimelineEntry[] {
  if (event === 'retried') {
    const { code, ...life } = details as unknown as Life & { code: string | null };
    return [...lifeOf(life), ...endOf(life, code ?? undefined), made(at, event)];
  }
  const said = Object.entries(details).filter(([, value]) => value !== null);
  const iso = ([name, value]: [string, unknown]) => [
    name,
    times.includes(name) ? new Date(value as string).toISOString() : value,
  ];
  return [made(at, event, Object.fromEntries(said.map(iso)))];
}
