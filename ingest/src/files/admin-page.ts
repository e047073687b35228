/** The admin's HTML page made ready to send: its assets where browsers shall fetch them, and named ahead for headers. */
import { packText, type SendPacked } from './packed.ts';

export type AdminPage = {
  send: SendPacked;
  /** What the page asks for first, as values of `Link`: browsers begin with it before they have read the page. */
  links: string[];
  /** Whether it connects to another origin than its own. */
  hasOtherOrigin: boolean;
};

type AdminPageOptions = {
  /** Without a slash at its end. */
  cdnUrl?: string | undefined;
  /** The write key of the site that measures this page. */
  key?: string | undefined;
};

export function toAdminPage(html: string, { cdnUrl, key }: AdminPageOptions = {}): AdminPage {
  const placed = cdnUrl ? html.replaceAll(/(src|href)="\/assets\//g, `$1="${cdnUrl}/assets/`) : html;
  const assets = [...placed.matchAll(/<(?:script|link)\b[^>]*?(?:src|href)="([^"]*\/assets\/[^"]+)"/g)].map(
    ([, url]) => url ?? '',
  );
  const preloads = assets.flatMap((url) => {
    if (url.endsWith('.css')) return `<${url}>; rel=preload; as=style; crossorigin`;
    if (url.endsWith('.woff2')) return `<${url}>; rel=preload; as=font; type="font/woff2"; crossorigin`;
    return url.endsWith('.js') ? `<${url}>; rel=modulepreload` : [];
  });
  const connect = cdnUrl ? [`<${new URL(cdnUrl).origin}>; rel=preconnect; crossorigin`] : [];
  const watched = key
    ? placed.replace('</head>', `<script async src="/sdk.js" data-key="${key}"></script></head>`)
    : placed;
  return { send: packText(watched), links: [...connect, ...preloads], hasOtherOrigin: cdnUrl !== undefined };
}
