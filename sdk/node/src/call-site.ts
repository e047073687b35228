/** Finds the line of the host's own code that led here. Costs microseconds: ask only where it is worth it. */
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How far up the stack is looked; deeper than most frameworks. */
const mostFrames = 30;

/** What paths are told relative to, so that no report holds the layout of the machine, and what is looked through. */
export type CallSiteRules = { folder: string; lookThrough: readonly string[] };

/**
 * @param below The function that the host called; its frame and all beneath are left out.
 * @returns `file:line`, or undefined when only libraries are on the stack.
 */
export function findCallSite(below: (...args: never[]) => unknown, rules: CallSiteRules): string | undefined {
  return holdCallSite(below, rules)();
}

/** Takes the stack now and reads it when asked: V8 writes a stack out on first sight, which is most of the cost. */
export function holdCallSite(
  below: (...args: never[]) => unknown,
  rules: CallSiteRules,
): () => string | undefined {
  const holder: { stack?: string } = {};
  const usualFrames = Error.stackTraceLimit;
  Error.stackTraceLimit = mostFrames;
  Error.captureStackTrace(holder, below);
  Error.stackTraceLimit = usualFrames;
  return () => readCallSite(`${holder.stack}`, rules);
}

function readCallSite(stack: string, { folder, lookThrough }: CallSiteRules): string | undefined {
  let first: string | undefined;
  for (const line of stack.split('\n').slice(1)) {
    const [, place, lineNumber] =
      /(?:\(|at (?:async )?)((?:file:|\/|[A-Za-z]:\\).*?):(\d+):\d+\)?$/.exec(line) ?? [];
    if (place === undefined) continue;
    const path = place.startsWith('file:') ? fileURLToPath(place) : place;
    if (path.includes(`${sep}node_modules${sep}`)) continue;

    const site = `${relative(path, folder)}:${lineNumber}`;
    if (!lookThrough.some((piece) => path.includes(piece))) return site;
    first ??= site;
  }
  return first;
}

/** Outside of the folder only the last two names are told. */
function relative(path: string, folder: string): string {
  if (path.startsWith(folder + sep)) return path.slice(folder.length + 1);
  return path.split(sep).slice(-2).join('/');
}
