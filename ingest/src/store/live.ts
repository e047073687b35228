/** The part of the store through which one process tells all others what it has just stored. */
import type { LiveView } from '@throughline/protocol';

/** Some of the views of one batch of a site; the rest is a number, so that a flood stays small. */
export type Announcement = { site: string; views: LiveView[]; skipped: number };

export interface LiveStore {
  /**
   * Best effort: who does not listen just now misses it.
   * @param tell Asked only for the views that are told, not for those that are counted.
   */
  announceViews<View extends { site: string }>(
    views: readonly View[],
    tell: (view: View) => LiveView,
  ): Promise<void>;
  /** Listens until it is stopped, and comes back by itself after the engine was away. */
  listenToViews(listener: {
    onViews: (announcement: Announcement) => void;
    /** Announcements may have been missed. */
    onGap: () => void;
  }): { stop(): Promise<void> };
}
