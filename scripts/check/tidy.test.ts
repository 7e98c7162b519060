import { expect } from 'chai';
import { describe, it } from 'mocha';
import { objections } from './tidy.ts';
import { type Finding, fileLinesMax, functionLinesMax, untidy } from './tidy-rules.ts';

const rulesIn = (file: string, text: string): string[] => untidy(file, text).map((finding) => finding.rule);
const statements = (count: number): string => 'work();\n'.repeat(count);

describe('The tidy step', () => {
  it('counts the lines of a file', () => {
    expect(rulesIn('services/a.ts', statements(fileLinesMax))).to.deep.equal([]);
    expect(rulesIn('services/a.ts', statements(fileLinesMax + 1))).to.deep.equal(['file-lines']);
  });

  it('counts the lines of a function, and those of a function inside it for that one alone', () => {
    const withBody = (name: string, body: string): string => `function ${name}() {\n${body}}\n`;
    const longest = statements(functionLinesMax - 2);
    expect(rulesIn('services/a.ts', withBody('outer', longest))).to.deep.equal([]);
    expect(rulesIn('services/a.ts', withBody('outer', statements(10) + withBody('inner', longest)))).to.be
      .empty;
    const [found, ...more] = untidy(
      'services/a.ts',
      withBody('outer', withBody('inner', `${longest}work();\n`)),
    );
    expect(more).to.be.empty;
    expect(found).to.include({ rule: 'function-lines', name: 'inner', line: 2, size: functionLinesMax + 1 });
  });

  it('names a long arrow function after what holds it', () => {
    const body = statements(functionLinesMax);
    const text = `const held = () => {\n${body}};\nconst object = { member: async () => {\n${body}} };\n`;
    expect(untidy('services/a.ts', text).map((finding) => finding.name)).to.deep.equal(['held', 'member']);
  });

  it('sees casts to any, but not the word', () => {
    expect(rulesIn('services/a.ts', 'const a = b as any;')).to.deep.equal(['as-any']);
    expect(rulesIn('services/a.ts', "const a = 'b as any'; // as any")).to.deep.equal([]);
  });

  it('sees tests that are left out, but not those that skip themselves', () => {
    for (const text of ['it.only("a", f);', 'describe.skip("a", f);', 'it.skip("a", f);', 'xit("a", f);'])
      expect(rulesIn('services/a.test.ts', text), text).to.deep.equal(['only-or-skip']);
    expect(rulesIn('services/a.test.ts', 'it("a", function () { this.skip(); });')).to.deep.equal([]);
  });

  it('sees the console in services alone', () => {
    expect(rulesIn('services/a.ts', 'console.log(1);')).to.deep.equal(['console']);
    expect(rulesIn('scripts/a.ts', 'console.log(1);')).to.deep.equal([]);
  });

  it('sees sleeps in tests and what tests share, in each form', () => {
    for (const text of [
      "import { setTimeout as sleep } from 'node:timers/promises';",
      'await new Promise((resolve) => setTimeout(resolve, 50));',
      'await new Promise((done) => { setTimeout(done, 50); });',
    ]) {
      expect(rulesIn('services/a.test.ts', text), text).to.deep.equal(['sleep-in-test']);
      expect(rulesIn('services/a/test/world.ts', text), text).to.deep.equal(['sleep-in-test']);
      expect(rulesIn('services/a.ts', text), text).to.deep.equal([]);
    }
    expect(rulesIn('services/a.test.ts', 'setTimeout(() => give(up), 50);')).to.deep.equal([]);
  });

  it('sees readers of the environment outside main.ts and scripts', () => {
    expect(rulesIn('services/chassis/a.ts', 'const a = process.env.A;')).to.deep.equal(['process-env']);
    expect(rulesIn('services/main.ts', 'const a = process.env;')).to.deep.equal([]);
    expect(rulesIn('scripts/a.ts', 'const a = process.env;')).to.deep.equal([]);
  });
});

describe('The exceptions of the tidy step', () => {
  const finding = (size: number, line = 1): Finding => ({
    rule: 'function-lines',
    file: 'a.ts',
    line,
    name: 'long',
    size,
  });
  const allowed = [{ rule: 'function-lines', file: 'a.ts', name: 'long', size: 90 }] as const;

  it('let pass what is in them, not what has grown', () => {
    expect(objections([finding(90)], allowed)).to.deep.equal([]);
    expect(objections([finding(80), finding(91, 200)], allowed)).to.deep.equal([
      'a.ts:200 function-lines in long: 91',
    ]);
    expect(objections([finding(80)], [])).to.deep.equal(['a.ts:1 function-lines in long: 80']);
  });

  it('count how often, where a rule counts no lines', () => {
    const log = (line: number): Finding => ({ rule: 'console', file: 'a.ts', line, name: '', size: 1 });
    expect(objections([log(1)], [{ rule: 'console', file: 'a.ts', size: 1 }])).to.deep.equal([]);
    expect(objections([log(1), log(2)], [{ rule: 'console', file: 'a.ts', size: 1 }])).to.have.length(1);
  });

  it('have to go when nothing needs them any more', () => {
    expect(objections([], allowed)).to.have.length(1);
  });
});
