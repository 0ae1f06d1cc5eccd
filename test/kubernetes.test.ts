/**
 * The manifests of scripts/kubernetes agree with the schema of the API, and their command lines work. No
 * cluster is at hand.
 */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { alloraHere, temporaryFolder } from './cli/command.js';
import { RUNS_ALL } from './effort.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifests = join(root, 'scripts/kubernetes');
const folder = temporaryFolder();

interface Container {
  name: string;
  image: string;
  command: string[];
  args: string[];
  env?: { name: string }[];
  securityContext: object;
}
interface Manifest {
  kind: string;
  spec: {
    completions?: number;
    backoffLimitPerIndex?: number;
    template: { spec: { securityContext: object; containers: Container[] } };
  };
}

const read = (name: string) => parse(readFileSync(join(manifests, name), 'utf8')) as Manifest;
const MODELS = { Job, Namespace, PersistentVolumeClaim } as unknown as Record<
  string,
  new (manifest: unknown) => { validate: () => void }
>;
const { resources, configMapGenerator } = read('kustomization.yaml') as unknown as {
  resources: string[];
  configMapGenerator: { literals: string[] }[];
};
const settings = Object.fromEntries(
  configMapGenerator[0]!.literals.map((line) => line.split('=') as [string, string]),
);

describe('the manifests', () => {
  it('are all listed', () => {
    const files = readdirSync(manifests).filter(
      (name) => name.endsWith('.yaml') && name !== 'kustomization.yaml',
    );
    expect([...resources].sort()).toEqual(files.sort());
  });

  it.each(resources)('%s agrees with the schema of the API', (name) => {
    const manifest = read(name);
    expect(() => new MODELS[manifest.kind]!(manifest).validate()).not.toThrow();
  });

  it('are refused with a field of another type', () => {
    const manifest = read('shards.yaml');
    const broken = { ...manifest, spec: { ...manifest.spec, backoffLimitPerIndex: 'three' } };
    expect(() => new Job(broken as never).validate()).toThrow(/backoffLimitPerIndex/);
  });

  it.each(['shards.yaml', 'merge.yaml'])('%s runs without root, capabilities or a writable root', (name) => {
    const { securityContext, containers } = read(name).spec.template.spec;
    expect(securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
    expect(containers[0]!.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('count the same number of shards', () => {
    expect(read('shards.yaml').spec.completions).toBe(Number(settings.SHARDS));
  });
});

it('the command lines of the containers compute and merge a study', async () => {
  const results = join(folder.path, 'results');
  mkdirSync(results);
  const study = { name: 'pods', kind: 'grid', mean: [-1, 0], std: [0.5, 1], epsilon: [0.1, 1], draws: 500 };
  writeFileSync(join(folder.path, 'study.json'), JSON.stringify(study));
  // Outside continuous integration fewer shards, because each is two processes.
  const shards = RUNS_ALL ? settings.SHARDS! : '2';
  const env = {
    ...settings,
    SHARDS: shards,
    STUDY: join(folder.path, 'study.json'),
    THREADS: '1',
    PATH: process.env.PATH,
  };
  const runContainer = (name: string, variables: NodeJS.ProcessEnv = {}) => {
    const { command, args } = read(name).spec.template.spec.containers[0]!;
    // Paths of the image are those of the checkout here.
    // Outside continuous integration the merge draws no figures, which take longest.
    const more = RUNS_ALL || name !== 'merge.yaml' ? '' : ' --no-figures';
    const lines = args.map(
      (line) => line.replaceAll('/app/', root).replaceAll('/results/', `${results}/`) + more,
    );
    execFileSync(command[0]!, [...command.slice(1), ...lines], {
      env: { ...env, ...variables },
      cwd: folder.path,
    });
  };
  for (let index = 0; index < Number(shards); index++)
    runContainer('shards.yaml', { JOB_COMPLETION_INDEX: String(index) });
  runContainer('merge.yaml');
  const alone = ['run', 'study.json', '--out', 'alone', '--threads', '0', '--quiet'];
  await alloraHere(RUNS_ALL ? alone : [...alone, '--no-figures'], folder.path);
  for (const name of ['cells.csv', 'spread.csv', 'manifest.json'])
    expect(readFileSync(join(results, 'merged', name), 'utf8')).toBe(
      readFileSync(join(folder.path, 'alone', name), 'utf8'),
    );
});

it('the Dockerfile pins Node by digest, builds in two stages, and runs as a user', () => {
  const lines = readFileSync(join(manifests, 'Dockerfile'), 'utf8').split('\n');
  const bases = lines.filter((line) => line.startsWith('FROM '));
  expect(bases).toHaveLength(2);
  for (const base of bases)
    expect(base).toMatch(/^FROM node:20-bookworm-slim@sha256:[0-9a-f]{64}( AS build)?$/);
  expect(lines).toContain('USER 1000:1000');
  for (const path of lines.flatMap((line) => /^COPY --from=build \/app\/(\S+)/.exec(line)?.[1] ?? []))
    expect([
      'node_modules',
      'dist',
      'package.json',
      'src/recommend/schemas',
      'src/cli/completion',
      'studies',
    ]).toContain(path);
});
