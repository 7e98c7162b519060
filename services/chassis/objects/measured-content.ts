/** The source of a put while it is counted, hashed and held to its limit. */
import { createHash } from 'node:crypto';
import { addAbortSignal, type Readable } from 'node:stream';
import { ObjectTooLarge, type PutOptions, type StoredObject } from '../objects.ts';

export interface MeasuredContent {
  /** To be read once. Throws `ObjectTooLarge`, the signal's reason, and whatever the source fails with. */
  chunks: AsyncGenerator<Buffer, void>;
  /** Of what has been read. */
  measured(): StoredObject;
}

export function measureContent(content: Readable | Buffer, options: PutOptions = {}): MeasuredContent {
  const { maxBytes, signal } = options;
  const hash = createHash('sha256');
  let bytes = 0;
  async function* chunks(): AsyncGenerator<Buffer, void> {
    signal?.throwIfAborted();
    // A source that says nothing more would never let go of a loop that only looks between chunks.
    if (signal && !Buffer.isBuffer(content)) addAbortSignal(signal, content);
    try {
      for await (const chunk of Buffer.isBuffer(content) ? [content] : content) {
        signal?.throwIfAborted();
        bytes += (chunk as Buffer).length;
        if (maxBytes !== undefined && bytes > maxBytes) throw new ObjectTooLarge(maxBytes);
        hash.update(chunk as Buffer);
        yield chunk as Buffer;
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
    signal?.throwIfAborted();
  }
  return { chunks: chunks(), measured: () => ({ bytes, sha256: hash.copy().digest('hex') }) };
}
