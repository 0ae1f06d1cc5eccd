/** One script for both: the page, and the worker that it starts from its own text. */

import { serve } from './background.js';
import { start } from './page.js';

if (typeof document === 'undefined') serve();
else start(document.currentScript?.textContent ?? '');
