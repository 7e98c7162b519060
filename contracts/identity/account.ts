/** Shapes of accounts that several routes share. */
import { z } from 'zod';
import { id, readingLevel, timestamp } from '../http.ts';

export const email = z
  .email()
  .max(254)
  .meta({ example: 'ada@example.org', description: 'Compared without regard to case' });

/** Length is what counts (NIST SP 800-63B §3.1.1.2); the upper bound keeps hashing cheap. */
export const newPassword = z
  .string()
  .min(8)
  .max(128)
  .meta({ description: '8 to 128 characters, any of them' });

export const personName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

export const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'must be an IANA time zone')
  .meta({ example: 'Europe/Berlin', description: 'IANA time zone' });
export const locale = z
  .string()
  .max(35)
  .refine(isLocale, 'must be a language tag')
  .meta({ example: 'de-CH', description: 'BCP 47 language tag' });

const role = z.enum(['anonymous', 'student', 'academic', 'admin']);

export const user = z.object({
  id,
  email: z.string().nullable().meta({ description: 'null in an anonymous session' }),
  name: z.string().nullable(),
  role,
  faculty_id: id.nullable(),
  department_id: id.nullable(),
  semester_id: id.nullable(),
  preferred_reading_level: readingLevel,
  locale: z.string(),
  timezone: z.string(),
  created_at: timestamp,
});
export type UserView = z.infer<typeof user>;

export const signedIn = z.object({
  user,
  access_token: z
    .string()
    .meta({ description: 'JWT (ES256, `typ: at+jwt`), sent as `Authorization: Bearer`' }),
  refresh_token: z.string().meta({ description: 'Opaque, good for one refresh' }),
  expires_in: z.int().meta({ description: 'Seconds that the access token lives' }),
});
export type SignedInView = z.infer<typeof signedIn>;
