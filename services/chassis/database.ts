/**
 * PostgreSQL through TypeORM's data source: its entities, migrations and `query`. The job engine has a pool of
 * its own, so that request handlers can never take the connections that finish jobs.
 */
import type { Pool, PoolClient } from 'pg';
import {
  DataSource,
  type EntityManager,
  type EntitySchema,
  type MigrationInterface,
  QueryFailedError,
} from 'typeorm';
import { preparing } from './prepared.ts';

export type Row = Record<string, unknown>;
export type Migration = new () => MigrationInterface;

/** What a service brings into the database: its schema's entities and its migrations in order. */
export interface ServiceSchema {
  entities: EntitySchema[];
  migrations: Migration[];
}

/** Statement runner: rows of a `select` or `returning`, in order. */
export interface Queries {
  query<T = Row>(sql: string, parameters?: unknown[]): Promise<T[]>;
}

/** Connections of a pool, and queries that wait for one. */
export interface PoolUse {
  total: number;
  idle: number;
  waiting: number;
}

export interface Database extends Queries {
  source: DataSource;
  pool(): PoolUse;
  /** Runs `work` in one transaction; its queries go through the `tx` it gets. */
  transaction<T>(work: (tx: Queries & { manager: EntityManager }) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  url: string;
  poolSize: number;
  applicationName: string;
  schemas: ServiceSchema[];
  connectTimeoutMs?: number;
  statementTimeoutMs?: number;
  lockTimeoutMs?: number;
  /**
   * Plans each statement once per connection. The engine's are few, long and always the same: planning them anew was
   * half of their time.
   */
  prepare?: boolean;
}

/** TypeORM answers `[rows, count]` where the command was an update or delete, and rows for everything else. */
function rowsOf<T>(answer: unknown): T[] {
  const counted =
    Array.isArray(answer) && answer.length === 2 && Array.isArray(answer[0]) && typeof answer[1] === 'number';
  return (counted ? answer[0] : answer) as T[];
}

/**
 * Generic at once: otherwise a prepared statement is planned five times more before PostgreSQL believes in one plan. No
 * JIT: it is chosen by the cost of all rows that might be due, and took 0.9 s of a core to answer that none were. Indexes in
 * their order: the tables are near empty when statistics are taken, and a plan for one row reads and sorts all of a million
 * that came in a burst, for every batch of them.
 */
const enginePlanning =
  '-c plan_cache_mode=force_generic_plan -c jit=off -c enable_seqscan=off -c enable_bitmapscan=off';

export function createDataSource(options: DatabaseOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url: options.url,
    applicationName: options.applicationName,
    poolSize: options.poolSize,
    connectTimeoutMS: options.connectTimeoutMs ?? 3_000,
    entities: options.schemas.flatMap((schema) => schema.entities),
    migrations: options.schemas.flatMap((schema) => schema.migrations),
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
    installExtensions: false,
    extra: {
      statement_timeout: options.statementTimeoutMs ?? 15_000,
      lock_timeout: options.lockTimeoutMs ?? 5_000,
      idle_in_transaction_session_timeout: 30_000,
      keepAlive: true,
      ...(options.prepare ? { options: enginePlanning } : {}),
    },
  });
}

const brokenConnection = (): void => undefined;

/**
 * A connection that breaks says so to its query, and in an event, which would end the process where nobody listens. The pool
 * listens to idle ones only, whoever takes one a moment later: the server's last word may come in between.
 */
function outliveConnections(pool: Pool): void {
  pool.on('acquire', (client: PoolClient) => {
    if (!client.listeners('error').includes(brokenConnection)) client.on('error', brokenConnection);
  });
}

export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const source = await createDataSource(options).initialize();
  const pool = (source.driver as unknown as { master: Pool }).master;
  outliveConnections(pool);
  return {
    source,
    pool: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    query: options.prepare
      ? preparing(pool)
      : async <T>(sql: string, parameters?: unknown[]) => rowsOf<T>(await source.query(sql, parameters)),
    transaction: (work) =>
      source.transaction((manager) =>
        work({
          manager,
          query: async <T>(sql: string, parameters?: unknown[]) =>
            rowsOf<T>(await manager.query(sql, parameters)),
        }),
      ),
    close: () => source.destroy(),
  };
}

/** The five-character SQLSTATE of a failed statement, or undefined where the server never answered. */
export function sqlState(error: unknown): string | undefined {
  const driver =
    error instanceof QueryFailedError
      ? (error.driverError as { code?: unknown })
      : (error as { code?: unknown });
  // A socket's `EPIPE` looks like one, but comes with an errno.
  if (typeof driver?.code !== 'string' || 'errno' in driver) return undefined;
  return /^[0-9A-Z]{5}$/.test(driver.code) ? driver.code : undefined;
}

/** Bad data in the statement: class 22 (data exception) and 23 (constraint violation). */
export const isDataError = (error: unknown): boolean => /^2[23]/.test(sqlState(error) ?? '');

/** Deadlock and serialization failure: the same statement may succeed when sent again. */
export const isRetryableConflict = (error: unknown): boolean =>
  ['40P01', '40001'].includes(sqlState(error) ?? '');

export const isUniqueViolation = (error: unknown): boolean => sqlState(error) === '23505';
