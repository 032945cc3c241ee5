/** Private keys and what belongs to them in the same image: a key that is in use weighs more than one that lies about. */
import { baseName } from '../../model/file.ts';
import { compareText } from '../../model/problem.ts';
import type { MergedFacts, Reader } from '../../model/reader.ts';
import type { SecretFact } from './fact.ts';

/** Of one key: a certificate is often there many times. */
const MOST_NAMED = 3;

/** Notes for a private key, by the digest of its public one. */
export function findPairs(
  facts: MergedFacts,
  reader: Reader<SecretFact>,
): (publicKey: string) => readonly string[] {
  const wanted = new Set<string>();
  const private_ = new Map<string, string[]>();
  // A key that was deleted is still the one of a certificate that is in use.
  for (const { path, fact } of everPlaced(facts, reader)) {
    for (const { publicKey } of fact.hits) {
      if (publicKey === '') continue;
      wanted.add(publicKey);
      append(private_, publicKey, path);
    }
  }
  const public_ = new Map<string, string[]>();
  for (const { path, fact } of facts.all(reader)) {
    for (const { publicKey, title, member, expiresAt } of fact.publicKeys) {
      if (!wanted.has(publicKey)) continue;
      const until = expiresAt === '' ? '' : `, valid until ${expiresAt}`;
      append(
        public_,
        publicKey,
        `${title} ${member === '' ? path : `${path}!/${member}`} in this image${until}`,
      );
    }
  }
  return (publicKey) => {
    if (publicKey === '') return [];
    const named = [...new Set(public_.get(publicKey) ?? [])].sort(compareText);
    const notes = named.slice(0, MOST_NAMED).map((name) => `belongs to the ${name}`);
    return [...notes, ...hostKeyNote(private_.get(publicKey) ?? [])];
  };
}

/** What a path holds, and what it held in layers below. */
function* everPlaced(
  facts: MergedFacts,
  reader: Reader<SecretFact>,
): Generator<{ readonly path: string; readonly fact: SecretFact }> {
  for (const { path } of [...facts.all(reader), ...facts.removed(reader)]) {
    for (const { fact } of facts.history(reader, path)) if (fact !== null) yield { path, fact };
  }
}

/** sshd(8), "FILES": each machine makes its own when it is set up; one in an image is every container's. */
const HOST_KEY = /^ssh_host_\w+_key$/;

function hostKeyNote(paths: readonly string[]): readonly string[] {
  return paths.some((path) => HOST_KEY.test(baseName(path)))
    ? ['an SSH host key: every container of this image has the same one, and can pose as the others']
    : [];
}

function append(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key) ?? [];
  if (list.length === 0) map.set(key, list);
  list.push(value);
}
