/**
 * `npm run load -- --users 100 --spawn-rate 10 --run-time 60s`: users of several kinds on cms-api, who come whether or not
 * those before them were served. Ends with 1 when a budget is broken, and names the endpoint; with `--compare` also when a
 * monitor says something else than the run saw. Ctrl-C ends a run early and removes what it wrote.
 */
import { orExit } from '../flags.ts';
import { isAgreed } from './comparison.ts';
import { loadTest } from './load-test.ts';
import { help, type Options, readOptions } from './options.ts';
import { openPage } from './page.ts';
import { toTable } from './report.ts';
import type { Moment, Run } from './run.ts';

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(help);
  process.exit(0);
}
process.exitCode = await main(orExit(() => readOptions(args, process.env), help));

async function main(options: Options): Promise<number> {
  const page = options.ui === undefined ? undefined : await openPage(options.ui === true ? 0 : options.ui);
  if (page) console.log(`The live page: ${page.origin}`);
  let run: Run | undefined;
  process.on('SIGINT', () => run?.stop());
  process.on('SIGTERM', () => run?.stop());
  try {
    const report = await loadTest(options, {
      say: (line) => {
        console.log(line);
        page?.say(line);
      },
      onStart: (started) => {
        run = started;
        page?.follow(started);
      },
      onMoment: (moment) => {
        page?.tell(moment);
        if (!page && moment.atSeconds % 5 === 0) console.log(toLine(moment));
      },
    });
    page?.end(report);
    console.log(`\n${toTable(report)}`);
    if (options.json) console.log(JSON.stringify(report));
    const isAsExpected = options.compare === undefined || report.compared.every(isAgreed);
    return report.broken.length === 0 && report.total.count > 0 && isAsExpected ? 0 : 1;
  } finally {
    await page?.close();
  }
}

function toLine({ atSeconds, users, perSecond, errorsPerSecond, responseMs }: Moment): string {
  const rate = `${perSecond.toFixed(0)} req/s, ${errorsPerSecond.toFixed(0)} errors/s`;
  return `${String(atSeconds).padStart(5)} s  ${users} users  ${rate}  p95 ${responseMs.p95.toFixed(1)} ms`;
}
