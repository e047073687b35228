/** Entity tags: what a client holds against what is there. */
import { Refusal } from './problem.ts';

/** Weak and strong compare alike, as If-None-Match wants it. */
export function isSame(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}

/** The version that a tag of ours begins with: `"7"`, `"7.p.12"`. Undefined without If-Match and for `*`. */
export function versionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined;
  const [, version] = /^(?:W\/)?"(\d{1,9})(?:\.[\w.-]*)?"$/.exec(ifMatch.trim()) ?? [];
  if (!version)
    throw new Refusal('precondition_failed', 'If-Match takes one ETag of this entry.', 'If-Match');
  return Number(version);
}

export function changedMeanwhile(version: number): Refusal {
  return new Refusal(
    'precondition_failed',
    `It is at version ${version} now. Read it again, make your change to that, and send its ETag.`,
    'If-Match',
  );
}
