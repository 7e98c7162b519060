/** The caller's own profile. */
import { z } from 'zod';
import { defineRoute, user as signedInUser } from '../define.ts';
import { id, readingLevel } from '../http.ts';
import { locale, personName, timeZone, user } from './account.ts';

export const getMe = defineRoute({
  name: 'identity.getMe',
  method: 'get',
  path: '/api/v1/me',
  summary: 'Read your profile',
  access: signedInUser,
  responses: { 200: { description: 'The profile', schema: user } },
  problems: { 404: ['USER_NOT_FOUND'] },
});

const profileChange = z.strictObject({
  name: personName.nullable().optional(),
  faculty_id: id.nullable().optional(),
  department_id: id.nullable().optional(),
  semester_id: id.nullable().optional(),
  preferred_reading_level: readingLevel.optional(),
  locale: locale.optional(),
  timezone: timeZone.optional(),
});
export type ProfileChange = z.infer<typeof profileChange>;

export const putMe = defineRoute({
  name: 'identity.putMe',
  method: 'put',
  path: '/api/v1/me',
  summary: 'Change your profile',
  description:
    'What is left out stays as it is; null clears. A department and a semester are of the faculty that the profile names. The access token shows another faculty or semester from the next refresh on.',
  access: signedInUser,
  body: profileChange,
  responses: { 200: { description: 'The profile as it is now', schema: user } },
  problems: {
    404: ['USER_NOT_FOUND'],
    422: ['FACULTY_UNKNOWN', 'DEPARTMENT_UNKNOWN', 'SEMESTER_UNKNOWN'],
  },
});
