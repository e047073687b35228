/** WebKitGTK through its own WebDriver, on a screen that nobody sees. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';

const driver = '/usr/bin/WebKitWebDriver';
const screen = '/usr/bin/xvfb-run';

export const hasWebKit = existsSync(driver) && existsSync(screen);

export type WebKit = {
  version: string;
  open(url: string): Promise<void>;
  click(selector: string): Promise<void>;
  close(): Promise<void>;
};

export async function openWebKit(): Promise<WebKit> {
  const port = await freePort();
  const started = spawn(screen, ['-a', driver, `--port=${port}`], { stdio: 'ignore', detached: true });
  const ask = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      body: body && JSON.stringify(body),
    });
    const { value } = (await answer.json()) as { value: Record<string, never> };
    if (!answer.ok) throw new Error(`WebKitWebDriver: ${JSON.stringify(value)}`);
    return value;
  };
  await untilUp(ask);
  const session = await ask('POST', '/session', { capabilities: {} });
  const base = `/session/${session.sessionId}`;
  return {
    version: (session.capabilities as unknown as { browserVersion: string }).browserVersion,
    async open(url) {
      await ask('POST', `${base}/url`, { url });
    },
    async click(selector) {
      const element = await ask('POST', `${base}/element`, { using: 'css selector', value: selector });
      await ask('POST', `${base}/element/${Object.values(element)[0]}/click`, {});
    },
    async close() {
      await ask('DELETE', base).catch(() => {});
      end(started);
    },
  };
}

async function untilUp(ask: (method: string, path: string) => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await ask('GET', '/status');
      return;
    } catch (cause) {
      if (tries > 100) throw new Error('WebKitWebDriver did not start', { cause });
      await new Promise((wake) => setTimeout(wake, 100));
    }
  }
}

/** The screen and the browser are in the driver's process group. */
function end({ pid }: ChildProcess): void {
  if (pid) process.kill(-pid, 'SIGTERM');
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
