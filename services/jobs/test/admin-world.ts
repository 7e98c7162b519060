/** The jobs world with an administrator in it, and a client that sends bodies. */
import type { Actor } from '@scory/contracts/envelope.ts';
import type { JobView } from '@scory/contracts/http.ts';
import { type Answer, heldCommand, type JobsWorld, newOwner, openJobsWorld } from './jobs-world.ts';

const base = '/api/v1/admin';

export interface AuditRow extends Record<string, unknown> {
  actor_id: string | null;
  action: string;
  subject: string | null;
  request_id: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: of a shape per action, asserted field by field
  details: any;
}

export interface AdminWorld extends JobsWorld {
  admin: Actor;
  /** Below /api/v1/admin, by the administrator unless somebody else is named; a string goes out as it is. */
  send(
    method: string,
    path: string,
    body?: unknown,
    as?: Actor | null,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** A job that ended so, of whoever it is. */
  ended(as: Actor, end: 'failed' | 'expired' | 'cancelled', code?: string): Promise<JobView>;
  /** What the audit log says of an action since the last time this was asked, the oldest first. */
  linesOf(action: string): Promise<AuditRow[]>;
}

export async function openAdminWorld(environment: Record<string, string> = {}): Promise<AdminWorld> {
  const lab = await openJobsWorld(environment);
  const admin: Actor = { ...newOwner(), role: 'admin' };
  const told = new Set<unknown>();
  return {
    ...lab,
    admin,
    async send(method, path, body, as = admin, headers = {}) {
      const response = await fetch(path.startsWith('http') ? path : lab.main.url + base + path, {
        method,
        headers: {
          ...(as && lab.authorization(as)),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text && JSON.parse(text) };
    },
    async ended(as, end, code = 'MODEL_UNAVAILABLE') {
      const job = await lab.queued(as, heldCommand);
      await lab.world.query(
        `UPDATE jobs.job SET status = $2, held = false, due_at = NULL, finished_at = now(), attempt = 5, runs = 5,
           error = jsonb_build_object('code', $3::text, 'message', 'as the test wants it', 'retryable', false)
         WHERE id = $1`,
        [job.id, end, code],
      );
      return job;
    },
    async linesOf(action) {
      const rows = await lab.world.query<AuditRow>(
        'SELECT * FROM access.audit WHERE action = $1 ORDER BY id',
        [action],
      );
      const fresh = rows.filter(({ id }) => !told.has(id));
      for (const { id } of fresh) told.add(id);
      return fresh;
    },
  };
}
