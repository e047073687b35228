/** What a site may call. Types alone, and the only ones besides options and body that a consumer's compiler reads. */
import type { StartOptions } from './options.ts';

/** A metric of web-vitals or of Next.js. */
export type ReportedMetric = { name: string; value: number; navigationType?: string };

export type Client = {
  /**
   * Begins to measure; once per document, later calls do nothing.
   * Never throws: without a key, or where the visitor refuses to be measured, it stays off.
   * @example start({ key: 'pk_demo' })
   */
  start(options: StartOptions): void;
  /**
   * Notes a moment through `performance.mark`.
   * @param name At most 128 characters are kept.
   * @param detail Text, number, boolean, or anything JSON can write; at most 1,024 characters. Default none.
   * @example mark('search-ready')
   */
  mark(name: string, detail?: unknown): void;
  /**
   * Notes a duration through `performance.measure`.
   * @param start Name of a mark or a moment in milliseconds. Default: the start of the view.
   * @param end Name of a mark or a moment in milliseconds. Default: now. An unknown mark makes the call do nothing.
   * @example measure('search', 'search-typed', 'search-shown')
   */
  measure(name: string, start?: string | number, end?: string | number): void;
  /** Sends what is known now instead of when the page is left. Resolves when the attempt has ended, however it ended. */
  flush(): Promise<unknown>;
  /** Sends what is known and ends all measuring for this document. */
  stop(): Promise<unknown>;
  /** The site's own name for the current view's route, at most 256 characters. */
  setRoute(route: string): void;
  /** The visitor's answer: true sends what was kept since the first page, false forgets it and stays silent. */
  setConsent(isGranted: boolean): void;
  /**
   * Takes a metric that the site measures itself, as web-vitals or Next.js report it. It replaces our own value,
   * in the view that the document's load or its latest restore began; when that view is over, it is too late.
   */
  reportWebVitals(metric: ReportedMetric): void;
};
