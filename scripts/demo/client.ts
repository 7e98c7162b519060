/** The product as a mobile client sees it: REST, server-sent events, a webhook receiver of its own. */

import { openAsBlob } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { JobView } from '@scory/contracts/http.ts';
import { createParser } from 'eventsource-parser';
import { Webhook } from 'standardwebhooks';

export interface Answer<T> {
  status: number;
  data: T;
  metadata: Record<string, unknown>;
}

export class Client {
  private readonly base: string;
  private token = '';
  constructor(base: string) {
    this.base = base;
  }

  async call<T>(method: string, route: string, body?: unknown): Promise<Answer<T>> {
    const form = body instanceof FormData;
    const response = await fetch(this.base + route, {
      method,
      headers: {
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...(body === undefined || form ? {} : { 'content-type': 'application/json' }),
      },
      body: form ? body : body === undefined ? undefined : JSON.stringify(body),
    });
    const answer = (await response.json()) as {
      data: T;
      metadata: Record<string, unknown>;
      detail?: string;
      code?: string;
    };
    if (!response.ok)
      throw new Error(`${method} ${route}: ${response.status} ${answer.code}: ${answer.detail}`);
    return { status: response.status, data: answer.data, metadata: answer.metadata };
  }

  async openSession(): Promise<void> {
    const { data } = await this.call<{ access_token: string }>('POST', '/api/v1/auth/sessions', {});
    this.token = data.access_token;
  }

  async upload(file: string): Promise<JobView> {
    const form = new FormData();
    form.set('file', await openAsBlob(file, { type: 'application/pdf' }), path.basename(file));
    return (await this.call<JobView>('POST', '/api/v1/documents', form)).data;
  }

  /** Follows a job's event stream to its end. */
  async follow(job: JobView, onChange: (job: JobView) => void): Promise<JobView> {
    const response = await fetch(this.base + job.links.events, {
      headers: { authorization: `Bearer ${this.token}` },
    });
    if (!response.ok || !response.body) throw new Error(`the event stream answered ${response.status}`);
    let last = job;
    const parser = createParser({
      onEvent: (event) => {
        if (event.event !== 'job') return;
        last = JSON.parse(event.data) as JobView;
        onChange(last);
      },
    });
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) parser.feed(chunk);
    if (last.finished_at === null) throw new Error('the event stream ended before the job');
    return last;
  }
}

export interface Receiver {
  url: string;
  /** Resolves with the verified body of the webhook about the job. */
  verified(jobId: string, secret: string, timeoutMs: number): Promise<{ type: string }>;
  close(): void;
}

/** A webhook receiver on loopback that checks signatures as an integrator would. */
export async function startReceiver(): Promise<Receiver> {
  const seen: { body: string; headers: Record<string, string> }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    seen.push({
      body: Buffer.concat(chunks).toString('utf8'),
      headers: request.headers as Record<string, string>,
    });
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    async verified(jobId, secret, timeoutMs) {
      const giveUpAt = performance.now() + timeoutMs;
      while (performance.now() < giveUpAt) {
        const hit = seen.find(({ body }) => body.includes(jobId));
        if (hit) return new Webhook(secret).verify(hit.body, hit.headers) as { type: string };
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error('no webhook about the job arrived');
    },
    close: () => server.close(),
  };
}
