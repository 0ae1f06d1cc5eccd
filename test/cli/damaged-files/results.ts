/** Defects of the files of a results folder: manifest.json, fit.json, cells.csv. */

import { withField } from './json.js';
import { positions, type DamagedFile } from './text.js';

type Path = readonly (string | number)[];

const STUDY_FIELDS = [
  'name',
  'kind',
  'schemes',
  'mappings',
  'workers',
  'draws',
  'seeds',
  'factor',
  'mean',
  'std',
];

export function damagedManifests(text: string): DamagedFile[] {
  const put = (defect: string, path: Path, raw?: string): DamagedFile => [defect, withField(text, path, raw)];
  const putEach = (defect: string, path: Path, raws: readonly string[]): DamagedFile[] =>
    raws.map((raw, i) => put(`${defect} ${i}`, path, raw));
  return [
    put('no format', ['format']),
    put('no study', ['study']),
    put('no hash', ['studyHash']),
    ...putEach('format', ['format'], ['0', '2', '"1"', 'null', '[1]', '1e400']),
    ...putEach('study', ['study'], ['null', '1', '"x"', '[]', '{}']),
    ...putEach('hash', ['studyHash'], ['null', '1', '{}', '"x"']),
    ...putEach('version', ['version'], ['null', '1', '{}', '["x"]']),
    ...STUDY_FIELDS.flatMap((field) => putEach(`study ${field}`, ['study', field], ['null', '"X!"'])),
    put('study proto', ['study', '__proto__'], '{"kind": "grid"}'),
    // Valid values that do not match the tables or the hash.
    put('another pNorm', ['study', 'pNorm'], '3.5'),
    put('another seed', ['study', 'seeds'], '[2]'),
    put('another mean', ['study', 'mean'], '[-20, -8, -5, -3, -2, -1.5, -1, -0.5, 0.25]'),
    put('another title', ['study', 'title'], '"Another"'),
  ];
}

export function damagedFits(text: string): DamagedFile[] {
  const curve = ['curves', 1];
  const lists: Path[] = [
    ['slopes'],
    ['curves'],
    ['workers'],
    [...curve, 'parameters'],
    [...curve, 'covariance'],
    [...curve, 'points'],
  ];
  const numbers: Path[] = [
    ...['factor', 'degreesOfFreedom', 'worstError'].map((key) => [...curve, key]),
    ...['value', 'standardError'].map((key) => [...curve, 'parameters', 0, key]),
    ...['steep', 'rate', 'ratio', 'epsilon'].map((key) => [...curve, 'limits', key]),
    ...['ratio', 'epsilon', 'standardError', 'residual'].map((key) => [...curve, 'points', 2, key]),
    [...curve, 'range', 'ratio', 0],
    [...curve, 'covariance', 0, 0],
  ];
  const texts: Path[] = ['scheme', 'mapping', 'model', 'formula', 'quantile'].map((key) => [...curve, key]);
  const names: Path[] = ['scheme', 'mapping', 'model', 'quantile'].map((key) => ['curves', 0, key]);
  const putEach = (paths: readonly Path[], raws: readonly (string | undefined)[]): DamagedFile[] =>
    paths.flatMap((path) =>
      raws.map((raw, i): DamagedFile => [`${path.join('.')} ${i}`, withField(text, path, raw)]),
    );
  const few = ([defect, content]: DamagedFile): DamagedFile => [`few ${defect}`, content];
  return [
    ...putEach([['format']], [undefined, '2', '"1"', 'null']),
    ...putEach(lists, [undefined, 'null', '[1]']),
    ...putEach(numbers, [undefined, '"1"', '1e400']),
    ...putEach(texts, [undefined, '1']),
    ...putEach(names, ['"constructor"']),
    ...putEach(
      [[...curve, 'parameters']],
      [undefined, '[]', '[{"name": "kappa", "value": 1, "standardError": 1}]'],
    )
      .slice(1)
      .map(few),
    ...putEach([[...curve, 'covariance']], ['[[1]]', '[[1, 2, 3], [1, 2], [1]]']).map(few),
    ...putEach([[...curve, 'range']], ['{"ratio": [1]}', '{"ratio": [0, -20]}', '[]']),
  ];
}

/** Invalid cells by column. */
const INVALID_CELLS: Record<string, readonly string[]> = {
  scheme: ['', 'chain-2025', '__proto__', 'forum-2024'],
  mapping: ['', 'Gradient', 'potential'],
  workers: ['', '6', 'five', '5.5'],
  seed: ['', '2', '-1'],
  factor: ['', '3', 'NaN'],
  mean: ['', '7', '1e400'],
  std: ['', '0.2', '-0.1'],
  draws: ['', '199', '1e400'],
  attainable: ['', '1.5', '-0.5', '1e309', 'Infinity'],
  epsilon_q50: ['-1', 'x', '0x10', '1e400', '1_0', 'NaN', '"', "'1'", '1,5'],
  upper_bound_q50: ['-1', '--1', '1 2', '−1'],
};

export function damagedCells(text: string): DamagedFile[] {
  const lines = text.trimEnd().split('\n');
  const header = lines[0]!.split(',');
  const joined = (changed: readonly string[]) => `${changed.join('\n')}\n`;
  const withCell = (column: string, line: number, value: string) => {
    const cells = lines[line]!.split(',').with(header.indexOf(column), value);
    return joined(lines.with(line, cells.join(',')));
  };
  return [
    ...Object.entries(INVALID_CELLS).flatMap(([column, values]) =>
      values.map((value, i): DamagedFile => [
        `${column} ${i}`,
        withCell(column, 1 + (i % (lines.length - 1)), value),
      ]),
    ),
    ...header
      .filter((column) => column !== 'variant')
      .map((column): DamagedFile => [`without column ${column}`, text.replace(column, `x${column}`)]),
    ...lines
      .slice(1)
      .map((_, i): DamagedFile => [`without line ${i + 2}`, joined(lines.toSpliced(i + 1, 1))]),
    ...[2, 5, 9].map((i): DamagedFile => [`line ${i} twice`, joined(lines.toSpliced(i, 0, lines[i]!))]),
    ...positions(text, 8).map((at): DamagedFile => [`cut at ${at}`, text.slice(0, at)]),
    ['header only', joined(lines.slice(0, 1))],
    ['no header', joined(lines.slice(1))],
    ['header twice', joined([lines[0]!, ...lines])],
    ['semicolons', text.replaceAll(',', ';')],
    ['a column more', joined(lines.map((line, i) => (i === 3 ? `${line},1` : line)))],
    ['a column twice', joined(lines.map((line) => `${line},${line.split(',')[4]}`))],
    ['open quote', text.replace('chain-2026', '"chain-2026')],
    ['quote inside', text.replace('chain-2026', 'chain"2026')],
    ['json', '{"cells": []}'],
    ['html', '<!doctype html><title>404</title>'],
  ];
}
