/** Browser, version, system and device class from the User-Agent header, and whether it is a bot's. */
import bowser from 'bowser';
import { isbot } from 'isbot';

export type Client = {
  browser?: string;
  browserVersion?: string;
  os?: string;
  /** `desktop`, `mobile`, `tablet`, `tv`. */
  deviceClass?: string;
  isBot: boolean;
};

const mostRemembered = 5_000;

/** A site's visitors share few user agents: each is parsed once while it is remembered. */
export function createClientParser(): (userAgent: string | undefined) => Client {
  const remembered = new Map<string, Client>();
  return (userAgent) => {
    if (!userAgent) return { isBot: true };
    const known = remembered.get(userAgent);
    if (known) return known;
    const parsed = parse(userAgent);
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(userAgent, parsed);
    return parsed;
  };
}

function parse(userAgent: string): Client {
  const { browser, os, platform } = bowser.parse(userAgent);
  return {
    browser: browser.name?.slice(0, 64),
    browserVersion: browser.version?.split('.')[0]?.slice(0, 16),
    os: os.name?.slice(0, 64),
    deviceClass: platform.type?.slice(0, 16),
    isBot: isbot(userAgent),
  };
}
