import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  cycles,
  importGraph,
  orderViolations,
  readSources,
  roomOf,
  roomsOf,
  type Sources,
} from './imports.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = readSources(`${root}src`);
const rooms = roomsOf(readFileSync(`${root}ARCHITECTURE.md`, 'utf8'));

const planted = (file: string, text: string): Sources => new Map([...sources, [file, text]]);

describe('the rooms of ARCHITECTURE.md', () => {
  it('are the folders of src', () => {
    const folders = readdirSync(`${root}src`, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect([...rooms].sort()).toEqual(folders.map(({ name }) => name).sort());
  });

  it('are imported only by rooms below them', () => {
    expect(orderViolations(importGraph(sources), rooms)).toEqual([]);
  });

  it('the check finds an import from a room below, also of a type or by a dynamic import', () => {
    for (const text of [
      "import { perform } from '../cli/program.js';",
      "import type { Program } from '../cli/program.js';",
      "export { perform } from '../cli/program.js';",
      "const load = () => import('../cli/program.js');",
      "let program: import('../cli/program.js').Program;",
    ]) {
      const violations = orderViolations(importGraph(planted('weights/planted.ts', text)), rooms);
      expect(violations, text).toContain('weights/planted.ts imports cli/program.ts');
    }
  });
});

describe('imports of files', () => {
  it('have no cycle', () => {
    expect(cycles(importGraph(sources))).toEqual([]);
  });

  it('the check finds direct and indirect cycles', () => {
    const graph = importGraph(
      new Map([
        ['a.ts', "import './b.js';"],
        ['b.ts', "import './c.js';"],
        ['c.ts', "import './a.js';"],
        ['d.ts', "import './a.js'; import './d.js';"],
      ]),
    );
    expect(cycles(graph)).toEqual([['a.ts', 'b.ts', 'c.ts'], ['d.ts']]);
  });

  it('the check throws for an import of a missing file', () => {
    expect(() => importGraph(new Map([['a.ts', "import './b.js';"]]))).toThrow('a.ts imports ./b.js');
  });
});

/** Rooms that may access the machine: files, clock, process. */
const MACHINE = ['run', 'results', 'epochs', 'report', 'cli'];
const RULES: [use: RegExp, allowed: readonly string[]][] = [
  [/Math\.random\(/, []],
  [/\bconsole\.\w+\(/, []],
  [/from 'node:fs/, MACHINE],
  [/\bprocess\.(?!env\b)\w/, ['results', 'cli', 'epochs']],
  [/\bnew Date\(\)|\bDate\.now\b|performance\.now/, ['results', 'run', 'report', 'cli', 'epochs']],
];

it.each(RULES)('only allowed rooms use %s', (use, allowed) => {
  const users = [...sources].filter(([, text]) => use.test(text)).map(([file]) => file);
  expect(users.filter((file) => !allowed.includes(roomOf(file)))).toEqual([]);
});

it('among the epochs only a live topic uses the clock', () => {
  const users = [...sources].filter(([, text]) => /\bnew Date\(\)|\bDate\.now\b|performance\.now/.test(text));
  const files = users.map(([file]) => file).filter((file) => roomOf(file) === 'epochs');
  expect(files.filter((file) => !file.startsWith('epochs/chain/'))).toEqual([]);
});
