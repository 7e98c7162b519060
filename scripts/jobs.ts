/** `npm run jobs -- status | show ID | retry … | cancel … | pause KIND | resume KIND | schedules`: jobs past the owner rule, for operators. */
import { parseArgs } from 'node:util';
import type { JobFilter, Operator, Selection } from '@scory/chassis/jobs/operations.ts';
import { statusSql } from '@scory/chassis/jobs/operator-statements.ts';
import { allSchedulesSql } from '@scory/chassis/jobs/schedule-statements.ts';
import { commands } from '@scory/contracts/catalog.ts';
import { z } from 'zod';
import { print, runCommand, type Tools, withTools } from './operate/tools.ts';

const usage = `npm run jobs -- status [--json]
npm run jobs -- show ID [--json]
npm run jobs -- retry  [ID…] [--kind K] [--code C] [--since TIME] [--owner ID] [--trace ID] [--limit N]   what failed, expired or was cancelled
npm run jobs -- cancel [ID…] [the same filters]                                             what has not ended
npm run jobs -- pause  KIND [--reason TEXT]   jobs of the kind are accepted and wait; those that run end
npm run jobs -- resume KIND
npm run jobs -- schedules [--kind K] [--owner ID] [--limit N] [--json]   what comes again and again, and how it went last time
Ids or at least one filter are needed, not both. TIME is RFC 3339, or e.g. 90m, 2h, 1d ago. What is done here is in the audit log.`;

const unitsMs: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

const time = z.string().transform((text, context) => {
  const ago = /^(\d{1,5})([mhd])$/.exec(text);
  const at = ago ? Date.now() - Number(ago[1]) * (unitsMs[ago[2] as string] as number) : Date.parse(text);
  if (Number.isNaN(at)) context.addIssue({ code: 'custom', message: 'is neither a time nor a span' });
  return Number.isNaN(at) ? '' : new Date(at).toISOString();
});

const filters = z.strictObject({
  kind: z.string().optional(),
  code: z.string().optional(),
  since: time.optional(),
  owner: z.uuid().optional(),
  trace: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(100_000).default(10_000),
});
type Filters = z.output<typeof filters>;

const shell: Operator = { actorId: null };

function selectionOf(ids: string[], { limit, ...filter }: Filters): Selection {
  const named = Object.values(filter).some((value) => value !== undefined);
  if (ids.length > 0 === named) throw new Error(`name either ids or a filter\n${usage}`);
  return ids.length > 0 ? { ids } : { filter: filterOf(filter), limit };
}

const filterOf = ({ owner, trace, ...rest }: Omit<Filters, 'limit'>): JobFilter => ({
  ...rest,
  ownerId: owner,
  traceId: trace,
});

const andMore = (more: boolean): string => (more ? '; there are more, the same again goes on with them' : '');

async function retry({ operations }: Tools, ids: string[], given: Filters): Promise<void> {
  const { found, retried, parts, more } = await operations.retry(selectionOf(ids, given), shell);
  const why = parts > 0 ? `; ${parts} are parts of other jobs, which are tried again as a whole` : '';
  console.log(`${retried} of ${found} jobs wait for their turn again${why}${andMore(more)}`);
}

async function cancel({ operations }: Tools, ids: string[], given: Filters): Promise<void> {
  const { found, cancelled, cancelling, more } = await operations.cancel(selectionOf(ids, given), shell);
  console.log(
    `${cancelled} of ${found} jobs cancelled, ${cancelling} running ones asked to end${andMore(more)}`,
  );
}

async function show({ operations }: Tools, id: string | undefined, json: boolean): Promise<void> {
  const job = await operations.read(z.uuid().parse(id), shell);
  if (!job) throw new Error(`there is no job ${id}`);
  if (json) {
    print([job], true);
    return;
  }
  const { timeline, ...rest } = job;
  print(
    Object.entries(rest).map(([column, value]) => ({ column, value })),
    false,
  );
  console.log();
  print(
    timeline.map(({ at, event, ...details }) => ({ at, event, details })),
    false,
  );
}

/** What jobs do, and a line a kind: what PostgreSQL holds of it beside what RabbitMQ does. */
async function status({ database, operations }: Tools, json: boolean): Promise<void> {
  const rows = await database.query(statusSql);
  print(rows, json);
  if (rows.length > 0 && !json) console.log();
  const { kinds } = await operations.kinds();
  const unknown = json ? null : 'unknown';
  print(
    kinds.map(({ kind, jobs, broker, paused, reason }) => ({
      kind,
      ...jobs,
      ready: broker?.ready ?? unknown,
      consumers: broker?.consumers ?? unknown,
      paused,
      reason,
    })),
    json,
  );
}

async function setPaused(
  { operations }: Tools,
  kind: string,
  paused: boolean,
  reason?: string,
): Promise<void> {
  const set = await operations.setPaused(kind, { paused, reason: reason ?? null }, shell);
  if (!set)
    throw new Error(
      `there are no jobs of kind ${kind}; there are: ${commands.map((one) => one.kind).join(', ')}`,
    );
  if (paused) console.log(`${kind} is paused: its jobs wait, those that run end`);
  else console.log(set.changed ? `${kind} goes on` : `${kind} was not paused`);
}

async function listSchedules(
  { database }: Tools,
  { kind, owner, limit }: Filters,
  json: boolean,
): Promise<void> {
  print(await database.query(allSchedulesSql, [kind ?? null, owner ?? null, limit]), json);
}

const verbs: Record<string, (tools: Tools, words: string[], given: Given) => Promise<void>> = {
  status: (tools, _words, { json }) => status(tools, json),
  show: (tools, [id], { json }) => show(tools, id, json),
  retry: (tools, ids, { filters: given }) => retry(tools, ids, given),
  cancel: (tools, ids, { filters: given }) => cancel(tools, ids, given),
  pause: (tools, [kind = ''], { reason }) => setPaused(tools, kind, true, reason),
  resume: (tools, [kind = '']) => setPaused(tools, kind, false),
  schedules: (tools, _words, { filters: given, json }) => listSchedules(tools, given, json),
};

interface Given {
  filters: Filters;
  json: boolean;
  reason: string | undefined;
}

runCommand(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      reason: { type: 'string' },
      kind: { type: 'string' },
      code: { type: 'string' },
      since: { type: 'string' },
      owner: { type: 'string' },
      trace: { type: 'string' },
      limit: { type: 'string' },
    },
  });
  const [name = '', ...words] = positionals;
  const { json, reason, ...given } = values;
  const parsed = filters.safeParse(given);
  const verb = verbs[name];
  const takesKind = name === 'pause' || name === 'resume';
  if (!parsed.success) throw new Error(`${z.prettifyError(parsed.error)}\n${usage}`);
  if (!verb || !(takesKind ? words.length === 1 : z.array(z.uuid()).safeParse(words).success))
    throw new Error(usage);
  await withTools((tools) => verb(tools, words, { filters: parsed.data, json, reason }));
});
