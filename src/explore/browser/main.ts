/** Entry of the script of the page. The page starts a worker from the text of the same script. */

import { performReceivedTasks } from './background-tasks.js';
import { startPage } from './page.js';

if (typeof document === 'undefined') performReceivedTasks();
else void startPage(document.currentScript?.textContent ?? '');
