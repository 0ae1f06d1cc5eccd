/** Figures of a report come alive as they come into sight; until then, and on paper, they are drawings. */

import { html } from '../../../explore/browser/elements.js';
import { enliven } from './figure.js';

const HINT = 'Point at a mark, or tap it, for its values.';
/** Where there is a mouse. */
const MORE =
  ' Drag to zoom in, drag with Shift to move, double click to see all. By keys: arrows from mark to mark, + and − to zoom, 0 to see all.';

const figures = [...document.querySelectorAll<HTMLElement>('.drawing[data-vega]')];
if (figures.length > 0)
  document.querySelector('h1')?.after(html('p', { class: 'hint' }, HINT, html('span', {}, MORE)));

const observer = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      void enliven(target as HTMLElement);
    }
  },
  { rootMargin: '50%' },
);
for (const figure of figures) observer.observe(figure);
