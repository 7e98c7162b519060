/** Which events the services' source publishes: nothing declares that, so the syntax tree is asked. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { EventContract } from '@scory/contracts/define.ts';
import ts from 'typescript';
import type { Kept } from './completeness.ts';

const contracts = '@scory/contracts/';

/** The names under which a file publishes events: `outbox.emit(tx, name, …)`, or `{ contract: name, data: … }`. */
export function publishedNames(text: string): { module: string; name: string }[] {
  const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);
  const imported = new Map<string, { module: string; name: string }>();
  const published = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) noteImports(node, imported);
    const name = publishedBy(node);
    if (name) published.add(name);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return [...published].flatMap((name) => imported.get(name) ?? []);
}

function noteImports(
  node: ts.ImportDeclaration,
  imported: Map<string, { module: string; name: string }>,
): void {
  const module = (node.moduleSpecifier as ts.StringLiteral).text;
  const bindings = node.importClause?.namedBindings;
  if (!module.startsWith(contracts) || !bindings || !ts.isNamedImports(bindings)) return;
  for (const { name, propertyName } of bindings.elements)
    imported.set(name.text, { module, name: (propertyName ?? name).text });
}

function publishedBy(node: ts.Node): string | undefined {
  if (ts.isCallExpression(node)) {
    const emits = ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'emit';
    return emits ? node.arguments[1]?.getText() : undefined;
  }
  if (!ts.isObjectLiteralExpression(node)) return undefined;
  const initialiser = (key: string): ts.Node | undefined =>
    node.properties.find(
      (property): property is ts.PropertyAssignment =>
        ts.isPropertyAssignment(property) && property.name.getText() === key,
    )?.initializer;
  const has = (key: string): boolean => node.properties.some((property) => property.name?.getText() === key);
  return has('data') ? initialiser('contract')?.getText() : undefined;
}

const isEvent = (value: unknown): value is EventContract =>
  typeof value === 'object' && value !== null && 'type' in value && 'data' in value && 'summary' in value;

/** Each event with the service that publishes it, once a service. */
export async function publishedEvents(root: string): Promise<Kept<EventContract>[]> {
  const found = new Map<string, Kept<EventContract>>();
  const files = globSync('services/*/**/*.ts', { cwd: root }).filter(
    (file) => !/\.test\.ts$|\/(test|testing)\//.test(file.split(path.sep).join('/')),
  );
  for (const file of files) {
    const by = file.split(path.sep)[1] as string;
    for (const { module, name } of publishedNames(readFileSync(path.join(root, file), 'utf8'))) {
      const exported = ((await import(module)) as Record<string, unknown>)[name];
      // What a job is accepted with looks alike: a command, which is no event.
      if (isEvent(exported)) found.set(`${by} ${exported.type}`, { by, contract: exported });
    }
  }
  return [...found.values()];
}
