import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@scory/chassis/testing/harness.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { decode } from 'fast-png';
import { after, before, describe, it } from 'mocha';
import { makePdf, materialBytes, repeatingPdf } from '../test/material.ts';
import { createExtractionPool, type ExtractionPool } from './pool.ts';
import { fitWidth } from './render-page.ts';

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('drawing a page', function () {
  this.timeout(40_000);
  let folder: string;
  let pool: ExtractionPool;
  const file = async (name: string, content: Buffer): Promise<string> => {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };
  const plain = { page: 1, width: 400, rotation: 0, marks: [], space: { width: 595, height: 842 } } as const;
  const asked = { ...plain, marks: [] };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scory-render-'));
    pool = createExtractionPool({ size: 1, timeoutMs: 10_000, maxPixels: 2_000_000 });
  });
  after(async () => {
    await pool.close();
    await rm(folder, { recursive: true });
  });

  it('never takes more pixels than allowed, whatever the page measures', () => {
    const side = fc.double({ min: 1e-3, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(side, side, fc.integer({ min: 64, max: 2_000 }), (width, height, wanted) => {
        const size = fitWidth({ width, height }, wanted, 2_000_000);
        expect(size.width * size.height).to.be.within(1, 2_000_000);
        expect(size.width).to.be.at.most(wanted);
      }),
    );
  });

  it('draws a page of 200 inches small instead of allocating it', async () => {
    const path = await file('huge.pdf', await makePdf(['Huge.'], { size: [14_400, 14_400] }));
    const { width, height, png } = await pool.render(path, 'application/pdf', { ...asked, width: 2_000 });
    expect(width * height).to.be.within(1_900_000, 2_000_000);
    expect(decode(png)).to.include({ width, height });
  });

  it('turns the page so that its text stands upright, and the marks with it', async () => {
    const path = await file(
      'turned.pdf',
      await makePdf([
        (pdf) =>
          pdf
            .rotate(90, { origin: [300, 300] })
            .fontSize(20)
            .text('Sideways words', 250, 250),
      ]),
    );
    const page = (await pool.extract(path, 'application/pdf')).pages[0]!;
    const { rotation = 0, width, height } = page;
    expect(rotation).not.to.equal(0);
    const marks = page.paragraphs.flatMap((paragraph) => paragraph.boxes);
    const drawn = await pool.render(path, 'application/pdf', {
      page: 1,
      width: 842,
      rotation,
      marks,
      space: { width, height },
    });
    expect(drawn.width).to.equal(842);
    const picture = decode(drawn.png);
    const tones = (inside: boolean): number[] => {
      const [x0, y0, x1, y1] = marks[0]!;
      const found: number[] = [];
      for (let y = 0; y < picture.height; y += 1) {
        for (let x = 0; x < picture.width; x += 1) {
          const within = x >= x0 - 1 && x <= x1 + 1 && y >= y0 - 1 && y <= y1 + 1;
          if (within === inside) found.push(picture.data[(y * picture.width + x) * picture.channels]!);
        }
      }
      return found;
    };
    expect(Math.min(...new Set(tones(true))), 'ink under the mark').to.be.below(60);
    expect(Math.min(...new Set(tones(false))), 'nothing beside it').to.be.above(200);
  });

  it('says in a typed error what cannot be drawn', async () => {
    const good = await file('good.pdf', await makePdf(['One page.']));
    expect(await failure(pool.render(good, 'application/pdf', { ...asked, page: 2 }))).to.include({
      code: 'PAGE_NOT_FOUND',
    });
    expect(await failure(pool.render(good, 'text/plain', asked))).to.include({ code: 'PAGE_WITHOUT_IMAGE' });
    const none = await file('none.pdf', Buffer.from('%PDF-1.4\nthis is none\n%%EOF'));
    expect(await failure(pool.render(none, 'application/pdf', asked))).to.include({ code: 'PDF_MALFORMED' });
    const locked = await file('locked.pdf', await makePdf(['Secret.'], { userPassword: 'x' }));
    expect(await failure(pool.render(locked, 'application/pdf', asked))).to.include({ code: 'PDF_PASSWORD' });
  });

  it('ends a page that takes too long to draw, and draws the next', async () => {
    const own = createExtractionPool({ size: 1, timeoutMs: 3_000, residentMb: 600 });
    try {
      const good = await file('after.pdf', await makePdf(['After.']));
      // A child that has started is measured, not its start.
      await until(
        'a child is there',
        () => own.render(good, 'application/pdf', asked).then(Boolean, () => false),
        30_000,
      );
      const path = await file('slow.pdf', repeatingPdf('0 0 600 800 re f 0 0 m 600 800 l S\n', 3_000_000));
      const error = await failure(own.render(path, 'application/pdf', asked));
      expect(['EXTRACT_TIMEOUT', 'TOO_LARGE']).to.include((error as { code?: string }).code);
      expect((await own.render(good, 'application/pdf', asked)).width).to.equal(400);
    } finally {
      await own.close();
    }
  });

  for (const [path, code] of [
    ['bad/lo-password.pdf', 'PDF_PASSWORD'],
    ['bad/pr6531_1.pdf', 'PDF_PASSWORD'],
    ['bad/invalid.pdf', 'PDF_MALFORMED'],
    ['bad/empty0.pdf', 'PDF_MALFORMED'],
    ['bad/onyx_owner_protected.pdf', undefined],
    ['bad/xref_command_missing.pdf', undefined],
  ] as const) {
    it(`${path} ${code ? `is refused with ${code}` : 'is drawn'}`, async function () {
      const content = materialBytes(path);
      if (!content) this.skip();
      const drawing = pool.render(await file('bad.pdf', content), 'application/pdf', asked);
      if (code) expect(await failure(drawing)).to.include({ code });
      else expect((await drawing).width).to.equal(400);
    });
  }
});
