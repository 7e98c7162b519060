import type { json, Request, Response } from 'express';
import { Problem } from '../errors.ts';

/** Parses the body into `request.body`; throws `Problem` 413 and 415, and what body-parser throws. */
export function readJson(
  request: Request,
  response: Response,
  parseJson: ReturnType<typeof json>,
  limitBytes: number,
): Promise<void> {
  // Said at once: the parser would first read off what it is going to refuse.
  if (Number(request.headers['content-length']) > limitBytes)
    throw new Problem(413, 'TOO_LARGE', 'The body is larger than this route takes');
  // Nearly all send just this; the full comparison is for the others.
  const plain = request.headers['content-type'] === 'application/json';
  if (!plain && !request.is('application/json')) {
    if (request.get('content-type') !== undefined)
      throw new Problem(415, 'UNSUPPORTED_TYPE', 'The body must be application/json');
    request.body = undefined;
    return Promise.resolve();
  }
  return new Promise((resolve, reject) => {
    parseJson(request, response, (error?: unknown) => (error ? reject(error) : resolve()));
  });
}
