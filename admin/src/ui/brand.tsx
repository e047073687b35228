/** The sign of the house: three bars of a waterfall, the last of them the statement. */

export function Brand() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#2f3bb0" />
      <rect x="6" y="7" width="11" height="4" rx="2" fill="#ffffff" />
      <rect x="12" y="14" width="9" height="4" rx="2" fill="#c4c9ff" />
      <rect x="17" y="21" width="9" height="4" rx="2" fill="#ff9be6" />
    </svg>
  );
}
