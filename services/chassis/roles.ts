/** Which parts of which services a process runs: `all`, `api`, `worker`, a service, or `service.part`. */
import type { Service } from './service.ts';

export interface Role {
  service: Service;
  part: 'api' | 'worker';
}

export class UnknownRole extends Error {
  constructor(name: string, known: string[]) {
    super(`unknown role "${name}"; known: ${known.join(', ')}`);
    this.name = 'UnknownRole';
  }
}

/** Each role once, in the order of the services; throws `UnknownRole`. */
export function rolesNamed(names: readonly string[], services: readonly Service[]): Role[] {
  const every: Role[] = services.flatMap((service) => [
    ...(service.api ? [{ service, part: 'api' as const }] : []),
    ...(service.worker ? [{ service, part: 'worker' as const }] : []),
  ]);
  const answersTo = (role: Role): string[] => [
    'all',
    role.part,
    role.service.name,
    `${role.service.name}.${role.part}`,
  ];
  const known = [...new Set(every.flatMap(answersTo))].sort();
  for (const name of names) if (!known.includes(name)) throw new UnknownRole(name, known);
  return every.filter((role) => answersTo(role).some((name) => names.includes(name)));
}
