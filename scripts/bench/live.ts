/** What clients cost that only watch: memory of one edge process that holds 5,000 streams and 5,000 sockets. */
import { readFile } from 'node:fs/promises';
import { type ClientRequest, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { openStage, type Row, rowOf, type ServerName, type Stage } from './stage.ts';

const clientsOfEach = 5_000;
/** Fewer for an owner than the product allows. */
const owners = 200;
/** Longer than a heartbeat, so that what the first one leaves behind is counted. */
const restMs = 20_000;
const openAtOnce = 50;

interface Watched {
  token: string;
  jobId: string;
}

/** Waiting jobs, one for each owner. */
async function jobsOf(url: string, tokens: string[]): Promise<Watched[]> {
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const watched: Watched[] = [];
  for (const token of tokens) {
    const response = await fetch(`${url}/api/v1/academic/simplify?not_before=${encodeURIComponent(later)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({
        reading_level: 'beginner',
        paper_content: { title: 'Walks', authors: [], abstract: `Pupils recalled ${watched.length} words.` },
      }),
    });
    if (response.status !== 202) throw new Error(`no job was accepted: ${await response.text()}`);
    watched.push({ token, jobId: ((await response.json()) as { data: { id: string } }).data.id });
  }
  return watched;
}

function openStream(url: string, { token, jobId }: Watched): Promise<ClientRequest> {
  const headers = { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const request = get(`${url}/api/v1/jobs/${jobId}/events`, { headers, agent: false }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`a stream was refused: ${response.statusCode}`));
      response.once('data', () => resolve(request)).on('error', () => undefined);
    });
    request.on('error', reject);
  });
}

function openSocket(url: string, { token, jobId }: Watched): Promise<WebSocket> {
  const headers = { authorization: `Bearer ${token}` };
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/live`, { headers });
  return new Promise((resolve, reject) => {
    socket.once('open', () => socket.send(JSON.stringify({ type: 'subscribe', job_id: jobId })));
    socket.once('message', () => resolve(socket)).on('error', reject);
  });
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_024;
}

async function memoryOf(stage: Stage, name: ServerName, tokens: string[]): Promise<number> {
  const server = await stage.serve(name, { BENCH_ROLES: 'api', RATE_LIMITS: 'false' });
  const watched =
    name === 'ours' ? await jobsOf(server.url, tokens) : tokens.map((token) => ({ token, jobId: 'none' }));
  const leaving: (() => void)[] = [];
  for (let opened = 0; opened < clientsOfEach; opened += openAtOnce) {
    const ones = Array.from(
      { length: openAtOnce },
      (_, place) => watched[(opened + place) % owners] as Watched,
    );
    const streams = await Promise.all(ones.map((one) => openStream(server.url, one)));
    const sockets = await Promise.all(ones.map((one) => openSocket(server.url, one)));
    leaving.push(...streams.map((request) => () => request.destroy()));
    leaving.push(...sockets.map((socket) => () => socket.terminate()));
  }
  await sleep(restMs);
  const megabytes = await residentMb(server.pid);
  for (const leave of leaving) leave();
  await server.stop();
  return megabytes;
}

export async function run(): Promise<Row[]> {
  const stage = await openStage();
  try {
    const tokens = stage.tokens(owners);
    const plain = await memoryOf(stage, 'idle', tokens);
    const ours = await memoryOf(stage, 'ours', tokens);
    return [rowOf('live', 'idle_clients_mb', 'MB', ours, plain)];
  } finally {
    await stage.close();
  }
}
