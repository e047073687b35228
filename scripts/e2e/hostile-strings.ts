/** Texts that would run, load or break something wherever a screen took them for more than text. */

const payloads = [
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '"><svg onload=alert(1)>',
  "'-alert(1)-'",
  'javascript:alert(document.cookie)',
  '<iframe src="https://evil.test/"></iframe>',
  '<a href="javascript:alert(1)">x</a>',
  '#{alert(1)}',
  '{{constructor.constructor("alert(1)")()}}',
  '<style>@import "https://evil.test/x.css"</style>',
  '</title><script>alert(1)</script>',
  'data:text/html,<script>alert(1)</script>',
  '<base href="https://evil.test/">',
  '<math><mtext></mtext><mglyph><svg><mtext><style><img src=x onerror=alert(1)></style>',
  '\u202Egnp.exe',
  '=HYPERLINK("https://evil.test/")',
  '<link rel=stylesheet href=https://evil.test/>',
  '`-alert(1)-`',
  '%3Cscript%3Ealert(1)%3C/script%3E',
  '<form action=https://evil.test/><button>x</button></form>',
];
const wrappings: ((payload: string) => string)[] = [
  (payload) => payload,
  (payload) => `main>${payload}`,
  (payload) => `"${payload}"`,
  (payload) => `${payload}${payload}`,
  (payload) => payload.toUpperCase(),
  (payload) => `x'"><!--${payload}-->`,
  (payload) => `]]>${payload}`,
  (payload) => `\\u003c${payload}`,
  (payload) => `${payload}\u0000`.replace('\u0000', '\ufffd'),
  (payload) => `&lt;${payload}&gt;`,
];

/** Two hundred, each another. */
export const hostileStrings: readonly string[] = wrappings.flatMap((wrap) => payloads.map(wrap));
