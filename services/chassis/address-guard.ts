/**
 * Which addresses a request on a stranger's behalf may go to: globally reachable unicast and nothing else. What is
 * not known to be public is refused, so a range that this list forgets cannot be reached.
 */
import ipaddr from 'ipaddr.js';

export interface AddressRules {
  /** Lets 127.0.0.0/8 and ::1 through, for development. Forms that embed them stay refused. */
  allowLoopback?: boolean;
}

/** IANA special-purpose blocks that ipaddr.js takes for ordinary unicast, or did in some version. */
const specialIPv4 = [
  '0.0.0.0/8',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '240.0.0.0/4',
].map((block) => ipaddr.IPv4.parseCIDR(block));

/** Only 2000::/3 is given out as global unicast; within it, protocol assignments, documentation and 6to4 are not. */
const globalIPv6 = ipaddr.IPv6.parseCIDR('2000::/3');
const specialIPv6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'].map(
  (block) => ipaddr.IPv6.parseCIDR(block),
);

/** True when `address` (a literal IPv4 or IPv6 address, without brackets) may be connected to. */
export function isAddressAllowed(address: string, { allowLoopback = false }: AddressRules = {}): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  const range = parsed.range();
  if (range === 'loopback') return allowLoopback;
  if (range !== 'unicast') return false;
  if (parsed instanceof ipaddr.IPv4) return !specialIPv4.some((block) => parsed.match(block));
  return parsed.match(globalIPv6) && !specialIPv6.some((block) => parsed.match(block));
}
