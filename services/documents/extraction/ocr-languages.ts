import { existsSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

/** The file with what Tesseract knows of a language; undefined where its package is not installed. */
export function languageFile(language: string): string | undefined {
  try {
    const found = findPackageJSON(`@tesseract.js-data/${language}`, import.meta.url);
    const file = found && join(dirname(found), '4.0.0_best_int', `${language}.traineddata.gz`);
    return file && existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

/** Throws where a language cannot be read: said at the start, not with the first scan. */
export function assertLanguages(languages: readonly string[]): void {
  for (const language of languages) {
    if (languageFile(language) === undefined) {
      throw new Error(`OCR_LANGUAGES names ${language}: install the package @tesseract.js-data/${language}`);
    }
  }
}
