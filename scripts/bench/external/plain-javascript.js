/**
 * Grid spread in plain JavaScript: Math.exp, log1p and log on typed arrays, one pass per draw. Protocol:
 * ../external-process.ts.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const folder = process.argv[2];
/** Every n-th cell is computed. */
const every = Number(process.argv[3]);
const shape = Object.fromEntries(
  readFileSync(`${folder}/shape.txt`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([name, value]) => [name, Number(value)]),
);
const { cells, draws, workers, p, c } = shape;
const regrets = readNumbers('regrets.f64');
const epsilons = readNumbers('epsilons.f64');

function readNumbers(name) {
  const bytes = readFileSync(`${folder}/${name}`);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** Mean over draws of S, shape (cell, mapping, epsilon). */
function compute() {
  const spreads = new Float64Array(Math.ceil(cells / every) * 2 * epsilons.length);
  for (let cell = 0; cell < cells; cell += every) {
    const at = (cell / every) * 2 * epsilons.length;
    const sums = spreads.subarray(at, at + 2 * epsilons.length);
    for (let draw = 0; draw < draws; draw++) addDraw((cell * draws + draw) * workers, sums);
    for (let i = 0; i < sums.length; i++) sums[i] /= draws * Math.LN10;
  }
  return spreads;
}

/**
 * Adds ln(10) S of one draw. Logarithms are taken relative to those of the first worker, because sums of
 * their squares would lose digits.
 * @param at index of the regret of the first worker
 */
function addDraw(at, sums) {
  const count = epsilons.length;
  const scale = standardDeviation(at);
  for (let e = 0; e < count; e++) {
    const factor = p / (scale + epsilons[e]);
    const y0 = regrets[at] * factor - p * c;
    const softplus0 = Math.log1p(Math.exp(y0));
    const gradient0 = y0 - softplus0;
    const potential0 = Math.log(softplus0);
    let gradientSum = 0;
    let gradientSquares = 0;
    let potentialSum = 0;
    let potentialSquares = 0;
    for (let i = 1; i < workers; i++) {
      const y = regrets[at + i] * factor - p * c;
      const softplus = Math.log1p(Math.exp(y));
      const gradient = y - softplus - gradient0;
      const potential = Math.log(softplus) - potential0;
      gradientSum += gradient;
      gradientSquares += gradient * gradient;
      potentialSum += potential;
      potentialSquares += potential * potential;
    }
    sums[e] += deviation(gradientSum, gradientSquares);
    sums[count + e] += deviation(potentialSum, potentialSquares);
  }
}

function standardDeviation(at) {
  let sum = 0;
  for (let i = 0; i < workers; i++) sum += regrets[at + i];
  const mean = sum / workers;
  let squares = 0;
  for (let i = 0; i < workers; i++) squares += (regrets[at + i] - mean) ** 2;
  return Math.sqrt(squares / workers);
}

function deviation(sum, squares) {
  return Math.sqrt(Math.max(0, squares - (sum * sum) / workers) / workers);
}

console.log('{"note":""}');
for await (const line of createInterface({ input: process.stdin })) {
  const start = performance.now();
  const spreads = compute();
  const seconds = (performance.now() - start) / 1000;
  if (line.startsWith('save ')) writeFileSync(line.slice(5), spreads);
  console.log(seconds);
}
