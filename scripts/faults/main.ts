/** `npm run faults -- kill --cycles 1000` and its like: the long campaigns, whose short forms run in `npm test`. */
import { parseArgs } from 'node:util';
import { runDamage } from './damage.ts';
import { runDatabaseFaults, runNetworkFaults } from './database.ts';
import { runFailingDisk, runFullDisk, runSyncOrder } from './disk.ts';
import { runKills } from './kill.ts';
import { runMonitorAway, runMonitorHeap } from './monitor.ts';
import { runRandomNames } from './names.ts';
import { runOverload } from './overload.ts';
import { runPair } from './pair.ts';
import { runTerminations } from './terminate.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    cycles: { type: 'string', default: '60' },
    seconds: { type: 'string', default: '60' },
    views: { type: 'string', default: '1000' },
    requests: { type: 'string', default: '1000000' },
  },
});
const cycles = Number(values.cycles);
const seconds = Number(values.seconds);
const views = Number(values.views);

/** Ctrl-C ends a long campaign after the cycle under way; what it did is checked and told all the same. */
let isOver = false;
process.once('SIGINT', () => {
  isOver = true;
});

const campaigns: Record<string, () => Promise<object>> = {
  kill: () => runKills(cycles, { isOver: () => isOver }),
  database: () => runDatabaseFaults(seconds * 1_000, cycles),
  network: () => runNetworkFaults(seconds * 1_000),
  'full-disk': () => runFullDisk(),
  'failing-disk': () => runFailingDisk(views),
  'sync-order': () => runSyncOrder(views),
  damage: () => runDamage(),
  pair: () => runPair(seconds),
  names: () => runRandomNames(views),
  terminate: () => runTerminations(cycles),
  'monitor-heap': () => runMonitorHeap(Number(values.requests)),
  'monitor-away': () => runMonitorAway(seconds),
  overload: () => runOverload(seconds),
};

const [name = ''] = positionals;
const campaign = campaigns[name];
if (!campaign) {
  console.error(
    `Which fault? One of: ${Object.keys(campaigns).join(', ')}. Options: --cycles, --seconds, --views, --requests.`,
  );
  process.exit(2);
}
const result = await campaign();
console.log(JSON.stringify(result, undefined, 2));
const isBad = ['lost', 'strangers', 'changed', 'early'].some(
  (key) => Number((result as Record<string, unknown>)[key] ?? 0) > 0,
);
process.exit(isBad ? 1 : 0);
