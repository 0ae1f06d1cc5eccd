import { expect, it } from 'vitest';
import { didYouMean } from '../../src/text/did-you-mean.js';

it.each([
  ['scheme', ['schemes', 'seeds'], '; did you mean "schemes"?'],
  ['rnu', ['run', 'render'], '; did you mean "run"?'],
  ['FORUM-2024', ['forum-2024'], '; did you mean "forum-2024"?'],
  ['pfd', ['svg', 'png', 'pdf'], '; did you mean "pdf"?'],
  ['gpn', ['svg', 'png', 'pdf'], '; did you mean "png"?'],
  ['ne', ['en'], '; did you mean "en"?'],
  ['parqeut', ['csv', 'parquet'], '; did you mean "parquet"?'],
  ['colour', ['schemes', 'seeds'], ''],
  ['b', ['run'], ''],
])('%s', (word, choices, hint) => {
  expect(didYouMean(word, choices)).toBe(hint);
});
