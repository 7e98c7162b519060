/** A picture as a document of one page. Runs inside an extraction child. */
import { documentTextFormat } from '@scory/contracts/documents/text.ts';
import { languageOf } from '../domain/language.ts';
import { layoutDocument } from '../domain/layout.ts';
import { itemsOf } from '../domain/ocr-words.ts';
import { type Raster, resizeRaster, toGray } from '../domain/raster.ts';
import { chooseTitle } from '../domain/title.ts';
import { decodeImage, type ImageType } from './decode-image.ts';
import { certainConfidence, readingDpi, readingPixels, readPage, readWithEngine } from './picture-reader.ts';
import { ExtractError, type Extraction, type ExtractRequest } from './protocol.ts';

/** Cameras do not say how large the sheet was: its longer side is taken for that of A4, a small cut-out for a screen. */
const sheetInches = 11.69;
const [coarsestDpi, finestDpi] = [96, 600];
/** More would only blow up the grain. */
const mostEnlarged = 3;

const dpiOf = ({ width, height }: Raster): number =>
  Math.min(finestDpi, Math.max(coarsestDpi, Math.max(width, height) / sheetInches));

/** In the size that is read best. */
function forReading(raster: Raster, dpi: number): { gray: Raster; dpi: number } {
  const { width, height } = raster;
  const wanted = Math.min(mostEnlarged, readingDpi / dpi);
  const scale = Math.min(wanted, Math.sqrt(readingPixels / (width * height)));
  const scaled = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
  return { gray: resizeRaster(toGray(raster), scaled.width, scaled.height), dpi: dpi * scale };
}

/** Throws an `ExtractError` for what is no picture, or one without text. */
export async function extractImage(
  path: string,
  mediaType: ImageType,
  { ocr }: Pick<ExtractRequest, 'ocr'>,
): Promise<Extraction> {
  const raster = await decodeImage(path, mediaType);
  const { gray, dpi } = forReading(raster, dpiOf(raster));
  const reading = await readWithEngine(gray, dpi, ocr);
  if (!reading) throw new ExtractError('PDF_NO_TEXT', 'No text can be read from the picture');
  const { page, rotation, confidence } = reading;
  const layout = layoutDocument([
    { number: 1, ...page, ...(rotation !== 0 && { rotation }), items: itemsOf(reading) },
  ]);
  const pages = layout.pages.map((each) => readPage(each, reading, ocr));
  const texts = pages.flatMap(({ paragraphs }) => paragraphs.map(({ text }) => text));
  const uncertain = {
    code: 'PAGE_OCR_UNCERTAIN',
    message: 'Text was read with little confidence',
    pages: [1],
  } as const;
  return {
    format: documentTextFormat,
    version: 1,
    media_type: mediaType,
    title: chooseTitle(undefined, layout.title),
    language: languageOf(texts),
    pages,
    extractor: { name: 'scory-image', version: '1' },
    warnings: confidence < certainConfidence ? [{ ...uncertain, pages: [1] }] : [],
    characters: texts.reduce((sum, text) => sum + text.length, 0),
  };
}
