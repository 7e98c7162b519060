/** A page as a PNG. Runs inside an extraction child. */
import { readFile } from 'node:fs/promises';
import { encode } from 'fast-png';
import { markRaster, type Raster, resizeRaster, turnRaster } from '../domain/raster.ts';
import { decodeImage, isImage } from './decode-image.ts';
import { openPdfium, type Size } from './pdfium-file.ts';
import { ExtractError, type PagePicture, type Rendering, type RenderRequest } from './protocol.ts';

/** As wide as asked for, or as many pixels as allowed: a page of absurd size is drawn small, not refused. */
export function fitWidth(page: Size, width: number, maxPixels: number): Size {
  const wanted = width / page.width;
  const allowed = Math.sqrt(maxPixels / (page.width * page.height));
  const scale = Math.min(wanted, allowed);
  // A strip a million times as long as it is wide would still have too many pixels at one pixel across.
  return {
    width: Math.max(1, Math.min(maxPixels, Math.floor(page.width * scale))),
    height: Math.max(1, Math.min(maxPixels, Math.floor(page.height * scale))),
  };
}

function fitTurned({ width, rotation, maxPixels }: RenderRequest): (page: Size) => Size {
  if (rotation === 0 || rotation === 180) return (page) => fitWidth(page, width, maxPixels);
  return (page) => {
    const turned = fitWidth({ width: page.height, height: page.width }, width, maxPixels);
    return { width: turned.height, height: turned.width };
  };
}

async function draw(request: RenderRequest): Promise<Raster> {
  const { path, mediaType, page } = request;
  const fit = fitTurned(request);
  if (isImage(mediaType)) {
    if (page !== 1) throw new ExtractError('PAGE_NOT_FOUND', 'A picture has one page');
    const raster = await decodeImage(path, mediaType);
    const { width, height } = fit(raster);
    return resizeRaster(raster, width, height);
  }
  if (mediaType !== 'application/pdf') {
    throw new ExtractError('PAGE_WITHOUT_IMAGE', 'The document has no pages that could be drawn');
  }
  const file = await openPdfium(await readFile(path));
  try {
    return (await file.draw(page, fit, 3)).raster;
  } finally {
    file.close();
  }
}

/** From points of the artefact's page to pixels; none where the page has no geometry. */
function pixelMarks(
  { marks, space }: PagePicture,
  { width, height }: Raster,
): Parameters<typeof markRaster>[1] {
  if (!(space.width > 0 && space.height > 0)) return [];
  const [x, y] = [width / space.width, height / space.height];
  return marks.map(([x0, y0, x1, y1]) => [x0 * x, y0 * y, x1 * x, y1 * y]);
}

export async function renderPage(request: RenderRequest): Promise<Rendering> {
  const upright = turnRaster(await draw(request), request.rotation);
  const { width, height, channels, data } = markRaster(upright, pixelMarks(request, upright));
  return {
    png: Buffer.from(encode({ width, height, channels, depth: 8, data })).toString('base64'),
    width,
    height,
  };
}
