/**
 * `npm run visits -- --count 50`: people in a real Chromium on the demo website, each with a device, a processor and a network
 * of its own. Ends with a look through ingest's read API whether every view is joined to its request; with 1 when one is not.
 */
import { orExit } from '../flags.ts';
import { launchBrowser } from '../launch-browser.ts';
import { createRandom } from '../random.ts';
import { openReadApi } from '../read-api.ts';
import { checkJoined, type Joined } from './joined.ts';
import { help, type Options, readOptions } from './options.ts';
import { pickProfile } from './profiles.ts';
import { type Visit, visit } from './visit.ts';

const mostNamed = 10;

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(help);
  process.exit(0);
}
process.exitCode = await main(orExit(() => readOptions(args, process.env), help));

async function main(options: Options): Promise<number> {
  const api = await openReadApi(options.ingest, options);
  const sinceMs = Date.now();
  const visits = await visitAll(options);
  const navigations = visits.flatMap((one) => one.navigations);
  const faults = visits.flatMap(({ fault }) => fault ?? []);
  console.log(`Asking ${options.ingest} …`);
  const joined = await checkJoined(api, options.site, navigations, sinceMs, console.log);
  tell(visits, faults, joined);
  if (options.json) console.log(JSON.stringify({ visits, ...joined }));
  const isGood = joined.missing.length === 0 && joined.withoutServer.length === 0 && faults.length === 0;
  return isGood && joined.documents > 0 ? 0 : 1;
}

async function visitAll({ count, 'at-once': atOnce, demo, seed }: Options): Promise<Visit[]> {
  const browser = await launchBrowser();
  const done: Visit[] = [];
  // Each visitor has chance of its own: who comes beside him changes nothing for him.
  const left = Array.from({ length: count }, (_, number) => createRandom(seed * 1_000_003 + number)).values();
  try {
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (const random of left) {
          done.push(await visit(browser, demo, pickProfile(random), random));
          console.log(toLine(done, count));
        }
      }),
    );
  } finally {
    await browser.close();
  }
  return done;
}

function toLine(done: readonly Visit[], count: number): string {
  const last = done.at(-1);
  if (!last) return '';
  const { profile, navigations, steps, fault } = last;
  const who = `${profile.device.name} on ${profile.network.name}`;
  const what = `${navigations.length} pages: ${steps.join(', ')}`;
  return `${String(done.length).padStart(5)} of ${count}  ${who.padEnd(26)}${what}${fault ? `; ended by ${fault}` : ''}`;
}

function tell(visits: readonly Visit[], faults: readonly string[], found: Joined): void {
  const { documents, joined, traced, missing, withoutServer } = found;
  console.log(`
${visits.length} visits, ${documents} pages: ${joined} views are joined to their request, ${documents - joined} are not.
Under ${traced} of them the servers' own traces are kept.`);
  for (const { url, status, traceId } of missing.slice(0, mostNamed))
    console.log(`  no view of ${url} (${status}, trace ${traceId ?? 'unknown'})`);
  for (const { id, url } of withoutServer.slice(0, mostNamed))
    console.log(`  without a server's part: view ${id} of ${url}`);
  for (const fault of faults.slice(0, mostNamed)) console.log(`  a visit ended early: ${fault}`);
}
