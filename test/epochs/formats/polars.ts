/** The rows of the files `fixtures/polars-*`. */
export const POLARS = {
  columns: ['block_height', 'worker', 'loss'],
  rows: Array.from({ length: 6000 }, (_, i) => [
    1_200_000 + Math.floor(i / 3) * 720,
    `allo1${'abc'[i % 3]!.repeat(20)}`,
    i % 7 === 3 ? null : ((i * i) % 101) / 8,
  ]),
};
