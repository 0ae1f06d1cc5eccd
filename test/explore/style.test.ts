import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../src/explore/styles/page.css', import.meta.url), 'utf8');
const pairs = [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);/g)].map(
  ([, name, ...colours]) => ({ name: name!, colours }),
);
const [light, dark] = [0, 1].map((i) =>
  Object.fromEntries(pairs.map(({ name, colours }) => [name, colours[i]!])),
) as [Record<string, string>, Record<string, string>];

/** Relative luminance of WCAG 2.2. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [dim, bright] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (bright + 0.05) / (dim + 0.05);
}

describe.each([
  ['light', light],
  ['dark', dark],
])('colours, %s', (_, colours) => {
  const texts: [text: string, ground: string][] = [
    ...['text', 'quiet', 'accent', 'fails', 'median', 'threshold'].map((text): [string, string] => [
      text,
      'card',
    ]),
    ...['text', 'quiet', 'accent', 'fails'].map((text): [string, string] => [text, 'ground']),
    ...['works', 'warn', 'fails'].map((text): [string, string] => [text, `${text}-ground`]),
  ];
  it.each(texts)('the text %s on %s has the contrast of WCAG level AA', (text, ground) => {
    expect(contrast(colours[text]!, colours[ground]!)).toBeGreaterThanOrEqual(4.5);
  });

  const lines: [string, string][] = [
    ...['control', 'accent', 'median', 'threshold', 'text'].map((line): [string, string] => [line, 'card']),
    ...['accent', 'median', 'threshold', 'text'].flatMap((line): [string, string][] => [
      [line, 'band'],
      [line, 'works-ground'],
    ]),
  ];
  it.each(lines)('the line %s on %s has a contrast of at least 3', (line, ground) => {
    expect(contrast(colours[line]!, colours[ground]!)).toBeGreaterThanOrEqual(3);
  });
});
