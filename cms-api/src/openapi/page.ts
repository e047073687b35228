/** The document as one page of HTML: no script, readable at once. */
import type { Document } from './document.ts';

type Schema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
};
type Content = Record<string, { schema?: Schema }>;
type Operation = {
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[];
  requestBody?: { content: Content };
  responses?: Record<string, { description: string; content?: Content }>;
};

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

export function toPage(document: Document): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      // What zod-openapi writes is plain OpenAPI; of it these are the parts that are shown.
      const operation = (item as Record<string, Operation | undefined>)[method];
      return operation ? [{ path, method, operation }] : [];
    }),
  );
  const sections = (document.tags ?? []).map(({ name, description }) => {
    const own = operations.filter(({ operation }) => operation.tags?.includes(name));
    return own.length === 0
      ? ''
      : `<section><h2 id="${toHtml(name)}">${toHtml(name)}</h2><p>${prose(description)}</p>${own.map(toArticle).join('')}</section>`;
  });
  const schemas = Object.entries((document.components?.schemas ?? {}) as Record<string, Schema>);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${toHtml(document.info.title)}</title><style>${style}</style></head><body>
<header><h1>${toHtml(document.info.title)}</h1><p>${prose(document.info.description)}</p>
<p><a href="openapi.json">openapi.json</a> · <a href="#schemas">schemas</a></p></header>
<main>${sections.join('')}
<section><h2 id="schemas">Schemas</h2>${schemas.map(([name, schema]) => toSchema(name, schema)).join('')}</section>
</main></body></html>`;
}

function toArticle({
  path,
  method,
  operation,
}: {
  path: string;
  method: string;
  operation: Operation;
}): string {
  const parameters = (operation.parameters ?? []).map(
    ({ name, in: place, required, description, schema }) =>
      `<tr><td><code>${toHtml(name)}</code></td><td>${place}${required ? ', required' : ''}</td><td>${typeOf(schema)}</td><td>${prose(description)}</td></tr>`,
  );
  const body = operation.requestBody?.content['application/json']?.schema;
  const responses = Object.entries(operation.responses ?? {}).map(
    ([status, { description, content }]) =>
      `<tr><td>${status}</td><td>${typeOf(Object.values(content ?? {})[0]?.schema)}</td><td>${prose(description)}</td></tr>`,
  );
  return `<article><h3><span class="${method}">${method.toUpperCase()}</span> <code>${toHtml(path)}</code></h3>
<p>${prose(operation.summary)}. ${prose(operation.description)}</p>
${parameters.length > 0 ? `<table>${parameters.join('')}</table>` : ''}${body ? `<p>Body: ${typeOf(body)}</p>` : ''}
<details><summary>Answers</summary><table>${responses.join('')}</table></details></article>`;
}

function toSchema(name: string, schema: Schema): string {
  const rows = Object.entries(schema.properties ?? {}).map(
    ([property, one]) =>
      `<tr><td><code>${toHtml(property)}</code></td><td>${schema.required?.includes(property) ? 'required' : ''}</td><td>${typeOf(one)}</td><td>${prose(one.description)}</td></tr>`,
  );
  const shape =
    rows.length > 0
      ? `<table>${rows.join('')}</table>`
      : `<p>${typeOf({ ...schema, description: undefined })}</p>`;
  return `<article id="schema-${toHtml(name)}"><h3>${toHtml(name)}</h3><p>${prose(schema.description)}</p>${shape}</article>`;
}

function typeOf(schema: Schema | undefined): string {
  if (!schema) return '';
  if (schema.$ref) {
    const name = toHtml(schema.$ref.split('/').at(-1) ?? '');
    return `<a href="#schema-${name}">${name}</a>`;
  }
  if (schema.const !== undefined) return `<code>${toHtml(JSON.stringify(schema.const))}</code>`;
  if (schema.enum) return schema.enum.map((value) => `<code>${toHtml(String(value))}</code>`).join(' ');
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return either.map(typeOf).join(' or ');
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  const inner = Object.entries(schema.properties ?? {}).map(
    ([name, one]) => `${toHtml(name)}: ${typeOf(one)}`,
  );
  return inner.length > 0
    ? `{ ${inner.join(', ')} }`
    : toHtml([schema.type ?? 'anything'].flat().join(' or '));
}

function prose(text: string | undefined): string {
  return toHtml(text ?? '').replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

function toHtml(text: string): string {
  const names: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replaceAll(/[&<>"']/g, (letter) => names[letter] ?? '');
}

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
code{font-size:.9em}h3 span{font:600 .75rem system-ui;padding:.15rem .4rem;border-radius:.25rem;background:#0f5a62;color:#fff}
h3 .delete{background:#a8471f}h3 .get{background:#2c6e35}table{border-collapse:collapse;width:100%}
td{border-top:1px solid #8884;padding:.25rem .75rem .25rem 0;vertical-align:top;font-size:.9rem}article{margin:2rem 0}`;
