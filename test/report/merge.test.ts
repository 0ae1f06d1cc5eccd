import fc from 'fast-check';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  mergeShards,
  parseStudy,
  runInto,
  runShard,
  type PartResult,
  type Study,
  type WrittenFiles,
} from '../../src/index.js';
import { originHash, originOf } from '../../src/results/journal-origin.js';
import { bodyOf, NO_ORIGIN, recordBytes, resultOf } from '../../src/results/journal-records.js';
import { temporaryFolder } from '../cli/command.js';
import { contentsOf } from '../cli/interruption.js';
import { RUNS_ALL } from '../effort.js';
import { EVERY_KIND } from '../run/every-kind.js';

const folder = temporaryFolder();
const newFolder = () => mkdtempSync(join(folder.path, 'merge-'));
const studyOf = (definition: object): Study => parseStudy(definition).study!;

/** Shards of a study. Outside CI few, because each is stopped and resumed. */
const MOST_SHARDS = RUNS_ALL ? 60 : 6;

/** A number from 0 to 1. */
const share = fc.double({ min: 0, max: 1, noNaN: true });

/** Computes a shard that is stopped at some moments, then completed. @returns its folder */
async function runStopped(
  parent: string,
  study: Study,
  index: number,
  count: number,
  stops: readonly number[],
) {
  for (const stop of stops) {
    const controller = new AbortController();
    const run = runShard(
      parent,
      study,
      { index, count },
      {
        threads: 0,
        chunkSize: 1,
        signal: controller.signal,
        onProgress: ({ done, total }) =>
          done < total && done >= stop * total && controller.abort(new Error('stop')),
      },
    );
    await run.catch((error: unknown) => expect((error as Error).message).toBe('stop'));
  }
  return (await runShard(parent, study, { index, count }, { threads: 0 })).folder;
}

describe('merged shards have the bytes of a single run', () => {
  it.each(Object.values(EVERY_KIND))('$name', { timeout: 300_000 }, async (definition) => {
    const study = studyOf(definition);
    const single = join(newFolder(), 'single');
    await runInto(single, study, { threads: 0, figures: false });
    const expected = contentsOf(single);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: MOST_SHARDS })),
        fc.array(fc.array(share, { maxLength: 2 }), { minLength: 60, maxLength: 60 }),
        fc.infiniteStream(share),
        fc.nat(3),
        async (count, stops, order, copies) => {
          const base = newFolder();
          const shards: string[] = [];
          for (let index = 1; index <= count; index++)
            shards.push(await runStopped(join(base, 'shards'), study, index, count, stops[index - 1]!));
          // Retries of some shards, on other machines.
          for (let copy = 0; copy < copies; copy++) {
            const path = join(base, `copy-${copy}`);
            cpSync(shards[copy % count]!, path, { recursive: true });
            shards.push(path);
          }
          const keys = new Map(shards.map((path) => [path, order.next().value]));
          const shuffled = shards.toSorted((a, b) => keys.get(a)! - keys.get(b)!);
          const out = join(base, 'merged');
          await mergeShards(out, study, count % 2 ? shuffled : [join(base, 'shards')], { figures: false });
          expect(contentsOf(out)).toEqual(expected);
          expect(readdirSync(base).sort()).toEqual(
            [
              'merged',
              'shards',
              ...shuffled.filter((path) => path.includes('copy')).map((path) => path.slice(base.length + 1)),
            ].sort(),
          );
          rmSync(base, { recursive: true });
        },
      ),
      { numRuns: RUNS_ALL ? 12 : 1 },
    );
  });

  it('with figures, fit and report', { timeout: 300_000 }, async () => {
    const study = studyOf({
      name: 'fitted',
      kind: 'threshold',
      axis: 'ratio',
      mappings: 'gradient',
      draws: 300,
      mean: { linspace: [-3, 1, 12] },
      std: 1,
    });
    const base = newFolder();
    const single = await runInto(join(base, 'single'), study, { threads: 0 });
    for (const index of [2, 1])
      await runShard(join(base, 'shards'), study, { index, count: 2 }, { threads: 0 });
    const merged = await mergeShards(join(base, 'merged'), study, [join(base, 'shards')]);
    expect(single.fit).toBe('fit.json');
    const filesOf = ({ tables, fit, report, drawn }: WrittenFiles) => [
      ...[...tables, fit, report],
      ...drawn.flatMap(({ files }) => files),
    ];
    expect(filesOf(merged)).toEqual(filesOf(single));
    expect(merged.journals).toBe(2);
    expect(contentsOf(join(base, 'merged'))).toEqual(contentsOf(join(base, 'single')));
  });
});

describe('merge refuses, and changes nothing', () => {
  const study = studyOf(EVERY_KIND.grid);
  const parent = join('shards');

  /** A folder with all shards. */
  async function withShards(count: number, of = study, name = parent) {
    const base = newFolder();
    for (let index = 1; index <= count; index++)
      await runShard(join(base, name), of, { index, count }, { threads: 0 });
    return base;
  }

  async function refusal(base: string, folders: readonly string[], of = study): Promise<string> {
    const before = contentsOf(base);
    const out = join(base, 'merged');
    const error = await mergeShards(
      out,
      of,
      folders.map((each) => join(base, each)),
      { figures: false },
    ).then(
      () => undefined,
      (reason: unknown) => reason as Error,
    );
    expect(existsSync(out)).toBe(false);
    expect(contentsOf(base)).toEqual(before);
    return error!.message.replaceAll(`${base}/`, '');
  }

  it('a study with missing shards, which it names', async () => {
    const base = await withShards(4);
    for (const index of [2, 4]) rmSync(join(base, `shards/shard-000${index}-of-0004`), { recursive: true });
    expect(await refusal(base, ['shards'])).toBe(
      '12 parts of 32 are missing\nRun these shards, then merge again: --shard 2/4, 4/4',
    );
  });

  it('a torn journal, which it names with its shard', async () => {
    const base = await withShards(4);
    const path = 'shards/shard-0003-of-0004/journal';
    const whole = readFileSync(join(base, path));
    writeFileSync(join(base, path), whole.subarray(0, whole.length - 10));
    expect(await refusal(base, ['shards'])).toBe(
      `1 part of 32 is missing\n${path} is damaged: some of its parts cannot be read\nRun these shards, then merge again: --shard 3/4`,
    );
    // The same shard repairs it.
    await runShard(join(base, 'shards'), study, { index: 3, count: 4 }, { threads: 0 });
    await mergeShards(join(base, 'merged'), study, [join(base, 'shards')], { figures: false });
  });

  it('a signal that is none, and passes errors of its caller on', async () => {
    const parent = join(newFolder(), 'shards');
    const shard = { index: 1, count: 2 };
    await expect(runShard(parent, study, shard, { signal: {} as never })).rejects.toThrow(/`?signal/);
    expect(existsSync(parent)).toBe(false);
    const onWritten = () => {
      throw new Error('of the caller');
    };
    await expect(runShard(parent, study, shard, { threads: 0, onWritten })).rejects.toThrow('of the caller');
    const onPhase = 'no function' as never;
    await expect(mergeShards(join(parent, 'merged'), study, [parent], { onPhase })).rejects.toThrow(
      'onPhase',
    );
  });

  it('a shard of another study, version or kernel, naming file, field and both values', async () => {
    const base = await withShards(2);
    expect(await refusal(base, ['shards'], studyOf({ ...EVERY_KIND.grid, draws: 4 }))).toContain(
      'shards/shard-0001-of-0002/journal holds results of another run:\n  draws: 3 in the journal, 4 in the grid to be merged\n',
    );
    await runShard(
      join(base, 'other'),
      studyOf({ ...EVERY_KIND.grid, seeds: [5, 3] }),
      { index: 2, count: 2 },
      { threads: 0 },
    );
    expect(await refusal(base, ['shards', 'other'])).toContain(
      'other/shard-0002-of-0002/journal holds results of another run:\n  seeds: [5,3] in the journal, [5,2] in the grid to be merged\n',
    );
  });

  /** Writes a journal with records of another one. @returns its folder */
  function forge(
    base: string,
    from: string,
    change: (origin: string, result: PartResult) => [string, PartResult],
  ) {
    const bytes = readFileSync(join(base, from, 'journal'));
    const [origin, part] = recordsOf(bytes);
    const [text, result] = change(origin!.subarray(16, -16).toString(), resultOf(part!.subarray(16, -16)));
    const hash = originHash(originOf(study));
    const pieces = [
      ...recordBytes(NO_ORIGIN, 0, [Buffer.from(text)]),
      ...recordBytes(hash, part!.readUInt32LE(4), bodyOf(result)),
    ];
    mkdirSync(join(base, 'forged'), { recursive: true });
    writeFileSync(join(base, 'forged/journal'), Buffer.concat(pieces));
    return 'forged';
  }

  function recordsOf(bytes: Buffer): Buffer[] {
    const records: Buffer[] = [];
    for (let from = 0; from < bytes.length; from += records.at(-1)!.length)
      records.push(bytes.subarray(from, from + 32 + bytes.readUInt32LE(from)));
    return records;
  }

  it('a shard of another version or kernel', async () => {
    const base = await withShards(2);
    for (const [field, value] of [
      ['version', '0.0.9'],
      ['kernel', 'abc'],
    ] as const) {
      const forged = forge(base, 'shards/shard-0002-of-0002', (origin, result) => [
        JSON.stringify({ ...(JSON.parse(origin) as object), [field]: value }),
        result,
      ]);
      const message = await refusal(base, ['shards', forged]);
      expect(message).toMatch(
        new RegExp(
          `^forged/journal holds results of another run:\n  ${field}: "${value}" in the journal, ".+" in the`,
        ),
      );
    }
  });

  it('different results of a part, naming both files, and results that the study cannot have', async () => {
    const base = await withShards(2);
    forge(base, 'shards/shard-0002-of-0002', (origin, result) => [
      origin,
      result.map((list) => list.map((x) => x + 1)),
    ]);
    expect(await refusal(base, ['shards', 'forged'])).toMatch(
      /^shards\/shard-0002-of-0002\/journal and forged\/journal hold different results of part \d+ \(cell of workers \d, seed 5, mean \S+, std \S+\); run one of their shards again with --fresh$/,
    );
    forge(base, 'shards/shard-0002-of-0002', (origin, [first]) => [origin, [first!.slice(1)]]);
    expect(await refusal(base, ['forged', 'shards'])).toMatch(
      /^forged\/journal: expected results of the 32 parts of this study, got others for part \d+; run its shard again/,
    );
  });

  it('folders without shards, files, and paths that do not exist', async () => {
    const base = await withShards(1);
    writeFileSync(join(base, 'file'), '');
    renameSync(join(base, 'shards'), join(base, 'renamed'));
    expect(await refusal(base, ['nothing'])).toBe('cannot read nothing: there is no such file or folder');
    expect(await refusal(base, ['file'])).toBe('cannot read file: expected a folder of shards, got a file');
    mkdirSync(join(base, 'mixed'));
    writeFileSync(join(base, 'mixed/shard-0001-of-0002'), '');
    expect(await refusal(base, ['mixed'])).toBe(
      'cannot read mixed/shard-0001-of-0002: expected the folder of a shard, got a file',
    );
    expect(await refusal(base, ['.'])).toContain(
      'expected the folder of a shard, such as shard-0001-of-0008, or a folder of such folders, got another one',
    );
    writeFileSync(join(base, 'renamed/shard-0001-of-0001/journal'), 'notes '.repeat(20));
    expect(await refusal(base, ['renamed'])).toBe(
      'renamed/shard-0001-of-0001/journal: expected a journal of this program, got another file',
    );
  });
});
