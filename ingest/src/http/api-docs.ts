/** The API's own description: GET /openapi.json for machines, GET /docs for people. Neither asks anything of elsewhere. */
import { Router } from 'express';
import { type Endpoint, queryNames } from './endpoint.ts';
import { createOpenApi, info } from './openapi.ts';

export function createApiDocs(endpoints: Endpoint[]): Router {
  const document = createOpenApi(endpoints);
  const page = toPage(endpoints);
  const router = Router({ caseSensitive: true, strict: true });
  router.get('/openapi.json', (_request, response) => {
    response.set('Cache-Control', 'no-cache').json(document);
  });
  router.get('/docs', (_request, response) => {
    response.set({ 'Cache-Control': 'no-cache', 'Content-Security-Policy': "default-src 'none'" }).send(page);
  });
  return router;
}

function toPage(endpoints: Endpoint[]): string {
  const rows = endpoints.map((endpoint) => {
    const { method, path, summary, access } = endpoint;
    const query = [...queryNames(endpoint), ...(endpoint.rows ? ['format'] : [])].join(', ');
    const cells = [method.toUpperCase(), `/api/v1${path}`, summary, query, access];
    return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`;
  });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${info.title}</title>
<h1>${info.title}</h1>
<p>${escapeHtml(info.description)}</p>
<p>The schemas are in <a href="openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
<table>
<tr><th>Method</th><th>Path</th><th>What</th><th>Query</th><th>Access</th></tr>
${rows.join('\n')}
</table>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
