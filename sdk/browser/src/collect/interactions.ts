/** Interactions of each view: what INP is attributed to, and INP itself for route changes, which web-vitals does not split. */
import type { Page, View } from '../page/views.ts';
import { longestScript } from './long-frames.ts';
import { observe } from './observe.ts';
import { setVital } from './vital.ts';

/** Events of one animation frame count as processed together. */
type Frame = { endMs: number; startedMs: number; endedMs: number };

type Interaction = {
  id: number;
  startMs: number;
  durationMs: number;
  type: 'pointer' | 'keyboard';
  target: string | undefined;
  frame: Frame;
};

/** Events whose frames end so close together were presented together: durations are rounded to 8 ms. */
const sameFrameMs = 8;
/** What web-vitals observes, so that both see the same events. */
const durationThreshold = 40;
const mostInteractions = 10;
const mostFrames = 50;

export function collectInteractions(page: Page, longFrames: PerformanceLongAnimationFrameTiming[]) {
  // Newest first.
  let frames: Frame[] = [];
  const byView = new WeakMap<View, Interaction[]>();

  const frameOf = ({ startTime, duration, processingStart, processingEnd }: PerformanceEventTiming) => {
    const endMs = startTime + duration;
    let frame = frames.find((one) => Math.abs(one.endMs - endMs) <= sameFrameMs);
    if (!frame) {
      frame = { endMs, startedMs: processingStart, endedMs: processingEnd };
      frames = [frame, ...frames.slice(0, mostFrames)];
    }
    frame.startedMs = Math.min(frame.startedMs, processingStart);
    frame.endedMs = Math.max(frame.endedMs, processingEnd);
    return frame;
  };

  const onEntry = (entry: PerformanceEventTiming) => {
    const { interactionId: id, startTime: startMs, duration: durationMs, name, target } = entry;
    const frame = frameOf(entry);
    const view = page.at(startMs);
    if (!id || !view) return;

    let interactions = byView.get(view) ?? [];
    const known = interactions.find((one) => one.id === id);
    if (known) known.target ??= page.nameOf?.(target, startMs);
    if (known && known.durationMs >= durationMs) return;
    interactions = interactions.filter((one) => one !== known);
    interactions.push({
      id,
      startMs,
      durationMs,
      type: name.startsWith('key') ? 'keyboard' : 'pointer',
      target: known?.target ?? page.nameOf?.(target, startMs),
      frame,
    });
    interactions.sort((a, b) => b.durationMs - a.durationMs);
    byView.set(view, interactions.slice(0, mostInteractions));
    if (view.began === 'move') page.changed();
  };
  const takeEvents = observe(page, 'event', onEntry, { durationThreshold });
  const takeFirst = observe(page, 'first-input', onEntry);

  return (view: View) => {
    takeEvents();
    takeFirst();
    const interactions = byView.get(view) ?? [];
    const { inp } = view.body.vitals;
    // One in fifty is forgiven, as INP is defined.
    const forgiven = Math.floor(((performance.interactionCount ?? 0) - view.interactionsBefore) / 50);
    const worst =
      view.began === 'move'
        ? interactions[Math.min(forgiven, interactions.length - 1)]
        : interactions.find(({ startMs }) => startMs - view.zeroMs === inp?.atMs);
    if (!worst) return;

    const { startMs, durationMs, type, target, frame } = worst;
    // Handlers of an earlier event may still have run when this one began; an alert outlasts the frame.
    const startedMs = Math.max(frame.startedMs, startMs);
    const paintMs = Math.max(startMs + durationMs, startedMs);
    const endedMs = Math.min(frame.endedMs, paintMs);
    setVital(page, view, 'inp', inp?.value ?? durationMs, startMs, {
      target,
      type,
      atMs: startMs - view.zeroMs,
      inputDelayMs: startedMs - startMs,
      processingMs: endedMs - startedMs,
      presentationMs: paintMs - endedMs,
      script: longestScript(page, longFrames, startMs, endedMs),
    });
  };
}
