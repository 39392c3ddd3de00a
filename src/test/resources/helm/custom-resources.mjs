// Checks custom resources (a JSON list in a file) against the schemas that their projects' types give:
// node custom-resources.mjs TOOLS LIST. Says what is wrong, and ends with 1 then.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const projects = {
  'gateway.networking.k8s.io': 'gateway-api',
  'cert-manager.io': 'cert-manager',
  'monitoring.coreos.com': 'prometheus-operator',
};
const [, , tools, list] = process.argv;
let wrong = 0;
for (const resource of JSON.parse(readFileSync(list, 'utf8'))) {
  const group = resource.apiVersion.split('/')[0];
  const file = join(tools, 'node_modules/@kubernetes-models', projects[group], resource.apiVersion, `${resource.kind}.js`);
  const type = (await import(pathToFileURL(file)))[resource.kind];
  try {
    new type(resource).validate();
  } catch (error) {
    wrong++;
    console.error(`${resource.kind} ${resource.metadata.name}: ${error.message}`);
  }
}
process.exit(wrong === 0 ? 0 : 1);
