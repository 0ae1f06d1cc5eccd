/** The pages of the site, in the order of its menu. */

/** A page that is written from a document of the checkout. */
export interface DocumentPage {
  /** Path of the document in the checkout. */
  readonly source: string;
  /** Path of the page in the site. */
  readonly path: string;
  /** Name in menus. */
  readonly name: string;
}

export const FRONT = 'index.html';
export const STUDIES = 'studies/index.html';
export const API = 'api/index.html';

export const DOCUMENTS: readonly DocumentPage[] = [
  { source: 'README.md', path: 'guide/index.html', name: 'Guide' },
  { source: 'docs/questions.md', path: 'guide/questions.html', name: 'Questions and answers' },
  { source: 'docs/live-topics.md', path: 'guide/live-topics.html', name: 'Live topics' },
  { source: 'docs/topics.md', path: 'guide/topics.html', name: 'Whole topics' },
  { source: 'docs/groups.md', path: 'guide/groups.html', name: 'Two groups of workers' },
  { source: 'docs/limits.md', path: 'guide/limits.html', name: 'Limits of p' },
  { source: 'docs/tables.md', path: 'guide/formats.html', name: 'Data formats' },
  { source: 'docs/studies.md', path: 'guide/studies.html', name: 'Studies and tables' },
  { source: 'docs/clusters.md', path: 'guide/clusters.html', name: 'Clusters' },
  { source: 'docs/scale.md', path: 'guide/scale.html', name: 'Scale' },
  { source: 'docs/library.md', path: 'guide/library.html', name: 'The library' },
  { source: 'docs/examples/README.md', path: 'guide/examples.html', name: 'Examples' },
  { source: 'docs/dependencies.md', path: 'guide/dependencies.html', name: 'Dependencies' },
  { source: 'ARCHITECTURE.md', path: 'guide/architecture.html', name: 'Architecture' },
  { source: 'CONTRIBUTING.md', path: 'guide/contributing.html', name: 'Contributing' },
  { source: 'CHANGELOG.md', path: 'guide/changelog.html', name: 'Changes' },
  { source: 'CLAIMS.md', path: 'claims.html', name: 'Claims' },
];

/** Entries of the menu on every page. */
export const MENU: readonly { readonly path: string; readonly name: string }[] = [
  { path: FRONT, name: 'Which epsilon?' },
  { path: 'guide/index.html', name: 'Guide' },
  { path: STUDIES, name: 'Studies' },
  { path: 'claims.html', name: 'Claims' },
  { path: 'guide/formats.html', name: 'Data formats' },
  { path: API, name: 'API' },
];

/** A link from one page of the site to another path of the site. */
export function relative(from: string, to: string): string {
  return '../'.repeat(from.split('/').length - 1) + to;
}
