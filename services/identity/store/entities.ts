import type { Role } from '@scory/contracts/define.ts';
import type { ReadingLevel } from '@scory/contracts/http.ts';
import { EntitySchema } from 'typeorm';

export interface FacultyRow {
  id: string;
  code: string;
  name: string;
  created_at: Date;
}

export interface DepartmentRow extends FacultyRow {
  faculty_id: string;
}

export interface SemesterRow extends FacultyRow {
  faculty_id: string;
  /** `YYYY-MM-DD` */
  starts_on: string | null;
  ends_on: string | null;
}

export interface UserRow {
  id: string;
  email: string | null;
  password_hash: string | null;
  name: string | null;
  role: Role;
  faculty_id: string | null;
  department_id: string | null;
  semester_id: string | null;
  preferred_reading_level: ReadingLevel;
  locale: string;
  timezone: string;
  /** The account that an anonymous session signed in to; this user is over. */
  merged_into: string | null;
  created_at: Date;
  updated_at: Date;
}

const named = {
  id: { type: 'uuid', primary: true },
  code: { type: 'text' },
  name: { type: 'text' },
  created_at: { type: 'timestamptz', createDate: true },
} as const;

export const faculties = new EntitySchema<FacultyRow>({
  name: 'Faculty',
  schema: 'identity',
  tableName: 'faculties',
  columns: named,
});

export const departments = new EntitySchema<DepartmentRow>({
  name: 'Department',
  schema: 'identity',
  tableName: 'departments',
  columns: { ...named, faculty_id: { type: 'uuid' } },
});

export const semesters = new EntitySchema<SemesterRow>({
  name: 'Semester',
  schema: 'identity',
  tableName: 'semesters',
  columns: {
    ...named,
    faculty_id: { type: 'uuid' },
    starts_on: { type: 'date', nullable: true },
    ends_on: { type: 'date', nullable: true },
  },
});

export const users = new EntitySchema<UserRow>({
  name: 'User',
  schema: 'identity',
  tableName: 'users',
  columns: {
    id: { type: 'uuid', primary: true },
    email: { type: 'text', nullable: true },
    password_hash: { type: 'text', nullable: true },
    name: { type: 'text', nullable: true },
    role: { type: 'text' },
    faculty_id: { type: 'uuid', nullable: true },
    department_id: { type: 'uuid', nullable: true },
    semester_id: { type: 'uuid', nullable: true },
    preferred_reading_level: { type: 'text', default: 'intermediate' },
    locale: { type: 'text', default: 'en' },
    timezone: { type: 'text', default: 'UTC' },
    merged_into: { type: 'uuid', nullable: true },
    created_at: { type: 'timestamptz', createDate: true },
    updated_at: { type: 'timestamptz', updateDate: true },
  },
});
