/** Pages of text as a scanner gives them: drawn, then turned, skewed, shaded and strewn with noise. */
import { encode } from 'fast-png';
import { type Raster, rotateGray, type Turn, turnRaster } from '../domain/raster.ts';
import { openPdfium } from '../extraction/pdfium-file.ts';
import { makePdf } from './material.ts';

export type Draw = string | ((pdf: PDFKit.PDFDocument) => void);

/** A page of A4, gray. */
export async function drawnPage(content: Draw, dpi = 300): Promise<Raster> {
  const file = await openPdfium(await makePdf([content]));
  const fit = (page: { width: number; height: number }) => ({
    width: Math.round((page.width * dpi) / 72),
    height: Math.round((page.height * dpi) / 72),
  });
  try {
    return (await file.draw(1, fit, 1)).raster;
  } finally {
    file.close();
  }
}

export interface Spoiled {
  /** Degrees clockwise. */
  skew?: number;
  turn?: Turn;
  /** Largest change of a pixel's tone, up or down; one in a hundred pixels becomes black or white. */
  noise?: number;
  /** Light falls off to this part of itself at the right. */
  shade?: number;
}

/** The same numbers in every run (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function spoil(page: Raster, { skew = 0, turn = 0, noise = 0, shade = 1 }: Spoiled): Raster {
  const skewed = skew === 0 ? page : rotateGray(page, skew);
  const random = randomNumbers(20_240_607);
  const data = Uint8Array.from(skewed.data, (tone, at) => {
    const lit = tone * (1 - ((1 - shade) * (at % skewed.width)) / skewed.width);
    if (noise === 0) return lit;
    const speck = random();
    if (speck < 0.01) return speck < 0.005 ? 0 : 255;
    return Math.min(255, Math.max(0, lit + (random() * 2 - 1) * noise));
  });
  return turnRaster({ ...skewed, data }, turn);
}

export const pngOf = ({ width, height, channels, data }: Raster): Buffer =>
  Buffer.from(encode({ width, height, channels, depth: 8, data }));

/** A PDF whose pages are these pictures and nothing else; beside a picture, `draw` may put more on its page. */
export function scanPdf(
  pages: readonly (Raster | Draw)[],
  draw?: (pdf: PDFKit.PDFDocument) => void,
): Promise<Buffer> {
  return makePdf(
    pages.map((page) => {
      if (typeof page === 'string' || typeof page === 'function') return page;
      return (pdf: PDFKit.PDFDocument) => {
        pdf.image(pngOf(page), 0, 0, { width: pdf.page.width, height: pdf.page.height });
        draw?.(pdf);
      };
    }),
  );
}
