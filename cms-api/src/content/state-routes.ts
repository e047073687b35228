/** What readers see of an entry, over HTTP: published, taken back, by the clock. */
import { actorOf } from '../http/call.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';
import { answerWrite, conditionOf } from './answer-write.ts';
import { byId } from './params.ts';
import type { ContentDeps } from './read-routes.ts';
import { DraftEntry, Schedule } from './schema.ts';
import { publishEntry, scheduleEntry, unpublishEntry } from './write.ts';

export function stateEndpoints({ types, responses }: ContentDeps): Endpoint[] {
  const simple = (name: 'publish' | 'unpublish', summary: string, work: typeof publishEntry): Endpoint =>
    endpoint({
      method: 'post',
      path: `/content/{type}/{id}/${name}`,
      access: 'content.publish',
      tag: 'content',
      summary,
      params: byId,
      answers: { 200: DraftEntry },
      isGuarded: true,
      async handle(call) {
        const type = await types.named(call.params.type);
        const outcome = await work(call.db, type, call.params.id, conditionOf(call), actorOf(call));
        return answerWrite(call, responses, type, outcome);
      },
    });

  return [
    simple('publish', 'Show the draft to readers', publishEntry),
    simple('unpublish', 'Take an entry back from readers', unpublishEntry),
    endpoint({
      method: 'post',
      path: '/content/{type}/{id}/schedule',
      access: 'content.publish',
      tag: 'content',
      summary: 'Publish or take back at a time; null takes a time back',
      params: byId,
      body: Schedule,
      answers: { 200: DraftEntry },
      isGuarded: true,
      async handle(call) {
        const type = await types.named(call.params.type);
        const condition = conditionOf(call);
        const outcome = await scheduleEntry(
          call.db,
          type,
          call.params.id,
          call.body,
          condition,
          actorOf(call),
        );
        return answerWrite(call, responses, type, outcome);
      },
    }),
  ];
}
