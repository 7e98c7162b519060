/** The style of the house that no linter of ours knows: one file in, what is untidy in it out. */
import ts from 'typescript';

export type Rule =
  | 'file-lines'
  | 'function-lines'
  | 'as-any'
  | 'only-or-skip'
  | 'console'
  | 'sleep-in-test'
  | 'process-env';

export interface Finding {
  rule: Rule;
  /** From the root of the repository, with `/`. */
  file: string;
  line: number;
  /** What it is found in: the function's name, or nothing where the file says enough. */
  name: string;
  /** How much of it: lines where the rule counts them, else 1. */
  size: number;
}

export const fileLinesMax = 300;
export const functionLinesMax = 70;

const isTest = (file: string): boolean => /\.test\.ts$|\/test\/|\/testing\//.test(file);
const mayReadEnvironment = (file: string): boolean =>
  file === 'services/main.ts' || file.startsWith('scripts/');

/** Everything untidy in one source file. */
export function untidy(file: string, text: string): Finding[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const findings: Finding[] = [];
  const lineOf = (position: number): number => source.getLineAndCharacterOfPosition(position).line + 1;
  const add = (rule: Rule, node: ts.Node, name = '', size = 1): void => {
    findings.push({ rule, file, line: lineOf(node.getStart(source)), name, size });
  };
  const lines = text.replace(/\n$/, '').split('\n').length;
  if (lines > fileLinesMax) findings.push({ rule: 'file-lines', file, line: 1, name: '', size: lines });
  const visit = (node: ts.Node): void => {
    if (hasBody(node)) {
      const size = ownLines(node, source);
      if (size > functionLinesMax) add('function-lines', node, nameOf(node), size);
    }
    if (ts.isAsExpression(node) && node.type.kind === ts.SyntaxKind.AnyKeyword) add('as-any', node);
    if (isOnlyOrSkip(node)) add('only-or-skip', node);
    if (file.startsWith('services/') && isMember(node, 'console')) add('console', node);
    if (isTest(file) && isSleep(node)) add('sleep-in-test', node);
    if (!mayReadEnvironment(file) && isMember(node, 'process', 'env')) add('process-env', node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return findings;
}

type FunctionWithBody = ts.FunctionLikeDeclaration & { body: ts.Node };

const hasBody = (node: ts.Node): node is FunctionWithBody =>
  ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;

/** Lines of a function without those of the functions in it, which count for themselves. */
function ownLines(outer: FunctionWithBody, source: ts.SourceFile): number {
  const own = new Set<number>();
  const lineOf = (position: number): number => source.getLineAndCharacterOfPosition(position).line;
  for (let line = lineOf(outer.getStart(source)); line <= lineOf(outer.end); line += 1) own.add(line);
  const leaveOut = (node: ts.Node): void => {
    if (!hasBody(node)) {
      ts.forEachChild(node, leaveOut);
      return;
    }
    // The line where it begins and the one where it ends belong to what surrounds it.
    for (let line = lineOf(node.getStart(source)) + 1; line < lineOf(node.end); line += 1) own.delete(line);
  };
  ts.forEachChild(outer, leaveOut);
  return own.size;
}

function nameOf(node: FunctionWithBody): string {
  if (node.name) return node.name.getText();
  const { parent } = node;
  const named =
    ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent);
  return named ? parent.name.getText() : '(anonymous)';
}

/** `object.anything`, or `object.name` where a name is given. */
const isMember = (node: ts.Node, object: string, name?: string): node is ts.PropertyAccessExpression =>
  ts.isPropertyAccessExpression(node) &&
  ts.isIdentifier(node.expression) &&
  node.expression.text === object &&
  (name === undefined || node.name.text === name);

/** `it.only`, `describe.skip`, `xit(…)`; not `this.skip()`, by which a test says that something is missing here. */
function isOnlyOrSkip(node: ts.Node): boolean {
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression))
    return /^x(it|describe)$/.test(node.expression.text);
  return ['it', 'describe'].some(
    (object) => isMember(node, object, 'only') || isMember(node, object, 'skip'),
  );
}

/** `new Promise((resolve) => setTimeout(resolve, …))`, or `setTimeout` as `node:timers/promises` has it. */
function isSleep(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node))
    return /^(node:)?timers\/promises$/.test((node.moduleSpecifier as ts.StringLiteral).text);
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'Promise') return false;
  const [executor] = node.arguments ?? [];
  if (!executor || !(ts.isArrowFunction(executor) || ts.isFunctionExpression(executor))) return false;
  const resolve = executor.parameters[0]?.name.getText();
  let found = false;
  const look = (inner: ts.Node): void => {
    const calls = ts.isCallExpression(inner) && inner.expression.getText() === 'setTimeout';
    if (calls && inner.arguments[0]?.getText() === resolve) found = true;
    ts.forEachChild(inner, look);
  };
  look(executor.body);
  return found;
}
