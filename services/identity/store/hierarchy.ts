/** Faculties, departments and semesters in the database, all three in the same way. */
import { writeAudit } from '@scory/chassis/access/audit.ts';
import { type Database, isUniqueViolation, sqlState } from '@scory/chassis/database.ts';
import { notFound, Problem } from '@scory/chassis/errors.ts';
import type { AuditAction } from '@scory/contracts/system/audit.ts';
import type { EntityManager, Repository } from 'typeorm';
import { departments, type FacultyRow, faculties, type SemesterRow, semesters } from './entities.ts';

type Kind = 'faculties' | 'departments' | 'semesters';
/** A row of any of the three; what a kind does not have is absent. */
export type HierarchyRow = FacultyRow & Partial<Pick<SemesterRow, 'faculty_id' | 'starts_on' | 'ends_on'>>;
type Fields = Pick<HierarchyRow, 'code' | 'name' | 'starts_on' | 'ends_on'>;

export interface Hierarchy {
  /** By name. Throws `Problem` 404 for a faculty that does not exist. */
  list(kind: Kind, facultyId?: string): Promise<HierarchyRow[]>;
  find(kind: Kind, id: string): Promise<HierarchyRow>;
  /** Throws `Problem` 409 `CODE_TAKEN`. The same id again answers with the row that is there. */
  insert(
    kind: Kind,
    row: Fields & { id: string; faculty_id?: string },
    actorId: string,
  ): Promise<HierarchyRow>;
  update(kind: Kind, id: string, fields: Fields, actorId: string): Promise<HierarchyRow>;
  /** Throws `Problem` 409 `…_IN_USE` while something refers to it. */
  remove(kind: Kind, id: string, actorId: string): Promise<void>;
}

const entities = { faculties, departments, semesters };
const singular = { faculties: 'faculty', departments: 'department', semesters: 'semester' } as const;

const missing = (kind: Kind): Problem =>
  notFound(`The ${singular[kind]}`, `${singular[kind].toUpperCase()}_NOT_FOUND`);
const isReferenced = (error: unknown): boolean => sqlState(error) === '23503';

export function createHierarchy(database: Database): Hierarchy {
  const rowsOf = (kind: Kind, manager: EntityManager): Repository<HierarchyRow> =>
    manager.getRepository<HierarchyRow>(entities[kind].options.name);

  /** Runs a change and its audit line in one transaction, and tells its refusals in the API's words. */
  async function change<T>(
    kind: Kind,
    verb: 'created' | 'changed' | 'removed',
    id: string,
    actorId: string,
    work: (rows: Repository<HierarchyRow>) => Promise<T>,
  ): Promise<T> {
    const action: AuditAction = `${kind}.${verb}`;
    try {
      return await database.transaction(async (tx) => {
        const result = await work(rowsOf(kind, tx.manager));
        await writeAudit(tx, { actorId, action, subject: id });
        return result;
      });
    } catch (error) {
      if (isUniqueViolation(error))
        throw new Problem(409, 'CODE_TAKEN', `Another ${singular[kind]} has this code`, { cause: error });
      if (!isReferenced(error)) throw error;
      if (verb === 'created') throw missing('faculties');
      throw new Problem(
        409,
        `${singular[kind].toUpperCase()}_IN_USE`,
        `Something still belongs to the ${singular[kind]}`,
        { cause: error },
      );
    }
  }

  async function find(kind: Kind, id: string): Promise<HierarchyRow> {
    const row = await rowsOf(kind, database.source.manager).findOneBy({ id });
    if (!row) throw missing(kind);
    return row;
  }

  return {
    find,
    async list(kind, facultyId) {
      if (facultyId !== undefined) await find('faculties', facultyId);
      return rowsOf(kind, database.source.manager).find({
        where: facultyId === undefined ? {} : { faculty_id: facultyId },
        order: { name: 'ASC', id: 'ASC' },
      });
    },
    insert: (kind, row, actorId) =>
      change(kind, 'created', row.id, actorId, async (rows) => {
        const existing = await rows.findOneBy({ id: row.id });
        if (existing) return existing;
        await rows.insert(row);
        return rows.findOneByOrFail({ id: row.id });
      }),
    update: (kind, id, fields, actorId) =>
      change(kind, 'changed', id, actorId, async (rows) => {
        const { affected } = await rows.update({ id }, fields);
        if (affected === 0) throw missing(kind);
        return rows.findOneByOrFail({ id });
      }),
    remove: (kind, id, actorId) =>
      change(kind, 'removed', id, actorId, async (rows) => {
        const { affected } = await rows.delete({ id });
        if (affected === 0) throw missing(kind);
      }),
  };
}
