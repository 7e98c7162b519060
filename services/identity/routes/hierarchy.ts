/** Faculties, departments and semesters: the same few lines for each kind. */
import { caller, type Route, route } from '@scory/chassis/service.ts';
import * as contracts from '@scory/contracts/identity/faculties.ts';
import type { Hierarchy, HierarchyRow } from '../store/hierarchy.ts';

const view = (row: HierarchyRow) => ({ ...row, created_at: row.created_at.toISOString() });

function facultyRoutes(hierarchy: Hierarchy): Route[] {
  return [
    route(contracts.listFaculties, async () => ({ data: (await hierarchy.list('faculties')).map(view) })),
    route(contracts.getFaculty, async ({ params }) => ({
      data: view(await hierarchy.find('faculties', params.id)),
    })),
    route(contracts.postFaculty, async (request) => {
      const row = await hierarchy.insert(
        'faculties',
        { id: request.newId, ...request.body },
        caller(request).owner_id,
      );
      return { status: 201, data: view(row), headers: { Location: `/api/v1/faculties/${row.id}` } };
    }),
    route(contracts.putFaculty, async (request) => ({
      data: view(
        await hierarchy.update('faculties', request.params.id, request.body, caller(request).owner_id),
      ),
    })),
    route(contracts.deleteFaculty, async (request) => {
      await hierarchy.remove('faculties', request.params.id, caller(request).owner_id);
      return { status: 204 };
    }),
  ];
}

const children = { departments: contracts.departments, semesters: contracts.semesters };

function childRoutes(hierarchy: Hierarchy, kind: keyof typeof children): Route[] {
  const { list, post, put, delete: remove } = children[kind];
  return [
    route(list, async ({ params }) => ({ data: (await hierarchy.list(kind, params.id)).map(view) })),
    route(post, async (request) => {
      const row = { id: request.newId, faculty_id: request.params.id, ...request.body };
      return { status: 201, data: view(await hierarchy.insert(kind, row, caller(request).owner_id)) };
    }),
    route(put, async (request) => ({
      data: view(await hierarchy.update(kind, request.params.id, request.body, caller(request).owner_id)),
    })),
    route(remove, async (request) => {
      await hierarchy.remove(kind, request.params.id, caller(request).owner_id);
      return { status: 204 };
    }),
  ];
}

export const hierarchyRoutes = (hierarchy: Hierarchy): Route[] => [
  ...facultyRoutes(hierarchy),
  ...childRoutes(hierarchy, 'departments'),
  ...childRoutes(hierarchy, 'semesters'),
];
