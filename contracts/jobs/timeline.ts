/** What happened to a job, and when. */
import { z } from 'zod';
import { job, jobStatus, timestamp } from '../http.ts';

/** Every event, and what it says. */
export const timelineEvents = {
  accepted: 'the job was accepted',
  delayed: 'it waits until `until`, as was asked for',
  waiting: "it waits for its owner's turn",
  released: 'its turn has come: it is sent to the workers',
  sent_again: 'it had not been sent in time, or was given back, and is sent now',
  message_lost: 'the broker has lost it; it is sent again',
  started: 'a worker began (the try number `attempt`), or went on with the results of the parts',
  taken_over: 'a worker began in place of one that had fallen silent',
  try_failed: 'a try failed with `code`; the next one is due at `next_try_at`',
  given_back: 'its worker stops, which is not counted as a try',
  run_lost: 'its worker has fallen silent; it is queued again',
  cancel_requested: 'its worker is asked to stop',
  divided: 'it was divided into `parts`, of which `parts_open` were still to do',
  parts_ended: 'the last part has ended',
  retried: 'it begins anew, as an operator wanted, and waits for its turn again',
  left_out: 'so many entries (`left_out`) are left out here',
  ended: 'it ended as `status`, where it did not succeed with `code`',
} as const;
export type TimelineEvent = keyof typeof timelineEvents;

const events = Object.keys(timelineEvents) as [TimelineEvent, ...TimelineEvent[]];
const meaning = Object.entries(timelineEvents).map(([event, says]) => `- \`${event}\`: ${says}`);

export const timelineEntry = z.object({
  at: timestamp,
  event: z.enum(events).meta({ description: meaning.join('\n') }),
  attempt: z.int().optional(),
  code: z.string().optional(),
  until: timestamp.optional(),
  next_try_at: timestamp.optional(),
  parts: z.int().optional(),
  parts_open: z.int().optional(),
  left_out: z.int().optional(),
  status: jobStatus.optional(),
});
export type TimelineEntry = z.infer<typeof timelineEntry>;

export const jobWithTimeline = job.extend({
  timeline: z
    .array(timelineEntry)
    .optional()
    .meta({ description: 'Oldest first; only where `include=timeline` asked for it' }),
});
export type JobWithTimeline = z.infer<typeof jobWithTimeline>;
