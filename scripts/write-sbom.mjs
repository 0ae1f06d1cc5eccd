/**
 * Writes the software bill of materials to standard output: every production dependency, direct or not, in CycloneDX 1.5 (JSON), by npm from the
 * installed packages and without a network. The same packages give the same bytes: when it was written, and a number of its own, are left out.
 */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const text = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 64e6,
  stdio: ['ignore', 'pipe', 'ignore'],
});
const bom = JSON.parse(text);
// With --omit dev npm 11 leaves out what developers need as well, such as zod.
const isForDevelopers = ({ properties }) =>
  properties.some(({ name }) => name === 'cdx:npm:package:development');
bom.components = bom.components.filter((component) => !isForDevelopers(component));
const refs = new Set([bom.metadata.component, ...bom.components].map((component) => component['bom-ref']));
bom.dependencies = bom.dependencies
  .filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => refs.has(each)) }));
delete bom.serialNumber;
delete bom.metadata.timestamp;
// npm takes the name of the folder and its own version.
bom.metadata.component.name = 'allora-epsilon';
delete bom.metadata.tools;
for (const component of bom.components) {
  // What is no identifier of a licence is its name, and several are an expression.
  const [licence] = component.licenses ?? [];
  const id = licence?.license?.id;
  if (!licence) component.licenses = [{ license: { name: 'see the LICENSE file of the package' } }];
  else if (id?.includes(' ')) component.licenses = [{ expression: id }];
}
process.stdout.write(`${JSON.stringify(bom, null, 2)}\n`);
