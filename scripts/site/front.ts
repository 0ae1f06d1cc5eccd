/** The front of the site: the page `explore`, with the menu and the questions of a newcomer. */

import { menuHtml } from './template.js';
import { FRONT } from './pages.js';

/** Questions of a newcomer. The guide has the long answers. */
const QUESTIONS: readonly (readonly [question: string, answer: string])[] = [
  [
    'What is epsilon?',
    'A number of a topic, in dex. It hides every difference between workers that is smaller than itself.',
  ],
  [
    'Which one do I need?',
    'The one after “Choose”: no simulated topic is harmed by it. The large number is the largest one that separates the weights.',
  ],
  [
    'Where do I get the std?',
    '<code>allora-epsilon topic 18</code> reads it from a live topic; <code>recommend --losses FILE</code> computes it from a backtest.',
  ],
  [
    'Can I change it later?',
    'No. The way out is another p, which <code>allora-epsilon tune</code> finds, or a new topic.',
  ],
  [
    'How sure is this number?',
    'Each number has a 95 % interval; <a href="claims.html">the claims</a> show each test of the model.',
  ],
];

/**
 * @param page HTML of the page `explore`
 * @throws {Error} if the page has no policy or no body
 */
export function frontHtml(page: string): string {
  const questions = QUESTIONS.map(
    ([question, answer]) => `<div><dt>${question}</dt><dd>${answer}</dd></div>`,
  );
  const added = `${menuHtml(FRONT)}
<aside class="newcomer" aria-label="Questions of a newcomer"><dl>${questions.join('')}</dl></aside>`;
  return replaced(
    replaced(
      replaced(page, "style-src '", "style-src 'self' '"),
      '</head>',
      '<link rel="stylesheet" href="front.css" />\n</head>',
    ),
    /<body[^>]*>/.exec(page)?.[0] ?? '<body>',
    (body) => `${body}\n${added}`,
  );
}

function replaced(page: string, part: string, by: string | ((part: string) => string)): string {
  if (!page.includes(part)) throw new Error(`the page explore: expected ${part}`);
  return page.replace(part, typeof by === 'string' ? () => by : by);
}
