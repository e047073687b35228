/** Hands announced views to whoever looks at their site, and remembers the newest for those who come or come back. */
import type { LiveView } from '@throughline/protocol';
import type { LiveStore } from '../store/live.ts';

export type LiveEvent =
  | { event: 'view'; id: string; data: LiveView }
  /** So many views more were stored than are told. */
  | { event: 'skipped'; data: { count: number } }
  /** Views may have been missed. */
  | { event: 'gap'; data: object };

export type LiveHub = {
  /**
   * Tells what is remembered (after `lastEventId`, if that is remembered too) and then what comes.
   * @returns Call it to leave.
   */
  join(site: string, lastEventId: string | undefined, send: (event: LiveEvent) => void): () => void;
  /** Aborted when the hub stops: streams end then. */
  stopped: AbortSignal;
  stop(): Promise<void>;
};

type Seen = Extract<LiveEvent, { event: 'view' }>;
type Room = { newest: Seen[]; listeners: Set<(event: LiveEvent) => void> };

const mostRemembered = 50;
const mostRooms = 1_000;

export function createLiveHub(listenToViews: LiveStore['listenToViews']): LiveHub {
  const rooms = new Map<string, Room>();
  const stopping = new AbortController();

  const roomOf = (site: string): Room => {
    const room = rooms.get(site) ?? { newest: [], listeners: new Set() };
    // Set anew, so that the room in use least is the first of the map.
    rooms.delete(site);
    rooms.set(site, room);
    if (rooms.size > mostRooms) {
      const idle = [...rooms].find(([, { listeners }]) => listeners.size === 0);
      if (idle) rooms.delete(idle[0]);
    }
    return room;
  };

  const tell = ({ listeners }: Room, event: LiveEvent): void => {
    for (const listener of listeners) listener(event);
  };

  const listening = listenToViews({
    onViews: ({ site, views, skipped }) => {
      const room = roomOf(site);
      for (const data of views) {
        const seen: Seen = { event: 'view', id: `${data.id}.${data.revision}`, data };
        room.newest.push(seen);
        tell(room, seen);
      }
      room.newest.splice(0, room.newest.length - mostRemembered);
      if (skipped > 0) tell(room, { event: 'skipped', data: { count: skipped } });
    },
    onGap: () => {
      for (const room of rooms.values()) tell(room, { event: 'gap', data: {} });
    },
  });

  return {
    join: (site, lastEventId, send) => {
      const room = roomOf(site);
      const at = room.newest.findIndex(({ id }) => id === lastEventId);
      if (lastEventId !== undefined && at < 0) send({ event: 'gap', data: {} });
      for (const seen of room.newest.slice(at + 1)) send(seen);
      room.listeners.add(send);
      return () => room.listeners.delete(send);
    },
    stopped: stopping.signal,
    stop: async () => {
      stopping.abort();
      await listening.stop();
    },
  };
}
