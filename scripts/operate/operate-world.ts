/** The product for the operators' commands, which run as processes of their own, and what the commands are about. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { Running } from '@scory/chassis/run.ts';
import { createTestWorld, type TestWorld, until } from '@scory/chassis/testing/harness.ts';
import type { JobView } from '@scory/contracts/http.ts';
import { papersOwnerMerged, simplifyCommand, simplifyFailures } from '@scory/contracts/papers/simplify.ts';
import { llmSchema } from '@scory/llm/schema.ts';
import { papers } from '@scory/papers/roles.ts';
import { type Channel, connect } from 'amqplib';
import { v7 as uuidv7 } from 'uuid';

const scripts = path.join(import.meta.dirname, '..');
export const actor = {
  owner_id: uuidv7(),
  role: 'student' as const,
  faculty_id: null,
  semester_id: null,
  api_key_id: null,
};

type Script = 'jobs' | 'dead-letters';

export const rowsOf = (out: string): Record<string, unknown>[] =>
  out
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

export const inputOf = (abstract: string) => ({
  paper_id: uuidv7(),
  scholar_id: uuidv7(),
  source: { kind: 'content' as const, content: { title: 'Walks', authors: [], abstract } },
  reading_level: 'beginner' as const,
  language: null,
  force_refresh: false,
  cache_key: uuidv7(),
  content_hash: uuidv7(),
});

export interface OperateWorld {
  world: TestWorld;
  edge: Running;
  channel: Channel;
  /** The queue of simplifications, with its namespace. */
  queue: string;
  run(script: Script, ...args: string[]): Promise<{ code: number | null; out: string; err: string }>;
  runWith(
    environment: Record<string, string>,
    script: Script,
    ...args: string[]
  ): Promise<{ code: number | null; out: string; err: string }>;
  letters(): Promise<Record<string, unknown>[]>;
  /** What the audit log has of this action, the newest first. */
  linesOf(
    action: string,
  ): Promise<{ subject: string | null; actor_id: string | null; details: Record<string, unknown> }[]>;
  accept(abstract?: string): Promise<JobView>;
  jobThat(id: string, status: string): Promise<JobView>;
  /** A job whose message, the only one in its queue, has become one that nobody can read. */
  jobWithBrokenMessage(): Promise<JobView>;
  close(): Promise<void>;
}

export async function openOperateWorld(): Promise<OperateWorld> {
  const world = await createTestWorld({
    services: [papers],
    commands: [simplifyCommand],
    subscriptions: [simplifyFailures, papersOwnerMerged],
    schemas: [llmSchema],
  });
  const edge = await world.start(['papers.api']);
  const connection = await connect(world.config.RABBITMQ_URL);
  const channel = await connection.createChannel();
  const queue = `${world.config.AMQP_NAMESPACE}.${simplifyCommand.kind}`;

  const runWith: OperateWorld['runWith'] = async (environment, script, ...args) => {
    const child = spawn(process.execPath, [path.join(scripts, `${script}.ts`), ...args], {
      env: { PATH: process.env.PATH, ...world.environment, ...environment },
      cwd: scripts,
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await ended, out, err };
  };
  const run: OperateWorld['run'] = (script, ...args) => runWith({}, script, ...args);

  async function accept(abstract = 'Pupils who walked recalled 17.4 words.'): Promise<JobView> {
    const { job } = await edge.runtime.jobs.accept({
      contract: simplifyCommand,
      id: uuidv7(),
      actor,
      data: inputOf(abstract),
      traceparent: '',
    });
    return job;
  }

  return {
    ...{ world, edge, channel, queue, run, runWith, accept },
    letters: async () => rowsOf((await run('dead-letters', 'list', '--json')).out),
    linesOf: (action) =>
      world.query('SELECT subject, actor_id, details FROM access.audit WHERE action = $1 ORDER BY id DESC', [
        action,
      ]),
    async jobThat(id, status) {
      let job: JobView | undefined;
      await until(`the job is ${status}`, async () => {
        job = await edge.runtime.jobs.read(id, actor.owner_id);
        return job?.status === status;
      });
      return job as JobView;
    },
    async jobWithBrokenMessage() {
      const job = await accept();
      let message: Awaited<ReturnType<Channel['get']>> = false;
      await until('its message is there', async () => {
        message = await channel.get(queue, { noAck: true });
        return message !== false;
      });
      const envelope = JSON.parse((message as unknown as { content: Buffer }).content.toString('utf8'));
      const body = Buffer.from(JSON.stringify({ ...envelope, version: 99 }));
      channel.sendToQueue(queue, body, { messageId: `broken-${job.id}`, persistent: true });
      return job;
    },
    async close() {
      await connection.close();
      await world.close();
    },
  };
}
