/** Finds the line of the host's own code that led here. Costs microseconds: ask only where it is worth it. */
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How far up the stack is looked; deeper than most frameworks. */
const mostFrames = 30;

/**
 * @param below The function that the host called; its frame and all beneath are left out.
 * @param folder What paths are told relative to, so that no report holds the layout of the machine.
 * @returns `file:line`, or undefined when only libraries are on the stack.
 */
export function findCallSite(below: (...args: never[]) => unknown, folder: string): string | undefined {
  const holder: { stack?: string } = {};
  const usualFrames = Error.stackTraceLimit;
  Error.stackTraceLimit = mostFrames;
  Error.captureStackTrace(holder, below);
  Error.stackTraceLimit = usualFrames;

  for (const line of `${holder.stack}`.split('\n').slice(1)) {
    const [, place, lineNumber] =
      /(?:\(|at (?:async )?)((?:file:|\/|[A-Za-z]:\\).*?):(\d+):\d+\)?$/.exec(line) ?? [];
    if (place === undefined) continue;
    const path = place.startsWith('file:') ? fileURLToPath(place) : place;
    if (!path.includes(`${sep}node_modules${sep}`)) return `${relative(path, folder)}:${lineNumber}`;
  }
  return undefined;
}

/** Outside of the folder only the last two names are told. */
function relative(path: string, folder: string): string {
  if (path.startsWith(folder + sep)) return path.slice(folder.length + 1);
  return path.split(sep).slice(-2).join('/');
}
