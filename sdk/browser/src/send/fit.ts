/** Bodies inside their byte limits: what matters least is cut first, and counted. */
import type { ViewBody } from '../view-body.ts';

/** UTF-8 bytes. */
export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/**
 * The body as JSON of at most so many bytes. Lists are halved, the heaviest first, and their loss is counted in `dropped`;
 * a body without lists is far below any limit that is used.
 */
export function fit(body: ViewBody, mostBytes: number): string {
  let told = body;
  for (;;) {
    const text = JSON.stringify(told);
    // A UTF-16 unit takes at most three bytes: small bodies need no encoder.
    if (text.length * 3 <= mostBytes || bytesOf(text) <= mostBytes) return text;

    const cut = halveHeaviest(told);
    if (!cut) return text;
    told = cut;
  }
}

function halveHeaviest(body: ViewBody): ViewBody | undefined {
  const lists = { ...body, slowest: body.resources?.slowest };
  let heaviest: 'requests' | 'marks' | 'measures' | 'elements' | 'slowest' | undefined;
  let most = 2;
  for (const name of ['requests', 'marks', 'measures', 'elements', 'slowest'] as const) {
    const weight = JSON.stringify(lists[name])?.length ?? 0;
    if (weight > most) {
      heaviest = name;
      most = weight;
    }
  }
  if (!heaviest) return undefined;

  const list = lists[heaviest] ?? [];
  const kept = list.slice(0, list.length >> 1);
  const dropped = {
    ...body.dropped,
    [heaviest]: (body.dropped?.[heaviest] ?? 0) + list.length - kept.length,
  };
  return heaviest === 'slowest'
    ? { ...body, dropped, resources: { byType: {}, ...body.resources, slowest: kept as never } }
    : { ...body, dropped, [heaviest]: kept };
}
