/** The outer edge: whatever goes wrong inside the SDK ends here, unseen by the page. */

/** Wraps a function that the page or the browser calls; an error inside it becomes `undefined`. */
export function safely<Given extends unknown[], Result>(
  run: (...given: Given) => Result,
): (...given: Given) => Result | undefined {
  return (...given) => {
    try {
      return run(...given);
    } catch {
      // A monitor that throws would be the fault it was meant to find.
      return undefined;
    }
  };
}
