/** Which downloads belong together: all parts that fill a namespace, and all namespaces that a part fills. */
import { UsageError } from '../base/errors.ts';
import type { AnyFeed, FeedPart } from './feed.ts';

export interface Unit {
  readonly feed: AnyFeed;
  readonly parts: readonly FeedPart[];
  /** Sorted. */
  readonly namespaces: readonly string[];
}

/** Throws UsageError `unknown-namespace`. */
export function planUnits(
  namespaces: readonly string[],
  feeds: readonly AnyFeed[],
  mirror: string | null,
): Unit[] {
  const byFeed = new Map<AnyFeed, string[]>();
  for (const namespace of [...new Set(namespaces)].sort()) {
    const feed = feeds.find((f) => f.fills(namespace));
    if (feed === undefined) throw unknownNamespace(namespace);
    byFeed.set(feed, [...(byFeed.get(feed) ?? []), namespace]);
  }
  return [...byFeed].flatMap(([feed, own]) => joinParts(feed, feed.parts(own, mirror)));
}

function joinParts(feed: AnyFeed, parts: readonly FeedPart[]): Unit[] {
  const units: { parts: FeedPart[]; namespaces: Set<string> }[] = [];
  for (const part of parts) {
    const touching = units.filter((unit) => part.namespaces.some((n) => unit.namespaces.has(n)));
    const joined = {
      parts: [...touching.flatMap((unit) => unit.parts), part],
      namespaces: new Set([...touching.flatMap((unit) => [...unit.namespaces]), ...part.namespaces]),
    };
    for (const unit of touching) units.splice(units.indexOf(unit), 1);
    units.push(joined);
  }
  return units.map((unit) => ({ feed, parts: unit.parts, namespaces: [...unit.namespaces].sort() }));
}

function unknownNamespace(namespace: string): UsageError {
  return new UsageError('unknown-namespace', {
    what: `No feed has advisories for "${namespace}".`,
    where: '--only',
    wayOut:
      'Names are npm, pypi, maven, golang, debian:12, alpine:3.20, ubuntu:24.04, almalinux:9 and the like.',
  });
}
