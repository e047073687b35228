/** What the browser says about its screen, machine and connection. The user agent is read by the server. */

import type { ViewBody } from '../view-body.ts';
import { toMs, unlessZero } from './number.ts';

type Connection = {
  effectiveType?: NonNullable<ViewBody['connection']>['effectiveType'];
  rtt?: number;
  downlink?: number;
  saveData?: boolean;
};

/** The device as it is now. */
export function readDevice(): ViewBody['device'] {
  const { hardwareConcurrency, webdriver } = navigator;
  return {
    viewportWidthPx: innerWidth,
    viewportHeightPx: innerHeight,
    // 1 is what is left out.
    pixelRatio: devicePixelRatio === 1 ? undefined : Math.round(devicePixelRatio * 100) / 100,
    memoryGib: (navigator as { deviceMemory?: number }).deviceMemory,
    cores: hardwareConcurrency,
    webdriver: webdriver || undefined,
  };
}

/** The connection as it is now; undefined where the browser does not tell. */
export function readConnection(): ViewBody['connection'] {
  const { connection } = navigator as { connection?: Connection };
  return (
    connection && {
      effectiveType: connection.effectiveType,
      rttMs: unlessZero(toMs(connection.rtt ?? 0)),
      downlinkMbps: unlessZero(connection.downlink),
      saveData: connection.saveData || undefined,
    }
  );
}
