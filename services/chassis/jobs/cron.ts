/** When a schedule comes next: cron expressions of five fields, read on the clock of a time zone. */
import { Cron } from 'croner';
import { Problem } from '../errors.ts';

/** Five fields. The library would take dates and seconds as well, and a job a second is no schedule. */
const form = /^[\w*,/#?+-]+( +[\w*,/#?+-]+){4}$/;
const longest = 100;

function zoneExists(timezone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }) !== undefined;
  } catch {
    return false;
  }
}

function nextOf(cron: string, timezone: string, after: Date): Date | null {
  if (cron.length > longest || !form.test(cron)) return null;
  try {
    return new Cron(cron, { mode: '5-part', timezone, paused: true }).nextRun(after);
  } catch {
    return null;
  }
}

const invalid = (field: string, message: string): Problem =>
  new Problem(422, 'SCHEDULE_INVALID', message, { errors: [{ pointer: `/${field}`, message }] });

/**
 * The first tick after an instant. Where clocks go forward, what falls into the gap comes at its end; where they go back, a
 * fixed hour comes once and `*` comes in both. Throws `Problem` 422 `SCHEDULE_INVALID` where the expression or the zone is
 * not understood, or no day is such a day.
 */
export function nextTick(cron: string, timezone: string, after: Date): Date {
  if (!zoneExists(timezone)) throw invalid('timezone', `${timezone} is no time zone`);
  const next = nextOf(cron, timezone, after);
  if (!next) throw invalid('cron', `${cron} is no cron expression of five fields, or never comes`);
  return next;
}
