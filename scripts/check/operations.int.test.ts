import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { queueNames } from '@scory/chassis/bus/topology.ts';
import { variables } from '@scory/chassis/config.ts';
import { createMetrics } from '@scory/chassis/metrics.ts';
import { rolesNamed } from '@scory/chassis/roles.ts';
import { createTestDatabase } from '@scory/chassis/testing/harness.ts';
import { commands, subscriptions } from '@scory/contracts/catalog.ts';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import pg from 'pg';
import { schemas, services } from '../../services/services.ts';

const root = path.resolve(import.meta.dirname, '../..');
const guide = await readFile(path.join(root, 'docs/operations.md'), 'utf8');

/** The first cells of the rows of the table whose first heading this is. */
function firstCells(heading: string): string[] {
  const table = guide.split('\n\n').find((part) => part.startsWith(`| ${heading} |`)) ?? '';
  const rows = table.split('\n').slice(2);
  return rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''),
  );
}

const unique = (matches: Iterable<RegExpMatchArray>): string[] =>
  [...new Set([...matches].map((match) => match[0]))].sort();

describe('The operations guide', () => {
  it('names every queue, and no other', () => {
    const queues = queueNames({ commands: commands.map(({ kind }) => kind), subscriptions });
    expect(firstCells('Queue').sort()).to.deep.equal([...queues, 'dead-letters'].sort());
  });

  it('names every metric of ours, and no other', async () => {
    const text = await createMetrics().text();
    const ours = unique(text.matchAll(/(?<=^# TYPE )scory_\w+/gm));
    expect(ours).to.not.be.empty;
    expect(unique(guide.matchAll(/(?<=`)scory_\w+(?=`)/g))).to.deep.equal(ours);
  });

  it('names only roles that can be started', () => {
    const named = firstCells('Role');
    expect(named).to.include('api');
    expect(() => rolesNamed(named, services)).to.not.throw();
  });

  it('names only variables that are read', () => {
    const named = unique(guide.matchAll(/(?<=`)[A-Z]+(_[A-Z]+)+(?=`)/g));
    const codes =
      /^(DATABASE_UNAVAILABLE|OBJECTS_UNAVAILABLE|WORKER_CRASHED|MODEL_(UNAVAILABLE|RATE_LIMITED|AUTH)|MESSAGE_UNREADABLE|QUEUE_FULL|TOKEN_INVALID|TOO_MANY_JOBS)$/;
    expect(named.filter((name) => !Object.hasOwn(variables, name) && !codes.test(name))).to.deep.equal([]);
  });

  it('quotes only messages that are logged', async () => {
    const files = globSync('services/**/*.ts', { cwd: root, exclude: ['**/*.test.ts'] });
    const sources = await Promise.all(files.map((file) => readFile(path.join(root, file), 'utf8')));
    const messages = firstCells('`msg`');
    expect(messages).to.have.length.above(8);
    expect(messages.filter((text) => !sources.some((source) => source.includes(`'${text}'`)))).to.deep.equal(
      [],
    );
  });

  it('has SQL that the schema takes', async () => {
    const statements = [...guide.matchAll(/```sql\n([\s\S]*?)```/g)].flatMap((match) =>
      (match[1] ?? '').split(/;\s*\n/).filter((text) => /^(?!--)\S/m.test(text)),
    );
    expect(statements).to.have.length.above(6);
    const database = await createTestDatabase([...schemas]);
    const client = new pg.Client({ connectionString: database.url });
    try {
      await client.connect();
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
      await database.drop();
    }
  });
});
