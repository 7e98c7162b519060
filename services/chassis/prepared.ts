/** Statements that are planned once per connection, and anew as the tables they run on grow. */
import { LRUCache } from 'lru-cache';
import type { Pool, PoolClient } from 'pg';

interface Statement {
  name: string;
  runs: number;
}

const statementsMax = 500;

/**
 * Answers the rows of a statement, prepared under a name of its own. A plan that was made for an empty table reads all
 * of a full one, so each is made again when its statement has run twice as often as when it was made.
 */
export function preparing(pool: Pool): <T>(sql: string, values?: unknown[]) => Promise<T[]> {
  const statements = new LRUCache<string, Statement>({ max: statementsMax });
  /** Which plan of a statement a connection holds, by the statement's name. */
  const held = new WeakMap<PoolClient, Map<string, string>>();
  let made = 0;

  function statementOf(sql: string): Statement {
    let statement = statements.get(sql);
    if (!statement) {
      made += 1;
      statement = { name: `s${made}`, runs: 0 };
      statements.set(sql, statement);
    }
    return statement;
  }

  async function forget(client: PoolClient, name: string, plan: string): Promise<void> {
    let plans = held.get(client);
    if (!plans) {
      plans = new Map();
      held.set(client, plans);
    }
    const earlier = plans.get(name);
    plans.set(name, plan);
    // A statement that failed before it was planned left nothing to forget; a broken connection fails the next query.
    if (earlier !== undefined && earlier !== plan)
      await client.query(`DEALLOCATE "${earlier}"`).catch(() => undefined);
  }

  return async <T>(text: string, values: unknown[] = []) => {
    const statement = statementOf(text);
    statement.runs += 1;
    const doublings = 32 - Math.clz32(statement.runs);
    const plan = `${statement.name}_${doublings}`;
    const client = await pool.connect();
    try {
      await forget(client, statement.name, plan);
      return (await client.query({ name: plan, text, values })).rows as T[];
    } finally {
      // The pool drops a connection that broke.
      client.release();
    }
  };
}
