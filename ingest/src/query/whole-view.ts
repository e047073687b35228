/** One view, whole: the browser's account, and under each of its requests the traces of the servers behind it. */
import type { ServerTrace, WholeView } from '@throughline/protocol';
import type { Store } from '../store/store.ts';

export async function readWholeView(store: Store, site: string, id: string): Promise<WholeView | undefined> {
  const view = await store.view(site, id);
  if (!view) return undefined;

  const { navigation, requests = [], key: _key, ...body } = view.body;
  const servers = [navigation?.server, ...requests.map((request) => request.server)];
  const traceIds = [...new Set(servers.flatMap((server) => server?.traceId ?? []))];
  const traces = await store.traces(site, traceIds);
  const of = (traceId: string | undefined): ServerTrace[] =>
    traces.filter((trace) => trace.traceId === traceId);

  return {
    id: view.id,
    revision: view.revision,
    startedAt: new Date(view.startedAtMs).toISOString(),
    receivedAt: new Date(view.receivedAtMs).toISOString(),
    dated: view.dated,
    route: view.route,
    isWhole: view.isWhole,
    body,
    navigation: navigation ? { ...navigation, traces: of(navigation.server?.traceId) } : null,
    requests: requests.map((request) => ({ ...request, traces: of(request.server?.traceId) })),
  };
}
