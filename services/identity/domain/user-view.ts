import type { Role } from '@scory/contracts/define.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { ReadingLevel } from '@scory/contracts/http.ts';
import type { UserView } from '@scory/contracts/identity/account.ts';

export interface KnownUser {
  id: string;
  email: string | null;
  name: string | null;
  role: Role;
  faculty_id: string | null;
  department_id: string | null;
  semester_id: string | null;
  preferred_reading_level: ReadingLevel;
  locale: string;
  timezone: string;
  created_at: Date;
}

/** What a user may see of themselves: named field by field, so that a new column is not shown by accident. */
export const userView = (user: KnownUser): UserView => ({
  id: user.id,
  email: user.email,
  name: user.name,
  role: user.role,
  faculty_id: user.faculty_id,
  department_id: user.department_id,
  semester_id: user.semester_id,
  preferred_reading_level: user.preferred_reading_level,
  locale: user.locale,
  timezone: user.timezone,
  created_at: user.created_at.toISOString(),
});

export const actorOf = (user: KnownUser): Actor => ({
  owner_id: user.id,
  role: user.role,
  faculty_id: user.faculty_id,
  semester_id: user.semester_id,
  api_key_id: null,
});
