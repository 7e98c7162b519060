import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { Problem } from './errors.ts';

const filters = { kind: 'papers.simplify', status: undefined };

/** The id, or the code of the refusal. */
function read(cursor: string | undefined, under: unknown = filters): string | undefined {
  try {
    return decodeCursor(cursor, under);
  } catch (error) {
    if (error instanceof Problem && error.status === 400) return error.code;
    throw error;
  }
}

describe('a cursor', () => {
  it('leads back to where the page ended, and its absence to the beginning', () => {
    const id = uuidv7();
    expect(read(encodeCursor(id, filters))).to.equal(id);
    expect(read(undefined)).to.equal(undefined);
  });

  it('fits into a query as it is', () => {
    expect(encodeCursor(uuidv7(), filters)).to.match(/^[A-Za-z0-9_-]{1,1000}$/);
  });

  it('is refused with other filters than it was made with', () => {
    const cursor = encodeCursor(uuidv7(), filters);
    for (const other of [
      {},
      { kind: 'papers.simplify', status: 'queued' },
      { kind: 'documents.ingest', status: undefined },
      { status: 'papers.simplify', kind: undefined },
      undefined,
      null,
    ])
      expect(read(cursor, other ?? 'none'), JSON.stringify(other)).to.equal('CURSOR_INVALID');
  });

  it('is refused when its mark or its form was changed', () => {
    const id = uuidv7();
    const [, mark = ''] = Buffer.from(encodeCursor(id, filters), 'base64url').toString().split('.');
    for (const text of [
      id,
      `${id}.`,
      `${id}.${mark.slice(1)}`,
      `${id}.${mark}x`,
      `${id}.${mark.toLowerCase()}${mark.toUpperCase()}`,
      `.${mark}`,
      `17.${mark}`,
      `${id}' OR '1'='1.${mark}`,
      `${id}\u0000.${mark}`,
    ])
      expect(read(Buffer.from(text).toString('base64url')), text).to.equal('CURSOR_INVALID');
  });

  it('of any other text is refused, and nothing worse', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.base64String()), (text) => {
        expect(read(text)).to.equal('CURSOR_INVALID');
      }),
    );
  });
});
