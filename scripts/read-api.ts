/** Ingest's read API for commands, logged in to as a person is. */

export type ReadApi = {
  /**
   * @param path From `/api/v1`, with its query.
   * @throws Error with the problem's own words for every answer but 2xx.
   */
  get<Body>(path: string): Promise<Body>;
};

/** @throws Error when the log-in is refused. */
export async function openReadApi(
  origin: string,
  { email, password }: { email: string; password: string },
): Promise<ReadApi> {
  const answer = await fetch(`${origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ email, password }),
  });
  if (!answer.ok)
    throw new Error(`The log-in at ${origin} was answered with ${answer.status}: ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');

  return {
    async get<Body>(path: string): Promise<Body> {
      const told = await fetch(`${origin}/api/v1${path}`, { headers: { cookie } });
      if (!told.ok) throw new Error(`GET ${path} was answered with ${told.status}: ${await told.text()}`);
      // What the API promises in its own description.
      return (await told.json()) as Body;
    },
  };
}
