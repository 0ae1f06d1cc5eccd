import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'src');

interface Rule {
  rooms: readonly string[];
  typesOnly: boolean;
}

/** The table of ARCHITECTURE.md: room to what it may import. */
const rules = new Map<string, Rule>(
  [...readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8').matchAll(/^\| `(\w+)\/` +\|.*\| (.*?) +\|$/gm)].map(([, room, may]) => {
    const names = may!.replace(' (types only)', '');
    return [room!, { rooms: names === '-' ? [] : names.split(', '), typesOnly: may!.includes('types only') }];
  }),
);

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const rooms = new Set(files.filter((file) => file.includes('/')).map(roomOf));

/** `weights` of `weights/scale.ts`; empty for a file straight under src. */
function roomOf(file: string): string {
  return file.includes('/') ? file.split('/')[0]! : '';
}

interface Import {
  module: string;
  isType: boolean;
}

function importsOf(file: string): Import[] {
  const tree = ts.createSourceFile(file, readFileSync(join(source, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      const isType = ts.isImportDeclaration(node) ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword : node.isTypeOnly;
      found.push({ module: (node.moduleSpecifier as ts.StringLiteral).text, isType });
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      found.push({ module: argument && ts.isStringLiteral(argument) ? argument.text : '(computed)', isType: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

describe('the import rules of ARCHITECTURE.md', () => {
  it('have a row for every folder under src, and none for others', () => {
    expect([...rules.keys()].sort()).toEqual([...rooms].sort());
  });

  it.each(files)('%s', (file) => {
    const room = roomOf(file);
    for (const { module, isType } of importsOf(file)) {
      if (!module.startsWith('.')) continue;
      const target = roomOf(relative(source, join(source, dirname(file), module)));
      if (target === room) continue;
      if (target === 'cli') expect.fail(`${file} imports ${module}: nothing imports cli`);
      if (room === '' || room === 'cli') continue;
      const rule = rules.get(room)!;
      expect(rule.rooms, `${file} imports ${module}`).toContain(target);
      if (rule.typesOnly) expect(isType, `${file} imports ${module}: types only`).toBe(true);
      if (room === 'pool') expect(['pool/worker.ts', 'pool/messages.ts'], `${file} imports ${module}`).toContain(file);
    }
  });

  it('files, console, clock, signals and randomness are kept where they belong', () => {
    const everywhere = [/Math\.random\(/];
    const outsideCli = [/\bconsole\./, /\bprocess\./, /from 'node:fs/, /\bDate\b/, /performance\.now/];
    for (const file of files) {
      const text = readFileSync(join(source, file), 'utf8');
      const forbidden = roomOf(file) === 'cli' ? everywhere : [...everywhere, ...outsideCli];
      for (const pattern of forbidden) expect(pattern.test(text), `${file} uses ${pattern.source}`).toBe(false);
    }
  });
});
