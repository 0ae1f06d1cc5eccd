/** The contents of a report: they follow the reader, and open where there is room beside the text. */

/** Width from which the style puts the contents at the side. */
const BESIDE = matchMedia('(min-width: 70rem)');

export function followReader(): void {
  const details = document.querySelector<HTMLDetailsElement>('.contents details');
  if (!details) return;
  const links = [...details.querySelectorAll('a')];
  const targets = links.map(({ hash }) => document.getElementById(hash.slice(1)));
  const arrange = () => (details.open = BESIDE.matches);
  arrange();
  BESIDE.addEventListener('change', arrange);
  for (const link of links)
    link.addEventListener('click', () => {
      details.open = BESIDE.matches;
    });
  // A section is current from the moment when its start passes a third of the screen.
  const passed = new Set<Element>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries)
        if (isIntersecting) passed.add(target);
        else passed.delete(target);
      const last = targets.findLastIndex((target) => target !== null && passed.has(target));
      for (const [i, link] of links.entries())
        if (i === last) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      if (BESIDE.matches) links[last]?.scrollIntoView({ block: 'nearest' });
    },
    { rootMargin: '10000000px 0px -66% 0px' },
  );
  for (const target of targets) if (target) observer.observe(target);
}

/** Opens the numbers of a claim whose link was followed. */
export function openTarget(): void {
  const open = () => {
    const details = document.getElementById(location.hash.slice(1))?.querySelector('details');
    if (details) details.open = true;
  };
  open();
  addEventListener('hashchange', open);
}
