/**
 * Writes the software bill of materials to standard output: all direct and indirect production dependencies,
 * in CycloneDX 1.5 (JSON). npm makes it from the installed packages, without a network. The same packages
 * give the same bytes: the date and the serial number are left out.
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
// npm 11 with --omit dev also leaves out packages that are needed both in production and in development, such
// as zod.
const isDevelopmentOnly = ({ properties }) =>
  properties.some(({ name }) => name === 'cdx:npm:package:development');
bom.components = bom.components.filter((component) => !isDevelopmentOnly(component));
const refs = new Set([bom.metadata.component, ...bom.components].map((component) => component['bom-ref']));
bom.dependencies = bom.dependencies
  .filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((each) => refs.has(each)) }));
delete bom.serialNumber;
delete bom.metadata.timestamp;
// npm uses the name of the folder, and adds its own version to the tools.
bom.metadata.component.name = 'allora-epsilon';
delete bom.metadata.tools;
for (const component of bom.components) {
  // CycloneDX requires a name for a licence without identifier, and an expression for several licences.
  const [licence] = component.licenses ?? [];
  const id = licence?.license?.id;
  if (!licence) component.licenses = [{ license: { name: 'see the LICENSE file of the package' } }];
  else if (id?.includes(' ')) component.licenses = [{ expression: id }];
}
process.stdout.write(`${JSON.stringify(bom, null, 2)}\n`);
