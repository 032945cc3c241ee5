/** What is wrong in a policy's text: collected, so that all of it can be told at once. */

export interface Flaw {
  /** The document's reference. */
  readonly document: string;
  /** From 1; 0 where it is not known. */
  readonly line: number;
  /** `stages.production.rules[2] (exploited).block.severity`; empty = the document as a whole. */
  readonly path: string;
  /** What is wrong. */
  readonly what: string;
  /** What would be right; or empty. */
  readonly hint: string;
}

/** `policy.yaml:12: stages.build.rules[0]: "hihg" is no severity; did you mean "high"?` */
export function formatFlaw({ document, line, path, what, hint }: Flaw): string {
  const place = line === 0 ? document : `${document}:${line}`;
  const parts = [place, path, hint === '' ? what : `${what}; ${hint}`];
  return parts.filter((part) => part !== '').join(': ');
}
