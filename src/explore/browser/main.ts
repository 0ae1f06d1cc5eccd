/** Entry of the script of the page. The page starts a worker from the text of the same script. */

import { performReceivedTasks } from './background-tasks.js';
import { html } from './elements.js';
import { startPage } from './page.js';

if (typeof document === 'undefined') performReceivedTasks();
else startPage(document.currentScript?.textContent ?? '').catch(showFailure);

/** Without it, a browser that is too old would show an empty page. */
function showFailure(error: unknown): void {
  const reason =
    typeof DecompressionStream === 'undefined'
      ? 'it needs Chrome or Edge 80, Firefox 113, Safari 16.4, or newer'
      : String(error);
  const text = `This page cannot start: ${reason}. The command allora-epsilon recommend gives the same answers.`;
  document.querySelector('main')!.before(html('p', { class: 'problems', role: 'alert' }, text));
}
