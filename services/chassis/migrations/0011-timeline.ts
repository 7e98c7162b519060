import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Entries that a job keeps: the first ones, and the last. */
const [entriesMax, firstEntries] = [40, 8];

/**
 * What happened to a job beside what its own times tell; null for one that ran straight through. Never indexed: the
 * statements that write it are to stay HOT updates. A function, so that statements which seldom write pay for a call that
 * they do not make, and not for setting up all of this.
 */
export class Timeline1764000000011 implements MigrationInterface {
  name = 'Timeline1764000000011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE jobs.job ADD COLUMN timeline jsonb');
    await runner.query(`
      CREATE FUNCTION jobs.noted(timeline jsonb, entry jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
      BEGIN
        -- One entry makes room: the number of those left out takes the place of two at first, of one more each time.
        IF jsonb_array_length(timeline) >= ${entriesMax} THEN
          timeline := jsonb_set(timeline - ${firstEntries + 1}, '{${firstEntries}}', jsonb_build_object('event', 'left_out',
            'at', timeline->${firstEntries}->'at', 'left_out', coalesce((timeline->${firstEntries}->>'left_out')::int, 1) + 1));
        END IF;
        RETURN coalesce(timeline, '[]') || entry;
      END $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION jobs.noted(jsonb, jsonb)');
    await runner.query('ALTER TABLE jobs.job DROP COLUMN timeline');
  }
}
