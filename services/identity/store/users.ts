/** Every statement on `identity.users`. */
import type { Queries } from '@scory/chassis/database.ts';
import type { Role } from '@scory/contracts/define.ts';
import type { ProfileChange } from '@scory/contracts/identity/me.ts';
import { QueryFailedError } from 'typeorm';
import type { UserRow } from './entities.ts';

type Stored = UserRow & Record<string, unknown>;
export interface Credentials {
  email: string;
  passwordHash: string;
  name: string;
}

export async function insertAnonymous(tx: Queries, id: string): Promise<UserRow> {
  const [row] = await tx.query<Stored>(
    "INSERT INTO identity.users (id, role) VALUES ($1, 'anonymous') RETURNING *",
    [id],
  );
  return row as UserRow;
}

/** Fails with a unique violation when the address is taken. */
export async function insertAccount(
  tx: Queries,
  id: string,
  role: Role,
  credentials: Credentials,
): Promise<UserRow> {
  const [row] = await tx.query<Stored>(
    'INSERT INTO identity.users (id, role, email, password_hash, name) VALUES ($1, $2, $3, $4, $5) RETURNING *',
    [id, role, credentials.email, credentials.passwordHash, credentials.name],
  );
  return row as UserRow;
}

/** Makes an account of an anonymous user; undefined when it is none any more. */
export async function adoptAnonymous(
  tx: Queries,
  id: string,
  credentials: Credentials,
): Promise<UserRow | undefined> {
  const [row] = await tx.query<Stored>(
    `UPDATE identity.users SET role = 'student', email = $2, password_hash = $3, name = $4, updated_at = now()
     WHERE id = $1 AND role = 'anonymous' AND merged_into IS NULL RETURNING *`,
    [id, credentials.email, credentials.passwordHash, credentials.name],
  );
  return row;
}

/** False when the user is not anonymous, or was merged before. */
export async function mergeAnonymous(tx: Queries, from: string, to: string): Promise<boolean> {
  const merged = await tx.query(
    `UPDATE identity.users SET merged_into = $2, updated_at = now()
     WHERE id = $1 AND role = 'anonymous' AND merged_into IS NULL RETURNING id`,
    [from, to],
  );
  return merged.length > 0;
}

export async function findUser(database: Queries, id: string): Promise<UserRow | undefined> {
  const [row] = await database.query<Stored>('SELECT * FROM identity.users WHERE id = $1', [id]);
  return row;
}

/**
 * The user, who cannot change until the transaction ends: a token signed meanwhile carries a role that holds, or
 * was issued before the revocation that comes with the change.
 */
export async function lockUser(tx: Queries, id: string): Promise<UserRow | undefined> {
  const [row] = await tx.query<Stored>('SELECT * FROM identity.users WHERE id = $1 FOR SHARE', [id]);
  return row;
}

export async function findByEmail(database: Queries, email: string): Promise<UserRow | undefined> {
  const [row] = await database.query<Stored>('SELECT * FROM identity.users WHERE lower(email) = lower($1)', [
    email,
  ]);
  return row;
}

/** The user with the new role, or undefined where no account has the address. */
export async function setRole(
  tx: Queries,
  email: string,
  role: Exclude<Role, 'anonymous'>,
): Promise<UserRow | undefined> {
  const [row] = await tx.query<Stored>(
    'UPDATE identity.users SET role = $2, updated_at = now() WHERE lower(email) = lower($1) RETURNING *',
    [email, role],
  );
  return row;
}

const changeable = [
  'name',
  'faculty_id',
  'department_id',
  'semester_id',
  'preferred_reading_level',
  'locale',
  'timezone',
] as const;

/** Writes the fields that are given. Another faculty takes department and semester away unless they come with it. */
export async function changeProfile(
  database: Queries,
  id: string,
  change: ProfileChange,
): Promise<UserRow | undefined> {
  const parameters: unknown[] = [id];
  const sets = ['updated_at = now()'];
  const place = (value: unknown): string => `$${parameters.push(value)}`;
  for (const field of changeable) {
    if (change[field] !== undefined) sets.push(`${field} = ${place(change[field])}`);
  }
  const follows = (['department_id', 'semester_id'] as const).filter((field) => change[field] === undefined);
  if (change.faculty_id !== undefined && follows.length > 0) {
    const same = `faculty_id IS NOT DISTINCT FROM ${place(change.faculty_id)}::uuid`;
    for (const field of follows) sets.push(`${field} = CASE WHEN ${same} THEN ${field} END`);
  }
  const [row] = await database.query<Stored>(
    `UPDATE identity.users SET ${sets.join(', ')} WHERE id = $1 RETURNING *`,
    parameters,
  );
  return row;
}

/** Name of the constraint that a statement would have broken. */
export function brokenConstraint(error: unknown): string | undefined {
  if (!(error instanceof QueryFailedError)) return undefined;
  const { constraint } = error.driverError as { constraint?: unknown };
  return typeof constraint === 'string' ? constraint : undefined;
}
