import { PermanentError } from '@scory/chassis/errors.ts';
import { textMaxCharacters } from '../embedder.ts';

export interface DistinctTexts {
  texts: string[];
  /** For each of the given texts, which of `texts` it is. */
  placeOf: number[];
}

/**
 * Every text once, as models read it: halves of surrogate pairs, which no encoding has, are replaced and white space is one
 * blank. Throws `PermanentError` EMPTY_TEXT where nothing is left of one, INPUT_TOO_LONG beyond `textMaxCharacters`.
 */
export function distinctTexts(given: readonly string[]): DistinctTexts {
  const places = new Map<string, number>();
  const placeOf = given.map((raw, index) => {
    if (raw.length > textMaxCharacters)
      throw new PermanentError(
        'INPUT_TOO_LONG',
        `Text ${index + 1} of ${given.length} has ${raw.length} characters; ${textMaxCharacters} can be embedded`,
      );
    const text = raw.toWellFormed().replace(/\s+/g, ' ').trim();
    if (text === '')
      throw new PermanentError('EMPTY_TEXT', `Text ${index + 1} of ${given.length} has nothing to embed`);
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  });
  return { texts: [...places.keys()], placeOf };
}
