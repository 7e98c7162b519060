/** The append-only log of who changed what, and which operator looked at what is another's. */
import { userInfo } from 'node:os';
import type { AuditAction, AuditLine } from '@scory/contracts/system/audit.ts';
import { v7 as uuidv7 } from 'uuid';
import type { Queries } from '../database.ts';
import { currentContext } from '../log.ts';

export interface AuditEntry {
  /** Null: from the shell. */
  actorId: string | null;
  action: AuditAction;
  /** Null where `details.ids` has several. */
  subject: string | null;
  details?: Record<string, unknown>;
}

export interface AuditFilter {
  /** A user's id, or `shell`. */
  actor?: string | undefined;
  action?: AuditAction | undefined;
  subject?: string | undefined;
  since?: string | undefined;
}

interface AuditRow extends Record<string, unknown> {
  id: string;
  occurred_at: Date;
}

/** One line, in the transaction of what it tells of. */
export async function writeAudit(tx: Queries, entry: AuditEntry): Promise<void> {
  const { actorId, action, subject, details = {} } = entry;
  await tx.query(
    'INSERT INTO access.audit (id, actor_id, action, subject, request_id, details) VALUES ($1, $2, $3, $4, $5, $6)',
    [
      uuidv7(),
      actorId,
      action,
      subject,
      currentContext().request_id ?? null,
      JSON.stringify(actorId === null ? { ...details, os_user: osUser() } : details),
    ],
  );
}

/** Whoever is logged in; in a container the user may be a number without a name. */
function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}

/** Newest first; `before` is the id where the last page ended. */
export async function readAudit(
  database: Queries,
  { actor, action, subject, since }: AuditFilter,
  { before, limit }: { before: string | undefined; limit: number },
): Promise<AuditLine[]> {
  const fromShell = actor === 'shell';
  const rows = await database.query<AuditRow>(
    `SELECT id, occurred_at, actor_id, action, subject, request_id, details FROM access.audit
     WHERE ($1::uuid IS NULL OR actor_id = $1) AND (NOT $2::bool OR actor_id IS NULL) AND ($3::text IS NULL OR action = $3)
       AND ($4::text IS NULL OR subject = $4 OR details->'ids' ? $4)
       AND ($5::timestamptz IS NULL OR occurred_at >= $5) AND ($6::uuid IS NULL OR id < $6)
     ORDER BY id DESC LIMIT $7`,
    [
      fromShell ? null : (actor ?? null),
      fromShell,
      action ?? null,
      subject ?? null,
      since === undefined ? null : new Date(since),
      before ?? null,
      limit,
    ],
  );
  return rows.map((row) => ({ ...row, occurred_at: row.occurred_at.toISOString() }) as unknown as AuditLine);
}
