import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { Recommendation, RecommendFromGroupsOptions, RecommendOptions } from '../../src/index.js';
import { rounded } from '../../src/text/numbers.js';
import { alloraHere } from '../cli/command.js';
import { RUNS_ALL, some } from '../effort.js';
import { browserOfPage, evidenceOf, expectAnswer, plain, settled, textOf } from './explore-page.js';

const { open, load, at } = browserOfPage();

it('says which browsers it needs', async () => {
  const page = await load('', {}, () => Reflect.deleteProperty(globalThis, 'DecompressionStream'));
  await expect
    .poll(() => page.locator('[role=alert]').allTextContents())
    .toEqual([
      'This page cannot start: it needs Chrome or Edge 80, Firefox 113, Safari 16.4, or newer. ' +
        'The command allora-epsilon recommend gives the same answers.',
    ]);
});

describe('the answer of the page is equal to that of the library', () => {
  const questions: [hash: string, options: RecommendOptions | RecommendFromGroupsOptions][] = [
    ['', { std: 0.05 }],
    ['#std=0.3&mean-std-ratio=-2&mapping=potential', { std: 0.3, meanStdRatio: -2, mapping: 'potential' }],
    ['#std=2&workers=25', { std: 2, workers: 25 }],
    [
      '#std=0.1&p-norm=4.5&scheme=chain-2024&confidence=0.8',
      { std: 0.1, pNorm: 4.5, scheme: 'chain-2024', confidence: 0.8 },
    ],
    ['#std=0.1&mean-std-ratio=5', { std: 0.1, meanStdRatio: 5 }],
    // From the tables of other slopes and offsets, which the page holds compressed.
    ['#std=0.05&p-norm=5', { std: 0.05, pNorm: 5 }],
    ['#std=0.2&c-norm=2&mapping=potential', { std: 0.2, cNorm: 2, mapping: 'potential' }],
    ['#std=1&p-norm=1&factor=10', { std: 1, pNorm: 1, factor: 10 }],
    ['#std=0.05&score-std=0.02', { std: 0.05, scoreStd: 0.02 }],
    [
      '#std=0.05&workers-1=5&mean-1=-0.19&std-1=0.045&workers-2=3&mean-2=0.027&std-2=0.008',
      {
        groups: [
          { workers: 5, mean: -0.19, std: 0.045 },
          { workers: 3, mean: 0.027, std: 0.008 },
        ],
      },
    ],
  ];
  // Outside CI one from the mapping and one from other tables, because the fields of groups ask the last one
  // too.
  it.each(questions.filter((_, i) => RUNS_ALL || i === 1 || i === 5))('%s', async (hash, options) => {
    await expectAnswer(await at(hash), options);
  });

  it.each(some([5, 3], 2))('the margin at p %i is that of the command', async (p) => {
    const { stdout } = await alloraHere(
      ['recommend', '--std', '0.05', '--p-norm', String(p), '--json'],
      tmpdir(),
    );
    const { half, twice, repair } = (JSON.parse(stdout) as Recommendation).margin!;
    const rows = await evidenceOf(await at(`#std=0.05&p-norm=${p}`));
    const value = (name: string) => Number(rows.find((row) => row[0] === name)![1]);
    expect(value('at half the std')).toBe(rounded(half.exact, 3));
    expect(value('at twice the std')).toBe(rounded(twice.exact, 3));
    expect(value('p that repairs it at half')).toBe(repair!.pNorm);
  });

  it('after changes of sliders, fields and choices', async () => {
    const page = await at();
    await page.focus('#std-slider');
    for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowRight');
    await settled(page);
    const std = Number(await page.inputValue('#std'));
    expect(std).toBe(0.1);
    await expectAnswer(page, { std });

    await page.fill('#workers', '25');
    await settled(page);
    await expectAnswer(page, { std, workers: 25 });
    await page.click('#formula-box summary');
    await page.selectOption('#scheme', 'whitepaper');
    await page.fill('#pNorm', '2,5');
    await settled(page);
    await expectAnswer(page, { std, workers: 25, scheme: 'whitepaper', pNorm: 2.5 });
    // The slider returns to the exact default factor, the square root of ten, which is shown as 3.16.
    await page.focus('#factor-slider');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    await settled(page);
    expect(await page.inputValue('#factor')).toBe('3.16');
    await expectAnswer(page, { std, workers: 25, scheme: 'whitepaper', pNorm: 2.5 });
  });

  it('for two groups, once all six fields are given, and without them again', async () => {
    const page = await at();
    await page.click('#groups-box summary');
    const fields = {
      workers1: '5',
      mean1: '-0.19',
      std1: '0,045',
      workers2: '3',
      mean2: '0.027',
      std2: '0.008',
    };
    for (const [name, text] of Object.entries(fields)) {
      await settled(page);
      await expectAnswer(page, { std: 0.05 });
      await page.fill(`#${name}`, text);
    }
    await settled(page);
    const groups = [
      { workers: 5, mean: -0.19, std: 0.045 },
      { workers: 3, mean: 0.027, std: 0.008 },
    ];
    const answer = await expectAnswer(page, { groups });
    expect(await textOf(page, 'limits')).toContain(answer.groups!.sentence);
    expect(await textOf(page, 'groups-summary')).toBe('5 around -0.19, 3 around 0.027');
    // The first three fields follow from the groups.
    expect(await page.inputValue('#std')).toBe('0.111023');
    expect(await page.isDisabled('#std')).toBe(true);
    expect(await page.isDisabled('#workers-slider')).toBe(true);
    await page.fill('#std2', '');
    await settled(page);
    expect(await textOf(page, 'groups-summary')).toBe('fill in all six fields');
    await expectAnswer(page, { std: 0.05 });
    expect(await page.isDisabled('#std')).toBe(false);
  });

  it('with and without a limit for rewards', async () => {
    const page = await at();
    expect(await textOf(page, 'limits')).toContain('Rewards are not assessed');
    await page.fill('#scoreStd', '0.02');
    await settled(page);
    await expectAnswer(page, { std: 0.05, scoreStd: 0.02 });
    expect(await textOf(page, 'limits')).toBe(
      'Limits: weights 0.0254, rewards 0.02. The limit of the rewards applies.',
    );
    await page.fill('#scoreStd', '1');
    await settled(page);
    expect(await textOf(page, 'limits')).toBe(
      'Limits: weights 0.0254, rewards 1. The limit of the weights applies.',
    );
    await page.fill('#scoreStd', '');
    await settled(page);
    await expectAnswer(page, { std: 0.05 });
  });

  it('if the question has no answer', async () => {
    const page = await at('#std=1&scheme=chain-2024&c-norm=5');
    expect(await textOf(page, 'number')).toBe('none');
    expect(await textOf(page, 'guarantee')).toContain(
      'Expected `pNorm` * `cNorm` to be between -6.75 and 8.25',
    );
    expect(await textOf(page, 'advice')).toBe('');
  });
});

describe('fields', () => {
  it('keep an invalid text, and mark the answer as that of the last valid value', async () => {
    const page = await at();
    await page.fill('#std', '-1');
    expect(await textOf(page, 'std-help')).toBe('Expected a number from 1e-9 to 1e9.');
    expect(await page.getAttribute('#std', 'aria-invalid')).toBe('true');
    await expectAnswer(page, { std: 0.05 });
    await page.press('#std', 'Tab');
    await settled(page);
    expect(await page.inputValue('#std')).toBe('-1');
    expect(await page.getAttribute('#std', 'aria-invalid')).toBe('true');
    expect(await page.getAttribute('#std', 'aria-describedby')).toBe('std-help');
    expect(await textOf(page, 'stale')).toBe('last valid answer: Std of the regrets 0.05');
    // Other fields still change the answer.
    await page.fill('#confidence', '0.5');
    await settled(page);
    await expectAnswer(page, { std: 0.05, confidence: 0.5 });
    expect(await page.inputValue('#std')).toBe('-1');
    await page.fill('#std', '0,2');
    await settled(page);
    expect(await page.getAttribute('#std', 'aria-invalid')).toBeNull();
    expect(await textOf(page, 'stale')).toBe('');
    await expectAnswer(page, { std: 0.2, confidence: 0.5 });
  });

  it('keep an invalid epsilon, until another one is chosen', async () => {
    const page = await at();
    await page.fill('#epsilon', 'much');
    await page.press('#epsilon', 'Tab');
    await settled(page);
    expect(await page.inputValue('#epsilon')).toBe('much');
    expect(await textOf(page, 'epsilon-help')).toBe('Expected a number from 1e-15 to 1e15.');
    expect(await page.getAttribute('#epsilon', 'aria-invalid')).toBe('true');
    await page.click('#advised');
    await settled(page);
    expect(await page.inputValue('#epsilon')).toBe('0.0005');
    expect(await page.getAttribute('#epsilon', 'aria-invalid')).toBeNull();
  });

  it('mark the values of p that the chain accepts', async () => {
    const page = await at('#std=0.05&p-norm=11');
    expect(await textOf(page, 'pNorm-help')).toBe('Not accepted by the chain (v0.17: 1 to 10).');
    const [accepted, range] = await Promise.all([
      page.locator('.accepted').boundingBox(),
      page.locator('#pNorm-slider').boundingBox(),
    ]);
    // Centre of the thumb at a value. The thumb, 16 pixels wide, stays inside the track.
    const centreOf = (p: number) => range!.x + 8 + ((p - 1) / 11) * (range!.width - 16);
    expect(accepted!.x).toBeCloseTo(centreOf(1), 0);
    expect(accepted!.x + accepted!.width).toBeCloseTo(centreOf(10), 0);
  });
});

describe('the tried epsilon', () => {
  it('is the largest that separates the weights until the user drags the line; the verdict changes with it', async () => {
    const page = await at();
    expect(await textOf(page, 'verdict')).toMatch(/^At 0\.025, the network tells your workers apart:/);
    await page.locator('#spread-chart').scrollIntoViewIfNeeded();
    const box = (await page.locator('#spread-chart').boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.9 * box.width, box.y + box.height / 2, { steps: 5 });
    await page.mouse.up();
    await settled(page);
    const epsilon = Number(await page.inputValue('#epsilon'));
    expect(epsilon).toBeGreaterThan(0.5);
    expect(await textOf(page, 'verdict')).toMatch(
      /^At [\d.]+, the network cannot tell your workers apart in most epochs:/,
    );
    expect(Number(await page.getAttribute('[role=slider]', 'aria-valuenow'))).toBeCloseTo(epsilon, 9);
    await expectAnswer(page, { std: 0.05 });
    await page.click('#follow');
    await settled(page);
    expect(await page.inputValue('#epsilon')).toBe('0.025');
  });

  it('changes with keys', async () => {
    const page = await at();
    const handle = page.locator('[role=slider]');
    await handle.focus();
    await page.keyboard.press('ArrowRight');
    await settled(page);
    expect(Number(await handle.getAttribute('aria-valuenow'))).toBe(
      Number((0.025 * 10 ** (1 / 40)).toPrecision(3)),
    );
    await page.keyboard.press('End');
    await settled(page);
    expect(await handle.getAttribute('aria-valuenow')).toBe(await handle.getAttribute('aria-valuemax'));
    expect(plain(await handle.getAttribute('aria-valuetext'))).toContain(
      'the network cannot tell your workers apart',
    );
    await page.keyboard.press('Home');
    await settled(page);
    expect(await handle.getAttribute('aria-valuenow')).toBe(await handle.getAttribute('aria-valuemin'));
  });

  // In CI only, because the page hears a mouse and a finger through the same events, and a touch screen takes
  // a page of its own.
  it.runIf(RUNS_ALL)('changes with touch', async () => {
    const page = await open('', { hasTouch: true });
    const handle = page.locator('[role=slider]');
    await handle.focus();
    await page.keyboard.press('Home');
    await settled(page);
    await page.locator('#spread-chart').tap({ position: { x: 200, y: 100 } });
    await settled(page);
    expect(Number(await handle.getAttribute('aria-valuenow'))).toBeGreaterThan(
      Number(await handle.getAttribute('aria-valuemin')),
    );
  });

  it('can be typed, also for a drawn epoch', async () => {
    const page = await at();
    await page.fill('#epsilon', '0.2');
    await settled(page);
    expect(await textOf(page, 'verdict')).toMatch(/^At 0\.2, /);
    await page.click('#typical');
    await settled(page);
    expect(await textOf(page, 'weights-title')).toMatch(
      /^Weights of epoch 1 at epsilon 0\.2: they differ by a factor of /,
    );
    await page.click('#back-to-typical');
    await settled(page);
    expect(await textOf(page, 'weights-title')).toMatch(/^Weights of a typical epoch at epsilon 0\.2/);
  });
});

describe('the address', () => {
  it('restores the state', async () => {
    const page = await at();
    await page.fill('#std', '0.2');
    await page.fill('#epsilon', '0.4');
    await expect.poll(() => new URL(page.url()).hash).toBe('#std=0.2&epsilon=0.4');
    const again = await open(new URL(page.url()).hash);
    expect([await again.inputValue('#std'), await again.inputValue('#epsilon')]).toEqual(['0.2', '0.4']);
    await again.evaluate(() => {
      location.hash = '#std=0.7';
    });
    await settled(again);
    await expectAnswer(again, { std: 0.7 });
  });

  it('is read like the fields', async () => {
    const page = await at('#std=0,1&confidence=50');
    expect(await textOf(page, 'problems')).toBe('');
    await expectAnswer(page, { std: 0.1, confidence: 0.5 });
  });

  it('cannot insert markup', async () => {
    const page = await at(`#std=${encodeURIComponent('<img src=x onerror=alert(1)>')}&<b>=1`);
    expect(await textOf(page, 'problems')).toContain(
      'got "<img src=x onerror=alert(1)>". The page uses 0.05; change it in its field.',
    );
    expect(await page.locator('#problems *').count()).toBe(0);
    await expectAnswer(page, { std: 0.05 });
  });
});

describe('shares of epochs of many workers', () => {
  it('are counted until enough epochs are drawn', async () => {
    // The fewer workers, the faster they are simulated.
    const workers = RUNS_ALL ? 1000 : 100;
    const page = await at(`#std=0.05&workers=${workers}&epsilon=0.1`);
    await page.waitForSelector('#trial[aria-busy=false]', { timeout: 20_000 });
    const verdict = await textOf(page, 'verdict');
    const [, draws] = /from ([\d,]+) epochs\)|of ([\d,]+) drawn epochs/.exec(verdict) ?? [];
    // The first share is that of 20,000 regrets.
    expect(Number(draws?.replace(',', '')), verdict).toBeGreaterThanOrEqual((2 * 20_000) / workers);
  });
});
