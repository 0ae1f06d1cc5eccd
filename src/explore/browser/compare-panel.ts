/** Two settings side by side: the pinned one and the present one. */

import type { Recommendation } from '../../recommend/recommendation.js';
import { short } from '../../text/numbers.js';
import { differences, differenceText } from '../comparison.js';
import { epochWeights } from '../shown-epochs.js';
import type { Setting } from './answers.js';
import { byId, svg, writeText } from './elements.js';
import { epochOf } from './epoch-store.js';
import { spreadData } from './spread-data.js';
import { spreadDrawing, clamp, type SpreadChartData } from './spread-drawing.js';
import { drawWeights } from './weights-chart.js';

interface Answered {
  setting: Setting;
  answer: Recommendation;
}

const SIDES = ['pinned', 'now'] as const;

/** @param settings null while an answer is computed, or if nothing is pinned */
export function showComparison(
  isPinned: boolean,
  settings: { pinned: Answered; now: Answered } | null,
): void {
  byId('compare').hidden = !isPinned;
  if (!isPinned || !settings) return;
  const changes = differences(settings.pinned.setting.state, settings.now.setting.state);
  writeText(byId('difference'), differenceText(settings.pinned.answer, settings.now.answer, changes));
  const data = { pinned: dataOf(settings.pinned), now: dataOf(settings.now) };
  for (const [side, name] of SIDES.entries()) {
    const { answer, setting } = settings[name];
    writeText(
      byId(`${name}-setting`),
      [
        ...(setting.file ? [`from ${setting.file.words.name}`] : []),
        ...changes.map((each) => `${each.name} ${each.values[side]}`),
      ].join(', ') || 'the same setting',
    );
    writeText(byId(`${name}-epsilon`), answer.epsilon === null ? 'none' : `${short(answer.epsilon)} dex`);
    writeText(byId(`${name}-guarantee`), answer.guarantee);
    drawSpread(byId<SVGSVGElement>(`${name}-spread`), data[name], [data.pinned, data.now]);
    drawSettingWeights(name, settings[name], data[name].epsilon);
  }
}

function dataOf({ setting: { state, question }, answer }: Answered): SpreadChartData {
  // Each side shows its own largest epsilon, else the middle of the charts.
  const epsilon = answer.epsilon ?? (answer.median || answer.upperBound || state.std);
  return spreadData({ question, answer, epsilon, epoch: 0, verdict: '' });
}

/** @param all the charts that share the scales */
function drawSpread(element: SVGSVGElement, data: SpreadChartData, all: readonly SpreadChartData[]): void {
  const { frame, x, drawing } = spreadDrawing(element, data, all);
  const at = clamp(x.scale(data.epsilon), frame.left, frame.right);
  element.replaceChildren(
    ...drawing,
    svg('line', { class: 'rule', x1: at, x2: at, y1: frame.top, y2: frame.bottom }),
  );
}

function drawSettingWeights(
  name: (typeof SIDES)[number],
  { setting: { state, question } }: Answered,
  epsilon: number,
): void {
  const { ratio, formula } = question;
  const { weights } = epochWeights(epochOf(question, 0), ratio, epsilon / state.std, formula);
  drawWeights(byId<SVGSVGElement>(`${name}-weights`), weights);
}
