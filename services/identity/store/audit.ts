import type { Queries } from '@scory/chassis/database.ts';
import { currentContext } from '@scory/chassis/log.ts';
import { v7 as uuidv7 } from 'uuid';

export type AuditAction =
  | 'user.registered'
  | 'user.created'
  | 'user.merged'
  | 'role.granted'
  | 'session.ended'
  | 'session.reuse-detected'
  | 'api-key.created'
  | 'api-key.revoked'
  | 'faculties.created'
  | 'faculties.changed'
  | 'faculties.removed'
  | 'departments.created'
  | 'departments.changed'
  | 'departments.removed'
  | 'semesters.created'
  | 'semesters.changed'
  | 'semesters.removed';

/** One line of the append-only audit log, in the transaction of what it tells of. `actorId` null: from the shell. */
export async function writeAudit(
  tx: Queries,
  entry: { actorId: string | null; action: AuditAction; subject: string; details?: Record<string, unknown> },
): Promise<void> {
  await tx.query(
    'INSERT INTO identity.audit (id, actor_id, action, subject, request_id, details) VALUES ($1, $2, $3, $4, $5, $6)',
    [
      uuidv7(),
      entry.actorId,
      entry.action,
      entry.subject,
      currentContext().request_id ?? null,
      JSON.stringify(entry.details ?? {}),
    ],
  );
}
