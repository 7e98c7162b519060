/**
 * Links to a page's picture that work without a header, for as long as an answer is read: who holds the link may
 * see this page with these marks, and nothing else. Signed with HMAC-SHA256 (RFC 2104).
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Problem } from '@scory/chassis/errors.ts';
import { marksMax } from '@scory/contracts/documents/page-image.ts';
import { box } from '@scory/contracts/documents/text.ts';
import { z } from 'zod';

const lifeSeconds = 600;

const claim = z.strictObject({
  documentId: z.string(),
  page: z.int(),
  /** Whose document it is: the link ends when it changes hands. */
  ownerId: z.string(),
  width: z.int(),
  marks: z.array(box).max(marksMax),
});
/** What a link shows. Boxes in points, as in the artefact. */
export type PageImageClaim = z.infer<typeof claim>;

const signed = claim.extend({ expires: z.int() });

export interface PageImageLinks {
  /** The path of the link; `now` in milliseconds. */
  pageImageLink(shown: PageImageClaim, now?: number): string;
  /** What the token of a link shows. Throws a `Problem` 403: LINK_INVALID or LINK_EXPIRED. */
  open(token: string, now?: number): PageImageClaim;
}

const tenths = (points: number): number => Math.round(points * 10) / 10;

/** @param encryptionKey ENCRYPTION_KEY, from which the key of links is derived (HKDF, RFC 5869). */
export function createPageImageLinks(encryptionKey: string): PageImageLinks {
  const info = 'scory page image links v1';
  const key = Buffer.from(hkdfSync('sha256', Buffer.from(encryptionKey, 'base64'), '', info, 32));
  const sign = (payload: string): Buffer => createHmac('sha256', key).update(payload).digest();
  return {
    pageImageLink(shown, now = Date.now()) {
      const marks = shown.marks
        .slice(0, marksMax)
        .map((mark) => mark.map(tenths) as PageImageClaim['marks'][number]);
      const expires = Math.floor(now / 1000) + lifeSeconds;
      const payload = Buffer.from(JSON.stringify({ ...shown, marks, expires })).toString('base64url');
      const token = `${payload}.${sign(payload).toString('base64url')}`;
      return `/api/v1/documents/${shown.documentId}/pages/${shown.page}/image/${token}`;
    },
    open(token, now = Date.now()) {
      const [payload = '', signature = ''] = token.split('.');
      const given = Buffer.from(signature, 'base64url');
      const right = sign(payload);
      const invalid = new Problem(403, 'LINK_INVALID', 'The link is not one of ours');
      if (given.length !== right.length || !timingSafeEqual(given, right)) throw invalid;
      // One way to write it: what the decoder would have skipped (padding, other alphabets) is refused.
      if (token !== `${payload}.${right.toString('base64url')}`) throw invalid;
      const parsed = signed.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
      if (!parsed.success) throw invalid;
      const { expires, ...shown } = parsed.data;
      if (now >= expires * 1000) throw new Problem(403, 'LINK_EXPIRED', 'The link has expired');
      return shown;
    },
  };
}
