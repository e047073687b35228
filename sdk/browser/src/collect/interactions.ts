/** Interactions of each view: what INP is attributed to, and INP itself for route changes, which web-vitals does not split. */
import type { Frame, Page, View } from '../page/views.ts';
import { longestScript } from './long-frames.ts';
import { observe } from './observe.ts';
import { setVital } from './vital.ts';

/** Events whose frames end so close together were presented together: durations are rounded to 8 ms. */
const sameFrameMs = 8;
/** What web-vitals observes, so that both see the same events. */
const durationThreshold = 40;
const mostInteractions = 10;
const mostFrames = 50;

export function collectInteractions(page: Page) {
  // Newest first.
  let frames: Frame[] = [];

  const onEntry = (entry: PerformanceEventTiming) => {
    const {
      interactionId: id,
      startTime: startMs,
      duration: durationMs,
      processingStart,
      processingEnd,
    } = entry;
    const paintMs = startMs + durationMs;
    const frame = frames.find((one) => Math.abs(one.paintMs - paintMs) <= sameFrameMs) ?? {
      paintMs,
      startedMs: processingStart,
      endedMs: processingEnd,
    };
    frame.startedMs = Math.min(frame.startedMs, processingStart);
    frame.endedMs = Math.max(frame.endedMs, processingEnd);
    frames = [frame, ...frames.filter((one) => one !== frame).slice(0, mostFrames)];

    const view = page.at(startMs);
    const known = view?.interactions.find((one) => one.id === id);
    if (!view || !id || (known && known.durationMs >= durationMs)) return;
    const target = known?.target ?? page.nameOf?.(entry.target, startMs);
    view.interactions = [
      ...view.interactions.filter((one) => one !== known),
      { id, startMs, durationMs, name: entry.name, target, frame },
    ]
      .sort((a, b) => b.durationMs - a.durationMs)
      .slice(0, mostInteractions);
    page.changed();
  };
  const takeEvents = observe('event', onEntry, durationThreshold);
  const takeFirst = observe('first-input', onEntry);

  return (view: View) => {
    takeEvents?.();
    takeFirst?.();
    const { interactions, zeroMs } = view;
    const { inp } = view.body.vitals;
    // One in fifty is forgiven, as INP is defined.
    const forgiven = Math.floor(((performance.interactionCount ?? 0) - view.interactionsBefore) / 50);
    const worst =
      view.began === 'move'
        ? interactions[Math.min(forgiven, interactions.length - 1)]
        : interactions.find(({ startMs }) => startMs - zeroMs === inp?.atMs);
    if (!worst) return;

    const { startMs, durationMs, name, target, frame } = worst;
    // Handlers of an earlier event may still have run when this one began; an alert outlasts the frame.
    const startedMs = Math.max(frame.startedMs, startMs);
    const paintMs = Math.max(startMs + durationMs, startedMs);
    const endedMs = Math.min(frame.endedMs, paintMs);
    setVital(page, view, 'inp', view.began === 'move' ? durationMs : (inp?.value ?? 0), startMs, {
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
