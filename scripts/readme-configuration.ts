/** The README's configuration table, from the configuration itself. */
import { variables } from '@scory/chassis/config.ts';

const defaultOf = (schema: { safeParse(value: unknown): { success: boolean; data?: unknown } }): string => {
  const parsed = schema.safeParse(undefined);
  if (!parsed.success) return '**required**';
  const { data } = parsed;
  if (data === undefined) return '';
  return `\`${Array.isArray(data) ? data.join(',') : String(data)}\``;
};

export function configurationTable(): string {
  const rows = Object.entries(variables).map(
    ([name, [schema, purpose]]) => `| \`${name}\` | ${defaultOf(schema)} | ${purpose} |`,
  );
  return ['| Variable | Default | What it is for |', '|---|---|---|', ...rows].join('\n');
}
