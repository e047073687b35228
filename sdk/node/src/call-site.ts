/** Finds the line of the host's own code that led here. Costs microseconds: ask only where it is worth it. */
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ownFolder = fileURLToPath(new URL('.', import.meta.url));

/**
 * @param folder What paths are told relative to, so that no report holds the layout of the machine.
 * @returns `file:line`, or undefined when only libraries are on the stack.
 */
export function findCallSite(folder: string): string | undefined {
  const depth = Error.stackTraceLimit;
  Error.stackTraceLimit = 30;
  const stack = new Error().stack ?? '';
  Error.stackTraceLimit = depth;

  for (const line of stack.split('\n').slice(1)) {
    const found = /(?:\(|at (?:async )?)((?:file:\/\/)?\/.+?|[A-Za-z]:\\.+?):(\d+):\d+\)?$/.exec(line);
    const [, place, lineNumber] = found ?? [];
    if (place === undefined) continue;
    const path = place.startsWith('file:') ? fileURLToPath(place) : place;
    if (path.includes(`${sep}node_modules${sep}`) || path.startsWith(ownFolder)) continue;
    return `${relative(path, folder)}:${lineNumber}`;
  }
  return undefined;
}

function relative(path: string, folder: string): string {
  if (path.startsWith(folder + sep)) return path.slice(folder.length + 1);
  return path.split(sep).slice(-2).join('/');
}
