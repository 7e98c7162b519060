/** A client of an event stream that keeps everything it got. */
import type { JobView } from '@scory/contracts/http.ts';
import { createParser } from 'eventsource-parser';

export interface EventStream {
  status: number;
  headers: Headers;
  /** What a refusal said. */
  body: unknown;
  events: { id: string | undefined; event: string | undefined; job: JobView }[];
  /** Comments, by which the stream says that it lives. */
  comments: string[];
  retryMs: number | undefined;
  /** Whether the server has closed the stream. */
  ended(): boolean;
  leave(): void;
}

export async function openEventStream(
  url: string,
  headers: Record<string, string> = {},
): Promise<EventStream> {
  const leaving = new AbortController();
  const response = await fetch(url, { headers, signal: leaving.signal });
  let ended = false;
  const stream: EventStream = {
    status: response.status,
    headers: response.headers,
    body: response.status === 200 ? undefined : await response.json(),
    events: [],
    comments: [],
    retryMs: undefined,
    ended: () => ended,
    leave: () => leaving.abort(),
  };
  if (response.status === 200) void read(response, stream).finally(() => (ended = true));
  return stream;
}

async function read(response: Response, stream: EventStream): Promise<void> {
  const parser = createParser({
    onEvent: ({ id, event, data }) => stream.events.push({ id, event, job: JSON.parse(data) as JobView }),
    onComment: (comment) => stream.comments.push(comment),
    onRetry: (milliseconds) => {
      stream.retryMs = milliseconds;
    },
  });
  const text = new TextDecoder();
  try {
    for await (const bytes of response.body ?? []) parser.feed(text.decode(bytes, { stream: true }));
  } catch {
    // The test left, or the server cut the stream off.
  }
}
