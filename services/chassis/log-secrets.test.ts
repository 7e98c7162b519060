import { expect } from 'chai';
import { describe, it } from 'mocha';
import { QueryFailedError } from 'typeorm';
import { Problem } from './errors.ts';
import { createLogger, type Logger } from './log.ts';

const secret = 'do-not-write-this-down';

/** The line that `write` logs. */
function lineOf(write: (log: Logger) => void): string {
  let written = '';
  const log = createLogger(
    { level: 'trace', format: 'json' },
    {
      write(line) {
        written += line;
      },
    },
  );
  write(log);
  return written;
}

describe('a log line', () => {
  it('shows no password, token, cookie or key, by whatever name the product knows them', () => {
    for (const name of [
      'password',
      'access_token',
      'refresh_token',
      'token',
      'secret',
      'authorization',
      'cookie',
      'api_key',
      'apiKey',
    ]) {
      for (const fields of [
        { [name]: secret },
        { body: { [name]: secret } },
        { request: { headers: { [name]: secret } } },
      ]) {
        const line = lineOf((log) => log.info({ ...fields, kept: 'this stays' }, 'something happened'));
        expect(line, JSON.stringify(fields)).not.to.include(secret);
        expect(line).to.include('[redacted]').and.include('this stays').and.include(name);
      }
    }
  });

  it('shows no API key of a request', () => {
    for (const fields of [
      { headers: { 'x-api-key': secret } },
      { request: { headers: { 'x-api-key': secret } } },
    ])
      expect(lineOf((log) => log.info(fields, 'something happened'))).not.to.include(secret);
  });

  it('of a child logger shows none either', () => {
    const line = lineOf((log) =>
      log.child({ body: { password: secret } }).info({ token: secret }, 'something'),
    );
    expect(line).not.to.include(secret);
  });

  it('of a failed statement shows what failed and where, not what the caller had sent', () => {
    const cause = Object.assign(new Error('deadlock detected'), {
      code: '40P01',
      detail: `Key (title)=(${secret}) already exists.`,
      where: secret,
    });
    const failed = new QueryFailedError(
      `INSERT INTO papers VALUES ('${secret}')`,
      [secret, { text: secret }],
      cause,
    );
    const wrapped = new Problem(500, 'INTERNAL', 'Something went wrong', { cause: failed });
    for (const error of [failed, wrapped, new Error('outer', { cause: wrapped })]) {
      const line = lineOf((log) => log.error({ err: error }, 'a request failed'));
      expect(line).not.to.include(secret);
      expect(line)
        .to.include('deadlock detected')
        .and.include('QueryFailedError')
        .and.include('log-secrets.test.ts');
    }
  });

  it("of an error shows nothing that hangs on it: a provider's answer, a request, headers", () => {
    const error = Object.assign(new Error('401 from the provider'), {
      code: 'invalid_api_key',
      headers: { authorization: secret },
      request: { body: secret },
      response: { data: secret },
      errors: [new Error(secret)],
    });
    const line = lineOf((log) => log.warn({ err: error }, 'a call failed'));
    expect(line).not.to.include(secret);
    expect(JSON.parse(line).err).to.include({
      type: 'Error',
      message: '401 from the provider',
      code: 'invalid_api_key',
    });
  });

  it('of an error that causes itself ends', () => {
    const error = new Error('turtles');
    error.cause = error;
    expect(JSON.parse(lineOf((log) => log.error({ err: error }, 'deep'))).err.cause.message).to.equal(
      'turtles',
    );
  });

  it('of what is no error shows it as it is', () => {
    expect(JSON.parse(lineOf((log) => log.error({ err: 'text' }, 'odd'))).err).to.equal('text');
  });
});
