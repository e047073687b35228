/** INP with its attribution, through web-vitals; and INP of route changes, which it does not split, through its own estimator. */
import { onINP } from 'web-vitals/onINP.js';
import { safely } from '../page/safely.ts';
import type { Frame, InteractionManager, Page, View } from '../page/views.ts';
import { longestScript } from './long-frames.ts';
import { everyChange, setVital, toVital } from './vital.ts';

/** Events whose frames end so close together were presented together: durations are rounded to 8 ms. */
const sameFrameMs = 8;
const mostFrames = 50;

export function collectInteractions(page: Page): ((view: View) => void) | undefined {
  // Newest first.
  let frames: Frame[] = [];

  /** Where the entry was processed: all events of its frame count together. */
  const frameOf = ({ startTime, duration, processingStart, processingEnd }: PerformanceEventTiming) => {
    const paintMs = startTime + duration;
    const known = frames.find((one) => Math.abs(one.paintMs - paintMs) <= sameFrameMs);
    const frame = known ?? { paintMs, startedMs: processingStart, endedMs: processingEnd };
    if (!known) frames = [frame, ...frames.slice(0, mostFrames)];
    frame.startedMs = Math.min(frame.startedMs, processingStart);
    frame.endedMs = Math.max(frame.endedMs, processingEnd);
    return frame;
  };
  const setWorst = (view: View, entry: PerformanceEventTiming | undefined) => {
    if (!entry || view.worst?.startMs === entry.startTime) return undefined;
    const { startTime: startMs, duration: durationMs, name } = entry;
    view.worst = {
      startMs,
      durationMs,
      name,
      target: page.nameOf?.(entry.target, startMs),
      inFrame: frameOf(entry),
    };
    return undefined;
  };

  const options: typeof everyChange & { manager?: InteractionManager } = { ...everyChange };
  onINP(
    toVital(page, 'inp', (view, entry) => setWorst(view, entry as PerformanceEventTiming)),
    options,
  );
  // build.mjs lets web-vitals leave its manager with its options; there is none where the browser cannot tell INP.
  const { manager } = options;
  if (!manager) return undefined;
  manager._onBeforeProcessingEntry = safely((entry: PerformanceEventTiming) => {
    frameOf(entry);
    const view = page.viewAt(entry.startTime);
    if (view?.began !== 'move') return;
    if (!view.manager) {
      view.manager = new manager.constructor();
      view.manager._resetInteractions();
    }
    view.manager._processEntry(entry);
    page.tellSoon();
  });

  return (view) => {
    // As after a restore: an interaction too short to be told still counts, as 8 ms.
    const estimate = view.manager?._estimateP98LongestInteraction('back-forward-cache');
    if (estimate) {
      setVital(page, view, 'inp', estimate._latency);
      setWorst(view, estimate.entries[0]);
    }
    const { worst, zeroMs, body } = view;
    if (!worst || !body.vitals.inp) return;

    const { startMs, durationMs, name, target, inFrame } = worst;
    // Handlers of an earlier event may still have run when this one began; an alert outlasts the frame.
    const startedMs = Math.max(inFrame.startedMs, startMs);
    const paintMs = Math.max(startMs + durationMs, startedMs);
    const endedMs = Math.min(inFrame.endedMs, paintMs);
    Object.assign(body.vitals.inp, {
      target,
      type: name.startsWith('key') ? 'keyboard' : 'pointer',
      atMs: startMs - zeroMs,
      inputDelayMs: startedMs - startMs,
      processingMs: endedMs - startedMs,
      presentationMs: paintMs - endedMs,
      script: longestScript(page, startMs, endedMs),
    });
  };
}
