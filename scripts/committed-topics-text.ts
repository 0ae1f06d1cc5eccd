/**
 * Texts of `src/recommend/committed-topics.ts` and `src/explore/committed-curves.ts`: limits and curves of the
 * topic studies.
 */

import { fileURLToPath } from 'node:url';
import { RULES } from '../src/network/rules.js';
import type { StudiedTopics } from '../src/recommend/topic-limits.js';
import { readTable } from '../src/results/csv.js';
import { MANIFEST } from '../src/results/layout.js';
import { readManifestStudy } from '../src/results/manifest.js';
import { EQUAL_PAY, HARM } from '../src/study/kinds/topic/effects.js';
import {
  topicsOf,
  topic as KIND,
  type EffectRow,
  type LimitRow,
  type TopicStudy,
} from '../src/study/kinds/topic/definition.js';
import { rounded } from '../src/text/numbers.js';
import { AXIS_STUDIES } from './forum/claims/topic-tables.js';
import { literal } from './literal.js';

/** Topics of one kind: their rules, settings, limits and curves. */
interface Kind {
  study: TopicStudy;
  rules: TopicStudy['rules'][number];
  variant: string | undefined;
  settings: TopicStudy['topic'];
  limits: readonly LimitRow[];
  effects: readonly EffectRow[];
}

async function readKinds(name: string): Promise<Kind[]> {
  const path = (file: string) => fileURLToPath(new URL(`../results/${name}/${file}`, import.meta.url));
  const study = (await readManifestStudy(path(MANIFEST))) as TopicStudy;
  const { limits: limitTable, effects: effectTable } = KIND.tables;
  const limits = await readTable(path(limitTable.file), limitTable);
  const effects = await readTable(path(effectTable.file), effectTable);
  return study.rules.flatMap((rules) =>
    topicsOf(study).map(({ variant, topic: settings }) => {
      // The table of a study without variants has no such column.
      const isOwn = (row: { rules: string; variant?: string | undefined }) =>
        row.rules === rules && (row.variant || undefined) === variant;
      return {
        study,
        rules,
        variant,
        settings,
        limits: limits.filter(isOwn),
        effects: effects.filter(isOwn),
      };
    }),
  );
}

/** The kinds of topics that answers distinguish: by number of inferers under today's rules, and the older rules. */
async function answeredKinds(): Promise<{ main: Kind; byInferers: Kind[]; older: Kind[] }> {
  const [main] = (await readKinds('topic')) as [Kind];
  const others = (await readKinds('topic-workers')).filter(
    ({ settings }) =>
      settings.inferers !== main.settings.inferers && settings.forecasters === main.settings.forecasters,
  );
  return {
    main,
    byInferers: [main, ...others].sort((a, b) => a.settings.inferers - b.settings.inferers),
    older: (await readKinds('topic-rules')).filter(({ rules }) => rules !== main.rules),
  };
}

export async function committedTopicsText(): Promise<string> {
  const { main, byInferers, older } = await answeredKinds();
  const kinds = (await Promise.all(AXIS_STUDIES.map(readKinds))).flat();
  const ends = kinds.flatMap(({ limits }) =>
    limits.filter(({ limit }) => limit === 'harm' || limit === 'equal-pay').map((row) => row.epsilon_low),
  );
  const { epochs, forecasters } = main.settings;
  const list = (entries: readonly string[]) => entries.map((entry) => `    ${entry},\n`).join('');
  return `/** Limits of the topics of results/topic*, for answers. Written by \`npm run committed\`; a test compares it with the results. */

import type { CommittedTopics } from './topic-limits.js';

export const COMMITTED_TOPICS: CommittedTopics = {
  harm: ${literal({ lossChange: HARM, equalPay: EQUAL_PAY })},
  epochs: ${epochs},
  forecasters: ${forecasters},
  pNorm: ${main.study.pNorm},
  cNorm: ${main.study.cNorm},
  byInferers: [
${list(byInferers.map((kind) => literal(limitsOf(kind))))}  ],
  byScheme: {
${list(older.map((kind) => `'${RULES[kind.rules].scheme}': ${literal(limitsOf(kind))}`))}  },
  harmless: ${literal({
    epsilon: oneDigitBelow(Math.min(...ends.filter(Number.isFinite))),
    kinds: new Set(kinds.map(({ rules, settings }) => JSON.stringify([rules, settings]))).size,
  })},
};
`;
}

function limitsOf({ settings, study, limits }: Kind): StudiedTopics {
  const at = (name: LimitRow['limit']) => {
    const row = limits.find(({ limit }) => limit === name)!;
    return [row.epsilon, row.epsilon_low, row.epsilon_high].map((value) => rounded(value, 6));
  };
  const [loss, pay] = [at('harm'), at('equal-pay')] as unknown as [
    StudiedTopics['loss'],
    StudiedTopics['pay'],
  ];
  return { inferers: settings.inferers, topics: study.seeds.length, loss, pay };
}

/** The largest number of one significant digit that is not above a value. */
function oneDigitBelow(value: number): number {
  const exponent = Math.floor(Math.log10(value));
  return Number(`${Math.floor(value / Number(`1e${exponent}`))}e${exponent}`);
}

export async function committedCurvesText(): Promise<string> {
  const { byInferers, older } = await answeredKinds();
  const curves = [...byInferers, ...older].map((kind) => {
    const { settings, study, rules, effects } = kind;
    const points = effects
      .filter(({ measure }) => measure === 'network_loss')
      .map((loss) => {
        const pay = effects.find((row) => row.measure === 'equal_pay' && row.epsilon === loss.epsilon)!;
        const numbers = [
          loss.epsilon,
          loss.difference,
          loss.difference_low,
          loss.difference_high,
          pay.value,
          pay.value_low,
          pay.value_high,
        ];
        return literal(numbers.map((value) => rounded(value, 4)));
      });
    return `  {
    scheme: '${RULES[rules].scheme}',
    inferers: ${settings.inferers},
    topics: ${study.seeds.length},
    points: [
${points.map((point) => `      ${point},\n`).join('')}    ],
  },`;
  });
  return `/** Curves of the topics of results/topic*, for the page. Written by \`npm run committed\`; a test compares it with the results. */

import type { TopicCurve } from './topic-curve.js';

export const TOPIC_CURVES: readonly TopicCurve[] = [
${curves.join('\n')}
];
`;
}
