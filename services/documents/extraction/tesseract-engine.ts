/**
 * Tesseract 5 in WebAssembly, with the data of its languages from npm packages: nothing is loaded from elsewhere.
 * It reads on the thread that calls it, so the process must be one that may be killed.
 */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import loadCore, {
  type TessBaseAPI,
  type TesseractCore,
} from 'tesseract.js-core/tesseract-core-relaxedsimd-lstm.js';
import type { OcrEngine, OcrLine, OcrReading, OcrWord } from './ocr-engine.ts';
import { languageFile } from './ocr-languages.ts';

interface Box {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}
interface TesseractLine {
  bbox: Box;
  baseline: Box;
  rowAttributes: { rowHeight: number };
  words: { text: string; confidence: number; bbox: Box }[];
}
interface TesseractPage {
  blocks: { paragraphs: { lines: TesseractLine[] }[] }[] | null;
}

const { version } = JSON.parse(
  readFileSync(findPackageJSON('tesseract.js-core', import.meta.url)!, 'utf8'),
) as { version: string };

/** The recogniser made of networks; the older one's data is not in the packages. */
const networksOnly = 1;

function readingOf(page: TesseractPage): OcrReading {
  const words: OcrWord[] = [];
  const lines: OcrLine[] = [];
  const found = (page.blocks ?? []).flatMap((block) => block.paragraphs.flatMap((each) => each.lines));
  for (const { bbox, baseline, rowAttributes, words: inLine } of found) {
    const height = rowAttributes.rowHeight > 0 ? rowAttributes.rowHeight : bbox.y1 - bbox.y0;
    for (const { text, confidence, bbox: at } of inLine) {
      if (text.trim() === '') continue;
      words.push({
        text: text.trim(),
        confidence: Math.min(1, Math.max(0, confidence / 100)),
        box: [at.x0, at.y0, at.x1, at.y1],
        line: lines.length,
      });
    }
    lines.push({ baseline: (baseline.y0 + baseline.y1) / 2, height });
  }
  return { words, lines };
}

async function start(languages: readonly string[]): Promise<{ core: TesseractCore; api: TessBaseAPI }> {
  const core = await loadCore({ print: () => undefined, printErr: () => undefined });
  for (const language of languages) {
    const file = languageFile(language);
    if (file === undefined) throw new Error(`no data for the language ${language} is installed`);
    core.FS.writeFile(`./${language}.traineddata`, await promisify(gunzip)(await readFile(file)));
  }
  const api = new core.TessBaseAPI();
  if (api.Init(null, languages.join('+'), networksOnly) !== 0) throw new Error('Tesseract does not start');
  api.SetVariable('tessedit_pageseg_mode', '3');
  return { core, api };
}

export function createTesseractEngine(): OcrEngine {
  let running: { key: string; started: ReturnType<typeof start> } | undefined;
  return {
    name: 'tesseract',
    version,
    async read({ width, height, dpi, pixels }, { languages, signal }) {
      signal?.throwIfAborted();
      const key = languages.join('+');
      if (running?.key !== key) running = { key, started: start(languages) };
      try {
        const { core, api } = await running.started;
        api.SetVariable('user_defined_dpi', String(Math.round(dpi)));
        // Portable graymap: as plain as a picture can be.
        core.FS.writeFile('/input', Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), pixels]));
        if (api.SetImageFile(1, 0) !== 0) throw new Error('Tesseract does not take the picture');
        if (api.Recognize(null) !== 0) throw new Error('Tesseract does not read the picture');
        const page = JSON.parse(api.GetJSONText()) as TesseractPage;
        api.Clear();
        return readingOf(page);
      } catch (error) {
        // What failed within WebAssembly is in no state to go on.
        running = undefined;
        throw error;
      }
    },
  };
}
