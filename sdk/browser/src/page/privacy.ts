/** What the visitor has told the browser about being measured. */

/** Whether Global Privacy Control or Do Not Track is on. */
export function refusesMeasurement(): boolean {
  const { doNotTrack, globalPrivacyControl } = navigator as Navigator & { globalPrivacyControl?: boolean };
  return globalPrivacyControl === true || doNotTrack === '1';
}
