/** What the operator's commands share: the database, the broker, and how a table is printed. */
import { loadConfig } from '@scory/chassis/config.ts';
import { type Database, openDatabase } from '@scory/chassis/database.ts';
import { createOperations, type Operations } from '@scory/chassis/jobs/operations.ts';
import { commands } from '@scory/contracts/catalog.ts';
import { config as loadEnvFile } from 'dotenv';
import { createQueueLooks } from './queue-looks.ts';

export interface Tools {
  database: Database;
  operations: Operations;
  rabbitmqUrl: string;
  namespace: string;
}

export async function withTools<T>(work: (tools: Tools) => Promise<T>): Promise<T> {
  loadEnvFile({ quiet: true });
  const config = loadConfig(process.env);
  const database = await openDatabase({
    url: config.DATABASE_DIRECT_URL,
    poolSize: 2,
    applicationName: 'scory-operator',
    schemas: [],
    statementTimeoutMs: 120_000,
  });
  const { RABBITMQ_URL: rabbitmqUrl, AMQP_NAMESPACE: namespace } = config;
  const looks = createQueueLooks(rabbitmqUrl, namespace);
  const operations = createOperations({
    database,
    kinds: commands.map(({ kind }) => kind),
    queueState: looks.queueState,
    // Their events leave through the relay of a process that runs, as this one publishes nothing.
    graceMs: 0,
  });
  try {
    return await work({ database, operations, rabbitmqUrl, namespace });
  } finally {
    await looks.close();
    await database.close();
  }
}

/** Columns as wide as their widest value; with `json`, an object a line instead. */
export function print(rows: Record<string, unknown>[], json: boolean): void {
  if (json) {
    for (const row of rows) console.log(JSON.stringify(row));
    return;
  }
  const [first] = rows;
  if (!first) return;
  const names = Object.keys(first);
  const texts = rows.map((row) => names.map((name) => textOf(row[name])));
  const widths = names.map((name, column) =>
    Math.max(name.length, ...texts.map((line) => (line[column] as string).length)),
  );
  const lineOf = (cells: string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] as number))
      .join('  ')
      .trimEnd();
  for (const line of [names, ...texts]) console.log(lineOf(line));
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Runs a command's `main` and says in one line what went wrong. */
export function runCommand(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
