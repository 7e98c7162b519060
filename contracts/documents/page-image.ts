/** A page as a reader sees it, with the places marked that an answer comes from. */
import { z } from 'zod';
import { defineRoute, open, user } from '../define.ts';
import { id } from '../http.ts';
import { isPageRange, pageRangeError, pageRangeFields, pageRangeProblems } from './page-range.ts';
import { type Box, box } from './text.ts';

export const marksMax = 50;

const number = String.raw`-?\d{1,6}(?:\.\d{1,4})?`;
const markForm = `${number}(?:,${number}){3}`;

const marks = z
  .string()
  .max(4_000)
  .regex(new RegExp(`^${markForm}(?:;${markForm})*$`), {
    error: 'must be boxes x0,y0,x1,y1, divided by ;',
  })
  .transform((text) => text.split(';').map((part) => part.split(',').map(Number) as Box))
  .pipe(z.array(box).max(marksMax))
  .meta({
    description: `Boxes to be marked, \`x0,y0,x1,y1\` in points as the page's text has them, divided by \`;\`, at most ${marksMax}`,
  });

const pageImageWidth = z.coerce.number().int().min(64).max(2_000).default(1_000).meta({
  description: 'Pixels; the height follows from the page. A very large page is drawn smaller',
});

const params = z.strictObject({ id, number: z.coerce.number().int().min(1).max(100_000) });
const rateLimit = { points: 120, windowSeconds: 60, bucket: 'documents.page-images' };
const responses = { 200: { description: 'The page', contentType: 'image/png' } };

export const getPageImage = defineRoute({
  name: 'documents.getPageImage',
  method: 'get',
  path: '/api/v1/documents/{id}/pages/{number}/image',
  summary: 'A page as a picture',
  description:
    'Turned so that its text stands upright, so the boxes of the page’s text fit onto it: multiply by the width of the picture, divide by that of the page.',
  access: user,
  params,
  query: z
    .strictObject({ width: pageImageWidth, marks: marks.default([]), ...pageRangeFields })
    .refine(isPageRange, pageRangeError),
  answer: 'stream',
  responses,
  problems: {
    404: ['DOCUMENT_NOT_FOUND', 'PAGE_NOT_FOUND', 'PAGE_WITHOUT_IMAGE', ...pageRangeProblems[404]],
    409: ['DOCUMENT_NOT_READY'],
    422: ['PAGE_UNREADABLE', 'EXTRACT_TIMEOUT', 'TOO_LARGE', ...pageRangeProblems[422]],
    503: ['EXTRACTOR_UNAVAILABLE'],
  },
  rateLimit,
});

export const getSignedPageImage = defineRoute({
  name: 'documents.getSignedPageImage',
  method: 'get',
  path: '/api/v1/documents/{id}/pages/{number}/image/{token}',
  summary: 'A page as a picture, by a link from an answer',
  description:
    'Needs no header, so that it can be the source of an image. The link ends after ten minutes, or with the document.',
  access: open,
  params: params.extend({ token: z.string().max(6_000) }),
  answer: 'stream',
  responses,
  problems: {
    404: ['DOCUMENT_NOT_FOUND', 'PAGE_NOT_FOUND', 'PAGE_WITHOUT_IMAGE'],
    409: ['DOCUMENT_NOT_READY'],
    422: ['PAGE_UNREADABLE', 'EXTRACT_TIMEOUT', 'TOO_LARGE'],
    503: ['EXTRACTOR_UNAVAILABLE'],
    403: ['LINK_EXPIRED', 'LINK_INVALID'],
  },
  rateLimit,
});
