/** The append-only log of who changed what, and which operator looked at what is another's. */
import { z } from 'zod';
import { defineRoute, roles } from '../define.ts';
import { id, pageMetadata, pageQuery, timestamp } from '../http.ts';

/** What is written down. An action that is no longer taken stays here as long as lines may tell of it. */
export const auditAction = z.enum([
  'user.registered',
  'user.created',
  'user.merged',
  'role.granted',
  'session.ended',
  'session.reuse-detected',
  'api-key.created',
  'api-key.revoked',
  'faculties.created',
  'faculties.changed',
  'faculties.removed',
  'departments.created',
  'departments.changed',
  'departments.removed',
  'semesters.created',
  'semesters.changed',
  'semesters.removed',
  'job.read',
  'jobs.listed',
  'jobs.retried',
  'jobs.cancelled',
  'kind.paused',
  'kind.resumed',
  'dead-letter.read',
  'dead-letter.replayed',
  'dead-letter.dropped',
  'exam.published',
]);
export type AuditAction = z.infer<typeof auditAction>;

const auditLine = z.object({
  id,
  occurred_at: timestamp,
  actor_id: id
    .nullable()
    .meta({ description: 'Null: from the shell; `details.os_user` is who was logged in there' }),
  action: auditAction,
  subject: z
    .string()
    .nullable()
    .meta({ description: 'Id or name of what it was done to; null where `details.ids` has several' }),
  request_id: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
});
export type AuditLine = z.infer<typeof auditLine>;

export const listAudit = defineRoute({
  name: 'system.listAudit',
  method: 'get',
  path: '/api/v1/admin/audit',
  summary: 'Read the audit log, newest first',
  description:
    'Nothing in it can be changed or removed. `actor` is the id of a user, or `shell`. `subject` also finds what was done to it together with others.',
  access: roles('admin'),
  listener: 'internal',
  query: pageQuery.extend({
    actor: z.union([z.uuid(), z.literal('shell')]).optional(),
    action: auditAction.optional(),
    subject: z.string().min(1).max(200).optional(),
    since: timestamp.optional(),
  }),
  responses: { 200: { description: 'One page', schema: z.array(auditLine) } },
  metadata: pageMetadata,
  problems: { 400: ['CURSOR_INVALID'] },
});
