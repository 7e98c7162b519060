/** The `Priority` header (RFC 9218 §4): urgency 0 to 7, 3 where nothing is said; a higher number matters less. */
import type { Lane } from '../jobs/jobs.ts';

const urgency = /(?:^|,)\s*u=([0-7])\s*(?:$|,)/;
/** Background work, by the RFC's own words for 7; 5 and 6 are below the default as well. */
const bulkFrom = 5;

export function laneOf(header: string | undefined): Lane {
  const match = header === undefined ? null : urgency.exec(header);
  return match && Number(match[1]) >= bulkFrom ? 'bulk' : 'normal';
}
