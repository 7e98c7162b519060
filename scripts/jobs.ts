/** `npm run jobs -- status | show ID | retry … | cancel … | pause KIND | resume KIND | schedules`: jobs past the owner rule, for operators. */
import { parseArgs } from 'node:util';
import {
  findSql,
  pausedSql,
  pauseSql,
  resumeSql,
  retrySql,
  statusSql,
} from '@scory/chassis/jobs/operator-statements.ts';
import { allSchedulesSql } from '@scory/chassis/jobs/schedule-statements.ts';
import { cancelRunningSql, cancelSql } from '@scory/chassis/jobs/statements.ts';
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
Without an id at least one filter is needed. TIME is RFC 3339, or e.g. 90m, 2h, 1d ago.`;

const unfinished = ['queued', 'running', 'waiting', 'cancelling'];
/** A provider's outage fails every job alike; cancelled ones are tried again by id only. */
const retried = ['failed', 'expired'];
const unitsMs: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const eventGraceMs = 0;

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

interface Found extends Record<string, unknown> {
  id: string;
  owner_id: string;
  parent_id: string | null;
}

async function find(
  { database }: Tools,
  ids: string[],
  given: Filters,
  statuses: string[],
): Promise<Found[]> {
  const { kind, code, since, owner, trace, limit } = given;
  if (ids.length > 0) {
    return database.query<Found>(
      'SELECT id, owner_id, parent_id FROM jobs.job WHERE id = ANY($1::uuid[]) ORDER BY id',
      [ids],
    );
  }
  if (!kind && !code && !since && !owner && !trace) throw new Error(`name an id or a filter\n${usage}`);
  return database.query<Found>(findSql, [
    kind ?? null,
    code ?? null,
    since ?? null,
    owner ?? null,
    trace ?? null,
    statuses,
    limit,
  ]);
}

async function retry(tools: Tools, ids: string[], given: Filters): Promise<void> {
  const found = await find(tools, ids, given, retried);
  const again = await tools.database.query(retrySql, [found.map(({ id }) => id)]);
  const parts = found.filter(({ parent_id: parent }) => parent !== null).length;
  const why = parts > 0 ? `; ${parts} are parts of other jobs, which are tried again as a whole` : '';
  console.log(`${again.length} of ${found.length} jobs wait for their turn again${why}`);
}

async function cancel(tools: Tools, ids: string[], given: Filters): Promise<void> {
  const found = await find(tools, ids, given, unfinished);
  let [ended, asked] = [0, 0];
  for (const { id, owner_id: owner } of found) {
    // Their events leave through the relay, as this program has no connection to the broker.
    if ((await tools.database.query(cancelSql, [id, owner, eventGraceMs])).length > 0) ended += 1;
    else if ((await tools.database.query(cancelRunningSql, [id, owner])).length > 0) asked += 1;
  }
  console.log(`${ended} of ${found.length} jobs cancelled, ${asked} running ones asked to end`);
}

async function show({ database }: Tools, id: string | undefined, json: boolean): Promise<void> {
  const [job] = await database.query('SELECT * FROM jobs.job WHERE id = $1', [z.uuid().parse(id)]);
  if (!job) throw new Error(`there is no job ${id}`);
  // What the owner sent and got is the owner's.
  const { input, result, ...rest } = job as Record<string, unknown>;
  if (json) print([rest], true);
  else
    print(
      Object.entries(rest).map(([column, value]) => ({ column, value })),
      false,
    );
}

async function status({ database }: Tools, json: boolean): Promise<void> {
  print(await database.query(statusSql), json);
  const paused = await database.query(pausedSql);
  if (paused.length > 0 && !json) console.log();
  print(paused, json);
}

async function setPaused({ database }: Tools, kind: string, paused: boolean, reason?: string): Promise<void> {
  if (!commands.some((command) => command.kind === kind))
    throw new Error(
      `there are no jobs of kind ${kind}; there are: ${commands.map((one) => one.kind).join(', ')}`,
    );
  if (paused) {
    await database.query(pauseSql, [kind, reason ?? null]);
    console.log(`${kind} is paused: its jobs wait, those that run end`);
  } else {
    const resumed = await database.query(resumeSql, [kind]);
    console.log(resumed.length > 0 ? `${kind} goes on` : `${kind} was not paused`);
  }
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
