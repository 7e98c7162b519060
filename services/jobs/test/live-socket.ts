/** A client of `WS /api/v1/live` that remembers what it was told. */
import type { LiveMessage } from '@scory/contracts/jobs/live.ts';
import { WebSocket } from 'ws';

export interface LiveSocket {
  socket: WebSocket;
  told: LiveMessage[];
  /** What it was told of one job. */
  of(jobId: string): LiveMessage[];
  say(message: unknown): void;
  /** `[code, reason]` once closed. */
  closed: Promise<[number, string]>;
}

/** Rejects with what a refusal said. */
export function openLiveSocket(url: string, headers: Record<string, string> = {}): Promise<LiveSocket> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), { headers });
  const told: LiveMessage[] = [];
  socket.on('message', (data) => told.push(JSON.parse(String(data)) as LiveMessage));
  const closed = new Promise<[number, string]>((resolve) =>
    socket.once('close', (code, reason) => resolve([code, String(reason)])),
  );
  const jobOf = (message: LiveMessage): string | undefined =>
    message.type === 'job' ? message.job.id : 'job_id' in message ? message.job_id : undefined;
  return new Promise((resolve, reject) => {
    socket.once('open', () =>
      resolve({
        socket,
        told,
        closed,
        of: (jobId) => told.filter((message) => jobOf(message) === jobId),
        say: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
      }),
    );
    socket.once('unexpected-response', (_request, response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => reject(Object.assign(new Error(`HTTP ${response.statusCode}`), { text })));
    });
    socket.on('error', reject);
  });
}
