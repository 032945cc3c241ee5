/** Finds which of many sequences of folders a path contains: in time that grows with the path alone, not with the sequences. */

interface Node {
  readonly next: Map<string, Node>;
  /** The sequence that ends here, or null. */
  sequence: string | null;
}

const MAX_SEGMENTS = 64;

/** `sequences` as paths (`commons/io`). The function gives those that lie anywhere in a path, between two slashes. */
export function matcherOf(sequences: readonly string[]): (path: string) => ReadonlySet<string> {
  const root: Node = { next: new Map(), sequence: null };
  for (const sequence of sequences) {
    let node = root;
    for (const segment of sequence.split('/')) {
      const next = node.next.get(segment) ?? { next: new Map(), sequence: null };
      node.next.set(segment, next);
      node = next;
    }
    node.sequence = sequence;
  }
  return (path) => {
    const segments = path.split('/', MAX_SEGMENTS);
    return new Set(segments.flatMap((_, start) => sequencesAt(root, segments, start)));
  };
}

function sequencesAt(root: Node, segments: readonly string[], start: number): string[] {
  const found: string[] = [];
  let node: Node | undefined = root;
  for (let at = start; node !== undefined; at += 1) {
    if (node.sequence !== null) found.push(node.sequence);
    node = node.next.get(segments[at] ?? '');
  }
  return found;
}
