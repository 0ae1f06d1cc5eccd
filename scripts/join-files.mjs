/**
 * Joins files of a bundled program. esbuild splits code by the entry points that share it, which gives about
 * fifty files to a command. Node needs nearly a millisecond to find and link each of them.
 */

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

/**
 * Joins the files of each group, with those that they import, into one file with the name of the group. A
 * file belongs to the first group that needs it. All other files import the joined ones.
 * @param folder of the program
 * @param outputs its files, by their paths (esbuild's metafile)
 * @param groups sources by the name of their file; a group may import earlier ones only
 * @param options of esbuild
 */
export async function joinFiles(folder, outputs, groups, options) {
  // A file may import another one for its effects only. The joined ones have none.
  const settings = { ...options, packages: 'external', logOverride: { 'ignored-bare-import': 'silent' } };
  /** For each joined file, by its name, its group and its exports there. */
  const places = new Map();
  for (const [group, sources] of Object.entries(groups)) {
    const found = closure(outputs, sources).filter((path) => !places.has(basename(path)));
    const names = found.map((path) => basename(path));
    // Two files may use one name for different things, so the number of the file precedes it.
    const exported = found.map((path, i) => outputs[path].exports.map((name) => [name, `of${i}_${name}`]));
    const contents = names.map((name, i) => {
      const list = exported[i].map(([own, unique]) => `${own} as ${unique}`);
      return `export { ${list.join(', ')} } from './${name}';`;
    });
    await build({
      ...settings,
      stdin: { contents: contents.join('\n'), resolveDir: folder },
      outfile: join(folder, `${group}.js`),
      plugins: [joining(folder, places, new Set(names), settings)],
    });
    names.forEach((name, i) => places.set(name, { group, exported: exported[i] }));
  }
  const others = Object.keys(outputs).filter((path) => !places.has(basename(path)));
  await build({
    ...settings,
    entryPoints: others.map((path) => join(folder, basename(path))),
    outdir: folder,
    allowOverwrite: true,
    plugins: [joining(folder, places, new Set(), settings)],
  });
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (places.has(name)) rmSync(path);
    else if (name.endsWith('.js'))
      writeFileSync(
        path,
        withoutUnused(withDirectCalls(readFileSync(path, 'utf8'), places), options.banner.js),
      );
  }
}

/**
 * Dynamic imports of files that have a place in another file import that one. Exports are never assigned
 * again.
 */
function withDirectCalls(text, places) {
  return text.replace(/import\("\.\/([^"]+)"\)/g, (call, name) => {
    const place = places.get(name);
    if (!place) return call;
    const names = place.exported.map(([own, unique]) => `${own}:m.${unique}`);
    return `import("./${place.group}.js").then(m=>({${names.join()}}))`;
  });
}

/**
 * Removes the banner, which defines `require`, where nothing requires: Node loads a module of its own for it.
 */
function withoutUnused(text, banner) {
  const own = text.replace(`${banner}\n`, '');
  return /\brequire\b/.test(own) ? text : own;
}

/** The files of sources, with all that they import. */
function closure(outputs, sources) {
  const found = new Set();
  const add = (path) => {
    if (found.has(path)) return;
    found.add(path);
    for (const { path: next, kind } of outputs[path].imports)
      if (kind === 'import-statement' && outputs[next]) add(next);
  };
  for (const [path, { entryPoint }] of Object.entries(outputs)) if (sources.includes(entryPoint)) add(path);
  return [...found];
}

/** The text of a file that takes the place of a joined one for those that import it. */
function exportsIn({ group, exported }) {
  const list = exported.map(([own, unique]) => `${unique} as ${own}`);
  return `export { ${list.join(', ')} } from './${group}.js';`;
}

/** A plugin of esbuild that includes the named files, and imports those that have a place in another file. */
function joining(folder, places, names, { banner }) {
  const resolve = ({ path, kind }) => {
    const name = basename(path);
    if (kind === 'entry-point') return undefined;
    if (kind !== 'dynamic-import' && names.has(name)) return undefined;
    if (kind !== 'dynamic-import' && places.has(name))
      return { path: name, namespace: 'places', sideEffects: false };
    return { path, external: true };
  };
  return {
    name: 'joining',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\// }, resolve);
      onLoad({ filter: /./, namespace: 'places' }, ({ path }) => ({
        contents: exportsIn(places.get(path)),
        resolveDir: folder,
      }));
      // One banner serves all of them.
      onLoad({ filter: /\.js$/, namespace: 'file' }, ({ path }) => ({
        contents: readFileSync(path, 'utf8').replace(banner.js, ''),
      }));
    },
  };
}
