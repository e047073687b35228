/** The few calls around a run: log-ins, what is made before and removed after. What the run measures is sent by traffic.ts. */

export type Api = {
  /**
   * @param path From `/api/v1/`, without it.
   * @throws Error with the problem's own words for every answer but 2xx.
   */
  call<Body>(method: string, path: string, sent?: Sent): Promise<Body>;
  /** Whether what is there will stay as it is. */
  isFinal(path: string): Promise<boolean>;
};

type Sent = {
  /** Access token. */
  as?: string;
  json?: unknown;
  /** A file, in place of `json`. */
  file?: Buffer;
};

export function createApi(origin: string): Api {
  return {
    async call<Body>(method: string, path: string, { as, json, file }: Sent = {}): Promise<Body> {
      const answer = await fetch(`${origin}/api/v1/${path}`, {
        method,
        headers: {
          ...(as !== undefined && { authorization: `Bearer ${as}` }),
          ...(json !== undefined && { 'content-type': 'application/json' }),
        },
        body: json === undefined ? file && new Uint8Array(file) : JSON.stringify(json),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${text}`);
      // What the API promises in its own description; a wrong shape shows in the first use.
      return (text === '' ? undefined : JSON.parse(text)) as Body;
    },
    async isFinal(path) {
      // HEAD: a monitor counts it apart from what the run will ask for.
      const answer = await fetch(`${origin}/api/v1/${path}`, { method: 'HEAD' });
      return answer.headers.get('cache-control')?.includes('immutable') ?? false;
    },
  };
}
