import { Problem } from '@scory/chassis/errors.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { createPageImageLinks, type PageImageClaim } from './page-image-links.ts';

const key = (fill: number): string => Buffer.alloc(32, fill).toString('base64');
const links = createPageImageLinks(key(1));
const shown: PageImageClaim = {
  documentId: '0199d1f0-7c3a-7b1e-9a51-3f1f2b6a9c10',
  ownerId: '0199d1f0-7c3a-7b1e-9a51-3f1f2b6a9c11',
  page: 3,
  width: 1000,
  marks: [
    [10, 20.5, 300, 40],
    [10, 40.5, 120, 60],
  ],
};
const tokenOf = (link: string): string => link.split('/').at(-1)!;
const refusal = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error instanceof Problem ? [error.status, error.code] : error;
  }
};

describe('page image links', () => {
  it('show what they were made for, until ten minutes later', () => {
    const link = links.pageImageLink(shown, 0);
    expect(link).to.match(new RegExp(`^/api/v1/documents/${shown.documentId}/pages/3/image/[\\w.-]+$`));
    expect(links.open(tokenOf(link), 599_999)).to.deep.equal(shown);
    expect(refusal(() => links.open(tokenOf(link), 600_000))).to.deep.equal([403, 'LINK_EXPIRED']);
  });

  it('are refused after any change, and under another key', () => {
    const token = tokenOf(links.pageImageLink(shown));
    const other = createPageImageLinks(key(2));
    expect(refusal(() => other.open(token))).to.deep.equal([403, 'LINK_INVALID']);
    fc.assert(
      fc.property(
        fc.nat(token.length - 1),
        fc.constantFrom(...'abcXYZ012-_.=+/'),
        fc.constantFrom('set', 'insert', 'delete'),
        (at, sign, how) => {
          const rest = token.slice(how === 'insert' ? at : at + 1);
          const changed = token.slice(0, at) + (how === 'delete' ? '' : sign) + rest;
          fc.pre(changed !== token);
          expect(refusal(() => links.open(changed))).to.deep.equal([403, 'LINK_INVALID']);
        },
      ),
    );
  });

  it('are refused when they are anything else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (token) => {
        expect(refusal(() => links.open(token))).to.deep.equal([403, 'LINK_INVALID']);
      }),
    );
  });
});
