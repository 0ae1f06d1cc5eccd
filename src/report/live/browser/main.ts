/**
 * Makes each figure of a report interactive when the user scrolls near it. Until then, and on paper, it is a
 * drawing.
 */

import { html } from '../../../explore/browser/elements.js';
import { followReader, openTarget } from './contents.js';
import { makeInteractive } from './figure.js';

followReader();
openTarget();

const HINT = 'Point at a mark or tap it to see its values.';
/** Shown only if the device has a mouse. */
const MOUSE_HINT =
  ' Drag to zoom in, drag with Shift to move, and double-click to see everything. On the keyboard, the arrow keys move between marks, + and − zoom, and 0 shows everything.';

const figures = [...document.querySelectorAll<HTMLElement>('.drawing[data-vega]')];
figures[0]?.closest('figure')?.before(html('p', { class: 'hint' }, HINT, html('span', {}, MOUSE_HINT)));

const observer = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      void makeInteractive(target as HTMLElement);
    }
  },
  { rootMargin: '50%' },
);
for (const figure of figures) observer.observe(figure);
