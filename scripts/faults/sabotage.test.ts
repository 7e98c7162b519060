import * as backlog from '@scory/chassis/jobs/backlog-statements.ts';
import { dueSql } from '@scory/chassis/jobs/outbox.ts';
import * as statements from '@scory/chassis/jobs/statements.ts';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { statementChanges } from './sabotage.ts';

const texts = [
  ...Object.values(statements),
  ...Object.values(backlog),
  dueSql,
  statements.finishSql([], undefined, false),
].filter((value) => typeof value === 'string');

describe('the sabotage of statements', () => {
  for (const [name, changes] of Object.entries(statementChanges))
    it(`${name} meets the guard that it is to switch off`, () => {
      for (const [from] of changes) expect(texts.filter((text) => text.includes(from))).to.not.be.empty;
    });
});
