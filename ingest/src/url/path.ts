/** The path of an absolute http(s) URL that a schema has checked; parsing it whole four times a view would cost 4 µs. */
export function pathOfUrl(url: string): string {
  const authorityAt = url.indexOf('//') + 2;
  const pathAt = url.indexOf('/', authorityAt);
  const queryAt = url.search(/[?#]/);
  const end = queryAt < 0 ? url.length : queryAt;
  return authorityAt < 2 || pathAt < 0 || pathAt > end ? '/' : url.slice(pathAt, end);
}
