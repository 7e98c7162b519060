/** The academic hierarchy: faculties with their departments and semesters. Reading is open, writing is the administrators'. */
import { z } from 'zod';
import { defineRoute, open, roles } from '../define.ts';
import { id, idParams, timestamp } from '../http.ts';

const title = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');
const code = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/)
  .meta({ example: 'CS', description: 'Short name, unique within its parent' });
const date = z.iso.date().nullable();

const faculty = z.object({ id, code, name: z.string(), created_at: timestamp });
const department = z.object({ id, faculty_id: id, code, name: z.string(), created_at: timestamp });
const semester = z.object({
  id,
  faculty_id: id,
  code,
  name: z.string(),
  starts_on: date,
  ends_on: date,
  created_at: timestamp,
});

const facultyInput = z.strictObject({ code, name: title });
const departmentInput = z.strictObject({ code, name: title });
const semesterInput = z
  .strictObject({ code, name: title, starts_on: date.default(null), ends_on: date.default(null) })
  .refine(({ starts_on, ends_on }) => !starts_on || !ends_on || starts_on <= ends_on, {
    path: ['ends_on'],
    message: 'must not be before starts_on',
  });

const admin = roles('admin');
const nameOf = { faculties: 'Faculty', departments: 'Department', semesters: 'Semester' } as const;

export const listFaculties = defineRoute({
  name: 'identity.listFaculties',
  method: 'get',
  path: '/api/v1/faculties',
  summary: 'List all faculties by name',
  access: open,
  responses: { 200: { description: 'All faculties', schema: z.array(faculty) } },
});

export const getFaculty = defineRoute({
  name: 'identity.getFaculty',
  method: 'get',
  path: '/api/v1/faculties/{id}',
  summary: 'Read a faculty',
  access: open,
  params: idParams,
  responses: { 200: { description: 'The faculty', schema: faculty } },
  problems: { 404: ['FACULTY_NOT_FOUND'] },
});

export const postFaculty = defineRoute({
  name: 'identity.postFaculty',
  method: 'post',
  path: '/api/v1/faculties',
  summary: 'Add a faculty',
  access: admin,
  body: facultyInput,
  creates: true,
  responses: { 201: { description: 'The faculty', schema: faculty } },
  problems: { 409: ['CODE_TAKEN'] },
});

/** What departments and semesters have in common: they belong to a faculty and change under their own id. */
function childRoutes<Input extends z.ZodType, View extends z.ZodType>(
  children: 'departments' | 'semesters',
  input: Input,
  view: View,
) {
  const name = nameOf[children];
  const code = name.toUpperCase();
  const one = name.toLowerCase();
  return {
    list: defineRoute({
      name: `identity.list${name}s`,
      method: 'get',
      path: `/api/v1/faculties/{id}/${children}`,
      summary: `List the ${children} of a faculty`,
      access: open,
      params: idParams,
      responses: { 200: { description: `Its ${children}`, schema: z.array(view) } },
      problems: { 404: ['FACULTY_NOT_FOUND'] },
    }),
    post: defineRoute({
      name: `identity.post${name}`,
      method: 'post',
      path: `/api/v1/faculties/{id}/${children}`,
      summary: `Add a ${one} to a faculty`,
      access: admin,
      params: idParams,
      body: input,
      creates: true,
      responses: { 201: { description: `The ${one}`, schema: view } },
      problems: { 404: ['FACULTY_NOT_FOUND'], 409: ['CODE_TAKEN'] },
    }),
    put: defineRoute({
      name: `identity.put${name}`,
      method: 'put',
      path: `/api/v1/${children}/{id}`,
      summary: `Change a ${one}`,
      access: admin,
      params: idParams,
      body: input,
      responses: { 200: { description: `The ${one}`, schema: view } },
      problems: { 404: [`${code}_NOT_FOUND`], 409: ['CODE_TAKEN'] },
    }),
    delete: defineRoute({
      name: `identity.delete${name}`,
      method: 'delete',
      path: `/api/v1/${children}/{id}`,
      summary: `Remove a ${one} that nobody belongs to`,
      access: admin,
      params: idParams,
      responses: { 204: { description: 'Removed' } },
      problems: { 404: [`${code}_NOT_FOUND`], 409: [`${code}_IN_USE`] },
    }),
  };
}

export const putFaculty = defineRoute({
  name: 'identity.putFaculty',
  method: 'put',
  path: '/api/v1/faculties/{id}',
  summary: 'Change a faculty',
  access: admin,
  params: idParams,
  body: facultyInput,
  responses: { 200: { description: 'The faculty', schema: faculty } },
  problems: { 404: ['FACULTY_NOT_FOUND'], 409: ['CODE_TAKEN'] },
});

export const deleteFaculty = defineRoute({
  name: 'identity.deleteFaculty',
  method: 'delete',
  path: '/api/v1/faculties/{id}',
  summary: 'Remove a faculty without departments, semesters and members',
  access: admin,
  params: idParams,
  responses: { 204: { description: 'Removed' } },
  problems: { 404: ['FACULTY_NOT_FOUND'], 409: ['FACULTY_IN_USE'] },
});

export const departments = childRoutes('departments', departmentInput, department);
export const semesters = childRoutes('semesters', semesterInput, semester);
