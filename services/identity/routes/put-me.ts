import type { Database } from '@scory/chassis/database.ts';
import { notFound, Problem } from '@scory/chassis/errors.ts';
import { caller, type Route, route } from '@scory/chassis/service.ts';
import { putMe } from '@scory/contracts/identity/me.ts';
import { userView } from '../domain/user-view.ts';
import { brokenConstraint, changeProfile } from '../store/users.ts';

/** Which field is wrong, by the constraint that the change would break. */
const refusals: Record<string, [code: string, detail: string, pointer: string]> = {
  users_faculty: ['FACULTY_UNKNOWN', 'There is no such faculty', '/faculty_id'],
  users_department: ['DEPARTMENT_UNKNOWN', 'The faculty has no such department', '/department_id'],
  users_department_needs_faculty: ['DEPARTMENT_UNKNOWN', 'A department needs its faculty', '/department_id'],
  users_semester: ['SEMESTER_UNKNOWN', 'The faculty has no such semester', '/semester_id'],
  users_semester_needs_faculty: ['SEMESTER_UNKNOWN', 'A semester needs its faculty', '/semester_id'],
};

export const putMeRoute = (database: Database): Route =>
  route(putMe, async (request) => {
    try {
      const user = await changeProfile(database, caller(request).owner_id, request.body);
      if (!user) throw notFound('The user', 'USER_NOT_FOUND');
      return { data: userView(user) };
    } catch (error) {
      const refusal = refusals[brokenConstraint(error) ?? ''];
      if (!refusal) throw error;
      const [code, detail, pointer] = refusal;
      throw new Problem(422, code, detail, { errors: [{ pointer, message: detail }], cause: error });
    }
  });
