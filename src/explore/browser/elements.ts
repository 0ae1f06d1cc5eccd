/** Elements of the page; text is always text, never markup. */

type Attributes = Record<string, string | number | undefined>;

export function html<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  set(element, attributes);
  element.append(...children);
  return element;
}

export function svg<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  set(element, attributes);
  element.append(...children);
  return element;
}

export function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined) element.setAttribute(name, String(value));
}

/** An element of the page's own HTML. */
export function byId<T extends Element = HTMLElement>(id: string): T {
  return document.getElementById(id) as unknown as T;
}

/** Writes only what is new, so that nothing that reads along is disturbed. */
export function write(element: Element, text: string): void {
  // A number and its unit stay on one line.
  const joined = text.replace(/(\d) (?=%|dex\b)/g, '$1\u00a0');
  if (element.textContent !== joined) element.textContent = joined;
}
