/** What the browser says of its screen, machine and connection. The user agent is read by the server. */
import type { ViewBody } from '../view-body.ts';
import type { View } from './views.ts';

type Connection = {
  effectiveType?: NonNullable<ViewBody['connection']>['effectiveType'];
  rtt?: number;
  downlink?: number;
  saveData?: boolean;
};

/** Adds the device and its connection to a view, as they are when it is first told. */
export function describeDevice({ body }: View): void {
  const told = navigator as Navigator & { deviceMemory?: number; connection?: Connection };
  const { connection } = told;
  body.device ??= {
    viewportWidthPx: innerWidth,
    viewportHeightPx: innerHeight,
    pixelRatio: devicePixelRatio,
    memoryGib: told.deviceMemory,
    cores: told.hardwareConcurrency,
    webdriver: told.webdriver || undefined,
  };
  body.connection ??= connection && {
    effectiveType: connection.effectiveType,
    rttMs: connection.rtt,
    downlinkMbps: connection.downlink,
    saveData: connection.saveData || undefined,
  };
}
