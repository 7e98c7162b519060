import { expect } from 'chai';
import { describe, it } from 'mocha';
import { QueryFailedError } from 'typeorm';
import { createLogger } from './log.ts';

describe('a log line', () => {
  it('of a data error shows no value that the caller had sent', () => {
    let written = '';
    const write = (line: string): void => {
      written += line;
    };
    const log = createLogger({ level: 'info', format: 'json' }, { write });
    const cause = Object.assign(new Error('invalid input syntax for type integer: "text of a document"'), {
      code: '22P02',
    });
    log.error(
      { err: new QueryFailedError('SELECT $1::int', ['text of a document'], cause) },
      'a request failed',
    );
    expect(written).not.to.include('text of a document');
  });
});
