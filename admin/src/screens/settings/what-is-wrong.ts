/** Why no view has arrived, judged by what was refused. Pure. */
import type { DataHealth, SiteSettings } from '@throughline/protocol';

const refusalHints: Record<string, string> = {
  unknown_key: 'Bodies with a key that no site has were refused: compare data-key with the key of this site.',
  foreign_origin: 'Bodies came from an origin that is not in this site’s list: add it under “Site”.',
  too_many_requests: 'More came than this server takes from one address: look at the proxy in front of it.',
  malformed_json: 'Bodies that are no JSON were refused: does something on the way change them?',
  invalid_body: 'Bodies that are no view were refused: is the SDK of the same release as this server?',
  unsupported_version:
    'Bodies of another version were refused: is the SDK of the same release as this server?',
};

export function whatIsWrong(
  { refusals }: Pick<DataHealth, 'refusals'>,
  { origins }: Pick<SiteSettings, 'origins'>,
): string[] {
  const refused = refusals.map(
    ({ reason, count }) =>
      `${refusalHints[reason] ?? `Refused: ${reason.replaceAll('_', ' ')}.`} (${count}×)`,
  );
  return [
    ...refused,
    'Open a page that carries the snippet, and leave it or wait some seconds: a view is sent then.',
    ...(origins.length > 0 ? [`Only pages of ${origins.join(', ')} are heard.`] : []),
    'Look into the page’s policy (CSP): it has to allow the script (script-src) and the sending (connect-src).',
    'A content blocker may stop it: try a window without extensions, or serve it under your own domain.',
  ];
}
