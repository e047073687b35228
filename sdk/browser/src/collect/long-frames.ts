/** Long animation frames: how many, how long they blocked, and the scripts that ran longest in them. */
import { limits } from '@throughline/protocol/limits';
import { scrub } from '../page/scrub.ts';
import type { Page } from '../page/views.ts';
import type { LongScript } from '../view-body.ts';

/** Frames kept for the attribution of interactions, which the browser may tell later. */
const mostRecent = 30;

export function collectLongFrames(page: Page): void {
  page.listen<PerformanceLongAnimationFrameTiming>('long-animation-frame', (entry) => {
    page.recentFrames = [entry, ...page.recentFrames.slice(0, mostRecent)];

    const view = page.viewAt(entry.startTime);
    if (!view) return;
    const before = view.body.longFrames ?? { count: 0, blockingMs: 0 };
    view.body.longFrames = {
      count: before.count + 1,
      blockingMs: before.blockingMs + entry.blockingDuration,
      scripts: [
        ...(before.scripts ?? []),
        ...entry.scripts.map((script) => toLongScript(page, script, script.duration)),
      ]
        .sort((a, b) => b.durationMs - a.durationMs)
        .slice(0, limits.longFrameScripts),
    };
    page.tellSoon();
  });
}

/** The script that took most of an interaction, as far as it ran after the interaction began. */
export function longestScript(page: Page, fromMs: number, untilMs: number): LongScript | undefined {
  let longest: PerformanceScriptTiming | undefined;
  let mostMs = 0;
  for (const { startTime, duration, scripts } of page.recentFrames) {
    if (startTime + duration < fromMs || startTime > untilMs) continue;
    for (const script of scripts) {
      const sharedMs = script.startTime + script.duration - Math.max(fromMs, script.startTime);
      if (sharedMs <= mostMs) continue;
      longest = script;
      mostMs = sharedMs;
    }
  }
  return longest && toLongScript(page, longest, mostMs);
}

function toLongScript(
  page: Page,
  { sourceURL, invoker }: PerformanceScriptTiming,
  durationMs: number,
): LongScript {
  return {
    url: scrub(sourceURL, page.settings),
    invoker,
    durationMs,
  };
}
