/** Making accounts, signing in, and what becomes of the anonymous session that somebody had before. */
import { writeAudit } from '@scory/chassis/access/audit.ts';
import type { AccessControl } from '@scory/chassis/access.ts';
import { type Database, isUniqueViolation } from '@scory/chassis/database.ts';
import { Problem } from '@scory/chassis/errors.ts';
import type { Outbox } from '@scory/chassis/jobs/outbox.ts';
import type { Role } from '@scory/contracts/define.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { SignedInView } from '@scory/contracts/identity/account.ts';
import { ownerMerged } from '@scory/contracts/identity/owner-merged.ts';
import type { Passwords } from './passwords.ts';
import type { Sessions } from './sessions.ts';
import type { UserRow } from './store/entities.ts';
import * as users from './store/users.ts';

export interface NewAccount {
  email: string;
  password: string;
  name: string;
}

export interface Accounts {
  openAnonymous(newId: string): Promise<SignedInView>;
  /** Throws `Problem` 409 `EMAIL_TAKEN`. `previous` is whoever the request came from, if anybody. */
  register(account: NewAccount, newId: string, previous: Actor | null): Promise<SignedInView>;
  /** Throws `Problem` 401 `INVALID_CREDENTIALS`, the same for an unknown address and a wrong password. */
  login(credentials: { email: string; password: string }, previous: Actor | null): Promise<SignedInView>;
}

const emailTaken = (cause: unknown): Problem =>
  new Problem(409, 'EMAIL_TAKEN', 'An account with this e-mail address exists already', { cause });

export interface AccountsOptions {
  database: Database;
  outbox: Pick<Outbox, 'emit'>;
  passwords: Passwords;
  sessions: Sessions;
}

export function createAccounts({ database, outbox, passwords, sessions }: AccountsOptions): Accounts {
  return {
    openAnonymous: (newId) =>
      database.transaction(async (tx) => {
        await users.insertAnonymous(tx, newId);
        return sessions.open(tx, newId);
      }),

    /**
     * The account takes the anonymous session's id, so nothing has to move. Its old tokens end: somebody who
     * planted or read the anonymous token must not find themselves inside the account.
     */
    async register({ email, password, name }, newId, previous) {
      const credentials = { email, passwordHash: await passwords.hash(password), name };
      try {
        const { answer, announce } = await database.transaction(async (tx) => {
          const adopted =
            previous?.role === 'anonymous'
              ? await users.adoptAnonymous(tx, previous.owner_id, credentials)
              : undefined;
          const user = adopted ?? (await users.insertAccount(tx, newId, 'student', credentials));
          const announce = adopted && (await sessions.endAllOf(tx, adopted.id, 'registered'));
          await writeAudit(tx, {
            actorId: user.id,
            action: 'user.registered',
            subject: user.id,
            details: { adopted: adopted !== undefined },
          });
          return { answer: await sessions.open(tx, user.id), announce };
        });
        await announce?.();
        return answer;
      } catch (error) {
        throw isUniqueViolation(error) ? emailTaken(error) : error;
      }
    },

    async login({ email, password }, previous) {
      const user = await users.findByEmail(database, email);
      if (!(await passwords.matches(password, user?.password_hash)) || !user) {
        throw new Problem(401, 'INVALID_CREDENTIALS', 'The e-mail address or the password is wrong');
      }
      const { answer, announce } = await database.transaction(async (tx) => {
        const merges =
          previous?.role === 'anonymous' && (await users.mergeAnonymous(tx, previous.owner_id, user.id));
        if (!merges) return { answer: await sessions.open(tx, user.id), announce: undefined };
        const from = previous.owner_id;
        const announce = await sessions.endAllOf(tx, from, 'merged');
        await outbox.emit(tx, ownerMerged, { ownerId: user.id, data: { from, to: user.id } });
        await writeAudit(tx, {
          actorId: user.id,
          action: 'user.merged',
          subject: from,
          details: { to: user.id },
        });
        return { answer: await sessions.open(tx, user.id), announce };
      });
      await announce?.();
      return answer;
    },
  };
}

/** Makes an account with a role, from the shell. Throws `Problem` 409 `EMAIL_TAKEN`. */
export async function createUser(
  database: Database,
  passwords: Passwords,
  account: NewAccount & { id: string; role: Exclude<Role, 'anonymous'> },
): Promise<UserRow> {
  const { id, email, name, role } = account;
  const passwordHash = await passwords.hash(account.password);
  try {
    return await database.transaction(async (tx) => {
      const user = await users.insertAccount(tx, id, role, { email, passwordHash, name });
      await writeAudit(tx, { actorId: null, action: 'user.created', subject: id, details: { role } });
      return user;
    });
  } catch (error) {
    throw isUniqueViolation(error) ? emailTaken(error) : error;
  }
}

/**
 * Gives an account another role. Its access tokens end at once, because they carry the old one; a refresh brings
 * the new one. Undefined where no account has the address.
 */
export async function grantRole(
  database: Database,
  access: AccessControl,
  grant: { email: string; role: Exclude<Role, 'anonymous'>; actorId: string | null },
): Promise<UserRow | undefined> {
  const done = await database.transaction(async (tx) => {
    const user = await users.setRole(tx, grant.email, grant.role);
    if (!user) return undefined;
    await writeAudit(tx, {
      actorId: grant.actorId,
      action: 'role.granted',
      subject: user.id,
      details: { role: grant.role },
    });
    return { user, announce: await access.revokeWithin(tx, [{ ownerId: user.id }]) };
  });
  await done?.announce();
  return done?.user;
}
