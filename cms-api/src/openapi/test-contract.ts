/** Holds every answer of a test against the OpenAPI document: its status, its type and its body. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

type Operation = { responses?: Record<string, { content?: Record<string, unknown> }> };
export type ApiDocument = { paths: Record<string, Record<string, Operation>> };

export type Contract = {
  /** @throws Error that tells what the document does not. */
  check(method: string, path: string, answer: Response): Promise<void>;
};

/** @param seen Gets `get /users/{id} 200` and the like of all that is checked. */
export function createContract(document: ApiDocument, seen: Set<string>): Contract {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'document');
  const templates = Object.keys(document.paths).map((template) => ({
    template,
    // Of two that fit, the one with fewer parameters is meant.
    parameters: template.split('{').length,
    pattern: new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  }));
  templates.sort((a, b) => a.parameters - b.parameters);

  const find = (method: string, path: string) =>
    templates.find(({ template, pattern }) => pattern.test(path) && document.paths[template]?.[method])
      ?.template;

  function checkAgainst(template: string, method: string, answer: Response, text: string): void {
    const at = `${method} ${template} ${answer.status}`;
    seen.add(at);
    const response = document.paths[template]?.[method]?.responses?.[String(answer.status)];
    if (!response) throw new Error(`The document does not tell of ${at}: ${text}`);
    if (text === '') return;
    const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
    // A file is what it is, and lines are read by those who asked for them.
    if (response.content?.['*/*'] || (answer.ok && type === 'application/x-ndjson')) return;
    if (!response.content?.[type]) throw new Error(`${at} has a body of ${type}, but not in the document.`);

    const pointer = [
      'paths',
      template,
      method,
      'responses',
      String(answer.status),
      'content',
      type,
      'schema',
    ];
    const validate = ajv.compile({ $ref: `document#/${pointer.map(toFragment).join('/')}` });
    if (validate(JSON.parse(text))) return;
    throw new Error(`${at} is not as documented: ${ajv.errorsText(validate.errors)}\n${text.slice(0, 500)}`);
  }

  return {
    async check(method, path, answer) {
      const name = method.toLowerCase();
      const template = find(name, path);
      if (template === undefined) {
        if (answer.status < 400) throw new Error(`${method} ${path} answers, but is not in the document.`);
        return;
      }
      const text = await answer.text();
      checkAgainst(template, name, answer, text);
      // What a type's own path tells, the general one has to allow.
      const general = template.replace(/^\/content\/\w+/, '/content/{type}');
      if (general !== template) checkAgainst(general, name, answer, text);
    },
  };
}

function toFragment(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}
