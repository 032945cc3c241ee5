/** Words for a layer: its place in the chain, whose it is, and the instruction that made it. */
import type { ScanReport } from '../model/report.ts';

/** `layer 3 (own)`; for a base that is only known by its position, `layer 0 (base by position)`. */
export function layerName(report: ScanReport, index: number): string {
  const owner = report.layers[index]?.owner;
  if (owner === undefined || owner.part === 'unknown') return `layer ${index}`;
  const basis = owner.part === 'base' && owner.basis === 'position' ? ' by position' : '';
  return `layer ${index} (${owner.part}${basis})`;
}

/** The instruction of a layer as its author wrote it; empty where the image has no history. */
export function layerInstruction(report: ScanReport, index: number): string {
  const layer = report.image.layers[index];
  return layer === undefined ? '' : shortInstruction(layer.createdBy);
}

/**
 * A builder's record of an instruction, without what builders add: the shell in front, `#(nop)`, `# buildkit`,
 * and the values of build arguments (`|1 TOKEN=…`), which are credentials often enough.
 */
export function shortInstruction(createdBy: string): string {
  const text = createdBy.slice(0, 2000).replace(/\s+/g, ' ').trim();
  const plain = text.replace(/ ?# buildkit$/, '');
  const nop = /^\/bin\/sh -c #\(nop\) ?(.*)$/.exec(plain);
  if (nop !== null) return nop[1]!.trim();
  if (/^(?:RUN )?\|\d+ /.test(plain)) return withoutArguments(plain);
  return plain.replace(/^(?:RUN )?\/bin\/sh -c /, 'RUN ');
}

/** The end of the shell call: `/bin/sh -c `, `/bin/bash -o pipefail -c `. */
const SHELL = / (?:\/\S*\/)?\w*sh (?:-\S+ (?:\w+ )?)*?-c (.*)$/;

function withoutArguments(text: string): string {
  const match = SHELL.exec(text);
  return match === null ? 'RUN (a shell that is not known, with build arguments)' : `RUN ${match[1]!.trim()}`;
}
