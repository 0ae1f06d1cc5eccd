import type { PartResult, Results } from './kind.js';

/** Keeps results in memory. */
export function resultsInMemory(): Results {
  const results: PartResult[] = [];
  return {
    set(index, result) {
      results[index] = result;
    },
    at: (index) => results[index],
  };
}
