/**
 * Installs the packed archive into an empty folder, without the network, and runs the examples of README
 * there.
 */

import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { comparable, examplesOf } from './docs/document.js';
import { RUNS_ALL, some } from './effort.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  name: string;
  files: string[];
  dependencies: Record<string, string>;
};

let project = '';
/** The installed package. */
let installed = '';
/** Paths of its files. */
let files: string[] = [];
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'allora-epsilon-package-'));
  // The sources were built before the tests.
  const options = ['--ignore-scripts', '--json', '--pack-destination', project];
  const packed = execFileSync('npm', ['pack', ...options], { cwd: root, encoding: 'utf8', stdio: 'pipe' });
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  installed = join(project, 'node_modules', manifest.name);
  mkdirSync(join(project, 'node_modules/.bin'), { recursive: true });
  execFileSync('tar', ['xzf', filename], { cwd: project });
  renameSync(join(project, 'package'), installed);
  // Only the dependencies of users: a package for developers would not be found.
  for (const name of Object.keys(manifest.dependencies)) {
    const link = join(project, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link);
  }
  symlinkSync(join(installed, 'dist/cli/main.js'), join(project, 'node_modules/.bin/allora-epsilon'));
  execFileSync('chmod', ['+x', join(installed, 'dist/cli/main.js')]);
  files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
}, 60_000);
afterAll(() => {
  rmSync(project, { recursive: true });
});

/** Output of a command line in the project. */
function outputOf(line: string): string {
  const env = {
    ...process.env,
    PATH: `${join(project, 'node_modules/.bin')}${delimiter}${process.env.PATH}`,
  };
  return execFileSync('sh', ['-c', `{ ${line}\n} 2>&1`], { cwd: project, env, encoding: 'utf8' });
}

describe('the packed archive', () => {
  it('holds each file that its documents link to', () => {
    const documents = files.filter((path) => path.endsWith('.md') && !path.startsWith('dist'));
    expect(documents).toEqual(
      expect.arrayContaining(['README.md', 'CLAIMS.md', 'docs/topics.md', 'docs/tables.md']),
    );
    const missing = documents.flatMap((path) =>
      [...readFileSync(join(installed, path), 'utf8').matchAll(/\]\(([^)#\s]+)/g)]
        .map(([, link]) => link!)
        .filter((link) => !/^[a-z]+:/.test(link))
        .filter((link) => !existsSync(join(installed, posix.join(posix.dirname(path), link))))
        .map((link) => `${path}: ${link}`),
    );
    expect(missing).toEqual([]);
  });

  it('holds each file and each folder of results that its messages name', () => {
    const texts = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(ts|json)$/.test(path))
      .map((path) => readFileSync(join(root, 'src', path), 'utf8').replace(/^ *(\/?\*|\/\/).*$/gm, ''));
    const named = texts.flatMap(
      (text) =>
        text.match(/\b(?:docs\/[\w-]+\.md|CLAIMS\.md|(?:in|of) (?:the table of )?results\/[a-z-]+)/g) ?? [],
    );
    const paths = [...new Set(named.map((name) => name.replace(/^.* /, '')))];
    expect(paths).toEqual(
      expect.arrayContaining(['docs/topics.md', 'results/mapping', 'results/slopes', 'results/offsets']),
    );
    expect(paths.filter((path) => !existsSync(join(installed, path)))).toEqual([]);
  });

  it('holds no file of the workplace, and states what users look for', () => {
    expect(
      files.filter((path) =>
        /(^|\/)(test|scripts|node_modules|\.config)(\/|$)|run\.json$|report\.html$/.test(path),
      ),
    ).toEqual([]);
    const fields = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    for (const name of ['description', 'keywords', 'license', 'engines', 'bin', 'exports'])
      expect(fields[name], name).toBeTruthy();
  });
});

describe('the installed package', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  // In the checkout, another test runs all of them.
  it.each(some(examplesOf(readme), 5))('$ %s', (line, expected) => {
    const folder = `node_modules/${manifest.name}/results/mapping`;
    const printed = outputOf(line.replace('results/mapping', folder)).replaceAll(folder, 'results/mapping');
    expect(comparable(printed)).toBe(comparable(expected));
  });

  // In CI only, because each of the two commands loads what draws.
  it.runIf(RUNS_ALL)('draws every format of figures', () => {
    // One figure.
    const study = {
      name: 'pair',
      kind: 'sweep',
      regrets: [{ name: 'pair', values: [0, 1] }],
      epsilon: [0.1, 1],
    };
    writeFileSync(join(project, 'pair.json'), JSON.stringify(study));
    outputOf('allora-epsilon run pair.json --out pair --no-figures --quiet --threads 0');
    outputOf('allora-epsilon render pair --format svg,png,pdf --width 85mm --spec --quiet');
    const endings = readdirSync(join(project, 'pair/figures')).map((name) => name.replace(/^[^.]*\./, ''));
    expect([...new Set(endings)].sort()).toEqual(['csv', 'pdf', 'png', 'svg', 'txt', 'vl.json']);
  });

  it('is a library', () => {
    const program =
      "import { recommendEpsilon } from 'allora-epsilon'; console.log(recommendEpsilon({ std: 0.05 }).epsilon)";
    expect(outputOf(`node --input-type=module -e "${program}"`).trim()).toBe('0.025');
  });
});
