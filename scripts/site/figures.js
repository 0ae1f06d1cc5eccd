/**
 * Loads the drawings of a page of a study when they are near the screen. A button loads their specifications
 * and the script that makes them interactive. The data come as scripts, because pages that are opened from a
 * disk cannot fetch.
 */

const folder = new URL('.', document.currentScript.src);
const figures = new Map();

/** Called by each script of data. */
window.siteData = (name, kind, packed) => {
  const drawing = figures.get(name);
  if (kind === 'vega') drawing.dataset.vega = packed;
  // A browser of 2022 cannot decompress.
  else show(drawing, packed).catch(() => sayMissing(drawing));
};

async function show(drawing, packed) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const parsed = new DOMParser().parseFromString(await new Response(stream).text(), 'image/svg+xml');
  parsed.documentElement.setAttribute('aria-hidden', 'true');
  drawing.querySelector('svg')?.replaceWith(document.importNode(parsed.documentElement, true));
  drawing.dataset.isDrawn = '';
}

function sayMissing(drawing) {
  drawing.textContent = 'This drawing could not be loaded.';
}

function load(path) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = new URL(path, folder).href;
    script.addEventListener('load', resolve);
    script.addEventListener('error', reject);
    document.head.append(script);
  });
}

const observer = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      load(target.dataset.drawing).catch(() => sayMissing(target));
    }
  },
  { rootMargin: '100%' },
);
for (const drawing of document.querySelectorAll('.drawing')) {
  figures.set(drawing.dataset.name, drawing);
  observer.observe(drawing);
}

const button = document.querySelector('#live');
if (button) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      await Promise.all([...figures.values()].map(({ dataset }) => dataset.live && load(dataset.live)));
      await load('live.js');
      button.parentElement.remove();
    } catch {
      button.disabled = false;
    }
  });
}
