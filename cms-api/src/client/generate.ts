/**
 * Writes schema.ts, the types of the client, from an OpenAPI document: that of the demo magazine, or with an address that
 * of a running server. `--check` fails when the file no longer tells what the document says.
 *
 *     node cms-api/dist/client/generate.js [--check] [https://cms.example.org/api/v1/openapi.json] [file]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { magazineDocument } from '../openapi/magazine-document.ts';

const words = process.argv.slice(2).filter((word) => word !== '--check');
const address = words.find((word) => /^https?:/.test(word));
const file =
  words.find((word) => word !== address) ??
  fileURLToPath(new URL('../../src/client/schema.ts', import.meta.url));

const document = address ? await (await fetch(address)).json() : magazineDocument();
// Made by zod-openapi or by a server of the same kind: OpenAPI 3.1, which openapi-typescript reads.
const text = `${heading()}${astToString(await openapiTS(document as OpenAPI3))}${contentTypes(document as OpenAPI3)}`;

if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (readFileSync(file, 'utf8') !== text) {
  process.stderr.write(
    'cms-api/src/client/schema.ts is stale: run node cms-api/dist/client/generate.js and commit it.\n',
  );
  process.exitCode = 1;
}

function heading(): string {
  return '/** Made by client/generate.ts out of the OpenAPI document; not to be edited. */\n\n';
}

/** The content types by their names: each has a path of its own with schemas of its own. */
function contentTypes({ paths = {} }: OpenAPI3): string {
  const names = Object.keys(paths).flatMap((path) => /^\/content\/([a-z][a-z0-9_]*)$/.exec(path)?.[1] ?? []);
  const lines = names.map((name) => {
    const title = name
      .split('_')
      .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
      .join('');
    const schemas = ['Fields', 'Input', 'Change'].map((kind) => `components["schemas"]["${title}${kind}"]`);
    const [fields, input, change] = [schemas[0], `${schemas[1]}["fields"]`, `${schemas[2]}["fields"]`];
    return `    ${name}: {\n        fields: ${fields};\n        input: ${input};\n        change: ${change};\n    };`;
  });
  return `/** What the entries of each content type hold, and what writing them takes. */\nexport interface ContentTypes {\n${lines.join('\n')}\n}\n`;
}
