/** Creates and changes elements of a page. Text is always set as text, never as markup. */

type Attributes = Record<string, string | number>;

export function html<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  setAttributes(element, attributes);
  element.append(...children);
  return element;
}

export function svg<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  setAttributes(element, attributes);
  element.append(...children);
  return element;
}

export function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}

/** Returns an element that the HTML file of the page or `buildControls` contains. */
export function byId<T extends Element = HTMLElement>(id: string): T {
  return document.getElementById(id) as unknown as T;
}

/** Replaces the text of an element only if it differs, because screen readers announce every change. */
export function writeText(element: Element, text: string): void {
  // A no-break space keeps a number and its unit on one line.
  const joined = text.replace(/(\d) (?=%|dex\b)/g, '$1\u00a0');
  if (element.textContent !== joined) element.textContent = joined;
}
