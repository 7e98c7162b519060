/** Whether what the catalogue promises is what the services do: nothing unserved, nothing served twice, nothing unsaid. */
import type {
  CommandContract,
  EventContract,
  RouteContract,
  SubscriptionContract,
} from '@scory/contracts/define.ts';
import { jobEnds } from '@scory/contracts/define.ts';

export interface Catalogue {
  commands: readonly CommandContract[];
  events: readonly EventContract[];
  subscriptions: readonly SubscriptionContract[];
  routes: readonly RouteContract[];
}

/** One contract and who keeps it. */
export interface Kept<Contract> {
  by: string;
  contract: Contract;
}

export interface Keeping {
  commands: readonly Kept<CommandContract>[];
  events: readonly Kept<EventContract>[];
  subscriptions: readonly Kept<SubscriptionContract>[];
  routes: readonly Kept<RouteContract>[];
}

/** Every promise that is not kept exactly once, and everything done that was not promised. */
export function gaps(catalogue: Catalogue, keeping: Keeping): string[] {
  return [
    ...unmatched('command', 'handled', catalogue.commands, keeping.commands, ({ kind }) => kind),
    ...unmatched('event', 'published', catalogue.events, keeping.events, ({ type }) => type),
    ...unmatched(
      'subscription',
      'handled',
      catalogue.subscriptions,
      keeping.subscriptions,
      ({ name }) => name,
    ),
    ...unmatched('route', 'served', catalogue.routes, keeping.routes, ({ name }) => name),
    ...deafPatterns(catalogue),
  ];
}

function unmatched<Contract>(
  what: string,
  done: string,
  promised: readonly Contract[],
  kept: readonly Kept<Contract>[],
  nameOf: (contract: Contract) => string,
): string[] {
  const twice = promised.filter((contract, place) => promised.findIndex(same(contract)) !== place);
  const problems = twice.map((contract) => `${what} ${nameOf(contract)} stands in the catalogue twice`);
  for (const contract of promised) {
    const by = kept.filter((entry) => entry.contract === contract).map((entry) => entry.by);
    if (by.length !== 1)
      problems.push(
        `${what} ${nameOf(contract)} is ${done} by ${by.length === 0 ? 'nobody' : by.join(' and ')}`,
      );
  }
  const unsaid = kept.filter((entry) => !promised.includes(entry.contract));
  for (const { by, contract } of unsaid)
    problems.push(`${what} ${nameOf(contract)} is ${done} by ${by} but is not in the catalogue`);
  return problems;

  function same(contract: Contract): (other: Contract) => boolean {
    return (other) => nameOf(other) === nameOf(contract);
  }
}

/** Patterns of subscriptions to which no event is ever sent. */
function deafPatterns({ commands, events, subscriptions }: Catalogue): string[] {
  const types = [
    ...events.map((event) => event.type),
    ...commands.flatMap((command) => jobEnds.map((end) => `${command.kind}.${end}`)),
  ];
  return subscriptions.flatMap(({ name, patterns }) =>
    patterns
      .filter((pattern) => !types.some((type) => matches(pattern, type)))
      .map((pattern) => `subscription ${name} waits for ${pattern}, which nothing sends`),
  );
}

/** A topic exchange's matching: `*` is one word, `#` any number of them. */
function matches(pattern: string, type: string): boolean {
  const match = (wanted: readonly string[], words: readonly string[]): boolean => {
    const [first, ...rest] = wanted;
    if (first === undefined) return words.length === 0;
    if (first === '#') return match(rest, words) || (words.length > 0 && match(wanted, words.slice(1)));
    return words.length > 0 && (first === '*' || first === words[0]) && match(rest, words.slice(1));
  };
  return match(pattern.split('.'), type.split('.'));
}
