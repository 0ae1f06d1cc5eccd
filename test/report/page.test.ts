import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packVega } from '../../src/report/figure.js';
import { reportPage, type Report } from '../../src/report/page.js';

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg"><defs><clipPath id="clip0"/></defs><g clip-path="url(#clip0)"><use href="#clip0"/></g></svg>';
const empty: Report = { title: 'Study', figures: [], fit: null, manifest: {}, script: 'void 0;', style: '' };

describe('the report page', () => {
  it('holds figures with captions, the fit and the manifest', () => {
    const page = reportPage({
      ...empty,
      title: 'Mapping',
      figures: [
        { title: 'First.', svg: `<?xml version="1.0"?>\n${SVG}`, packedVega: packVega({}), caption: 'One.' },
        { title: 'Second.', svg: SVG, packedVega: packVega({}), caption: 'Two.' },
      ],
      fit: [
        { model: 'hyperbola', parameters: [1, 2] },
        { model: 'rational', draws: 3 },
      ],
      manifest: { version: '0.1.0', study: { draws: 10, seeds: [1, 2], mean: null } },
    });
    expect(page).toContain('<title>Mapping</title>');
    expect(page).not.toContain('<?xml');
    expect(
      page.match(/<figcaption><a href="#figure-\d">Figure \d<\/a>\. (One|Two)\.<\/figcaption>/g),
    ).toHaveLength(2);
    // The findings come first, and each leads to its figure.
    const findings = page.slice(page.indexOf('>Findings</h2>'), page.indexOf('>Figures</h2>'));
    for (const [i, title] of ['First.', 'Second.'].entries()) {
      expect(findings).toContain(`<li><a href="#figure-${i + 1}">${title}</a></li>`);
      expect(page).toContain(`<figure id="figure-${i + 1}" aria-labelledby="figure-${i + 1}-title">`);
      expect(page).toContain(`<svg role="img" aria-label="${title}" xmlns=`);
    }
    expect(page).toContain(
      '<th scope="col">model</th><th scope="col">parameters</th><th scope="col">draws</th>',
    );
    expect(page).toContain('<tr><td>hyperbola</td><td>1, 2</td><td></td></tr>');
    expect(page).toContain('<tr><th scope="row">seeds</th><td>1, 2</td></tr>');
    expect(page).toContain('<tr><th scope="row">mean</th><td>none</td></tr>');
    expect(page).toContain('>Fit</h2>');
    expect(reportPage(empty)).not.toContain('>Fit</h2>');
  });

  it('states a finding of several figures once', () => {
    const figures = ['A', 'B', 'A'].map((title) => ({ title, svg: SVG, packedVega: null, caption: '' }));
    expect(reportPage({ ...empty, figures })).toContain(
      '<li><a href="#figure-1">A</a> (also figure <a href="#figure-3">3</a>)</li>\n<li><a href="#figure-2">B</a></li>',
    );
  });

  it('includes the Vega specification of a figure beside its drawing', () => {
    const vega = { marks: [{ type: 'text', text: '"<é' }] };
    const [, packed] = /data-vega="([\w+/=]+)"/.exec(
      reportPage({ ...empty, figures: [{ title: '', svg: SVG, packedVega: packVega(vega), caption: '' }] }),
    )!;
    expect(JSON.parse(gunzipSync(Buffer.from(packed!, 'base64')).toString())).toEqual(vega);
  });

  it('makes the ids of drawings unique', () => {
    const page = reportPage({
      ...empty,
      figures: [SVG, SVG].map((svg) => ({ title: '', svg, packedVega: packVega({}), caption: '' })),
    });
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, name]) => name!);
    expect(new Set(ids).size).toBe(ids.length);
    const names = ids.filter((id) => id.endsWith('clip0'));
    expect(names).toEqual(['figure-0-clip0', 'figure-1-clip0']);
    for (const name of names) expect(page).toContain(`clip-path="url(#${name})"><use href="#${name}"`);
  });

  it('removes the roles of parts of a drawing, which is one image', () => {
    const svg = `<svg width="800" height="400"><g role="graphics-object" aria-label="&quot;>"><text> role="x"</text></g></svg>`;
    const page = reportPage({ ...empty, figures: [{ title: '"T"', svg, packedVega: null, caption: '' }] });
    expect(page).toContain(
      '<svg role="img" aria-label="&quot;T&quot;" width="800" height="400"><g><text> role="x"</text></g></svg>',
    );
    expect(page).toContain(
      '#figure-1{contain-intrinsic-size:auto calc(min(100vw - 2rem,800px)*0.5000 + 6rem)}',
    );
  });

  it('escapes every text', () => {
    const tags = (page: string) => page.replace(/<(title|h1)>.*?<\/\1>/s, '').match(/<[a-z!/]/gi)!.length;
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.constantFrom(
            '</title><script>alert(1)</script>',
            '"><img src=x onerror=alert(1)>',
            '--><script>',
            "'</style></figcaption><img src=x>",
          ),
        ),
        (text) => {
          const of = (word: string) =>
            reportPage({
              ...empty,
              title: word,
              figures: [{ title: word, svg: SVG, packedVega: packVega({ [word]: word }), caption: word }],
              fit: [{ [`a${word}`]: word }],
              manifest: { [`a${word}`]: [word] },
            });
          expect(tags(of(text))).toBe(tags(of('x')));
          expect(of(text).match(/<script|<img/gi)).toEqual(['<script']);
        },
      ),
    );
  });

  it('allows only its own script and no requests', () => {
    const [, policy] = /Content-Security-Policy" content="([^"]+)"/.exec(reportPage(empty))!;
    const hash = createHash('sha256').update(empty.script).digest('base64');
    expect(policy).toContain(`script-src 'sha256-${hash}';`);
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[\w+/=]{44}'; style-src 'sha256-[\w+/=]{44}'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'$/,
    );
  });
});
