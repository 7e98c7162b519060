/** What reads pictures of text, seen from extraction. An engine runs where a page may be given up. */

export interface OcrImage {
  width: number;
  height: number;
  dpi: number;
  /** Gray, a byte a pixel, rows from the top; upright and straight. */
  pixels: Uint8Array;
}

export interface OcrWord {
  text: string;
  /** 0 to 1. */
  confidence: number;
  /** Pixels: x0, y0, x1, y1. */
  box: [number, number, number, number];
  /** Index of its line on the page. */
  line: number;
}

export interface OcrLine {
  /** Where letters stand, in pixels from the top, at the left end of the line. */
  baseline: number;
  /** From the lowest to the highest letters of its font, in pixels. */
  height: number;
}

export interface OcrReading {
  words: OcrWord[];
  lines: OcrLine[];
}

export interface OcrEngine {
  readonly name: string;
  readonly version: string;
  /**
   * Reads in the given languages (ISO 639-2). Words come in the order in which the engine would read them.
   * Rejects with the signal's reason when aborted, and with any other error where it cannot read the picture.
   */
  read(image: OcrImage, options: { languages: readonly string[]; signal?: AbortSignal }): Promise<OcrReading>;
}
