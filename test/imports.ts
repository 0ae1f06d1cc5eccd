/** The import graph of a source tree, and the rules of ARCHITECTURE.md on it. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';

/** Text of each file by its path below the source folder. */
export type Sources = ReadonlyMap<string, string>;

export function readSources(folder: string): Sources {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return new Map(
    files
      .filter((file) => file.endsWith('.ts'))
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  );
}

/** Rooms in the order of ARCHITECTURE.md. A file imports only from its own room and the rooms above it. */
export function roomsOf(architecture: string): string[] {
  return [...architecture.matchAll(/^\| `(\w+)\/` +\|/gm)].map(([, room]) => room!);
}

/** The room of a file: `weights` for `weights/scale.ts`; empty for a file directly in the source folder. */
export function roomOf(file: string): string {
  return file.includes('/') ? file.split('/')[0]! : '';
}

/** Files that each file imports, by static or dynamic imports, types included. */
export function importGraph(sources: Sources): Map<string, string[]> {
  return new Map(
    [...sources].map(([file, text]) => {
      const relative = modulesOf(text).filter((module) => module.startsWith('.'));
      return [file, relative.map((module) => targetOf(file, module, sources))];
    }),
  );
}

/**
 * Imported modules of a file. Dynamic imports without a string literal are omitted: `import(worker.href)` in
 * run/jobs.ts.
 */
function modulesOf(text: string): string[] {
  return ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName);
}

/** The imported file. Imports name compiled files (`.js`); in AssemblyScript they have no extension. */
function targetOf(file: string, module: string, sources: Sources): string {
  const path = normalize(join(dirname(file), module)).replace(/\.js$/, '');
  const target = `${path}.ts`;
  if (!sources.has(target)) throw new Error(`${file} imports ${module}, which does not exist`);
  return target;
}

/**
 * Imports from a room below that of the file, as `file imports target`. Files directly in the source folder
 * may import from all rooms but `cli`.
 */
export function orderViolations(
  graph: ReadonlyMap<string, readonly string[]>,
  rooms: readonly string[],
): string[] {
  const isAllowed = (file: string, target: string) => {
    const [from, to] = [roomOf(file), roomOf(target)];
    if (from === '') return to !== 'cli';
    return to !== '' && rooms.indexOf(to) <= rooms.indexOf(from);
  };
  return [...graph].flatMap(([file, targets]) =>
    targets.filter((target) => !isAllowed(file, target)).map((target) => `${file} imports ${target}`),
  );
}

/** Groups of files that import each other, also indirectly (strongly connected components, Tarjan 1972). */
export function cycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): void => {
    index.set(file, index.size);
    low.set(file, index.get(file)!);
    stack.push(file);
    for (const target of graph.get(file) ?? []) {
      if (!index.has(target)) visit(target);
      if (stack.includes(target)) low.set(file, Math.min(low.get(file)!, low.get(target)!));
    }
    if (low.get(file) !== index.get(file)) return;
    const group = stack.splice(stack.indexOf(file));
    if (group.length > 1 || graph.get(file)?.includes(file)) found.push(group.sort());
  };
  for (const file of graph.keys()) if (!index.has(file)) visit(file);
  return found;
}
