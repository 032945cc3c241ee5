/** The status of products as statements about packages, joined where they say the same. */
import { isLongerSupport } from '../../../base/redhat-cpe.ts';
import type { AdvisoryState } from '../../../model/advisory.ts';
import { compareText } from '../../../model/problem.ts';
import type { SeverityOpinion } from '../../../model/severity.ts';
import { type Fields, listOf, textOf } from '../../fields.ts';
import type { Component, Found } from './products.ts';
import { type Fix, NO_FIX, type Remarks } from './remarks.ts';

export interface Statement {
  readonly release: string;
  readonly stream: string;
  readonly module: string;
  readonly name: string;
  readonly state: AdvisoryState;
  /** First version that is not affected any more; empty = all are what `state` says. */
  readonly version: string;
  readonly fix: Fix;
  /** Sorted; empty = all. */
  readonly arches: readonly string[];
  readonly severities: readonly SeverityOpinion[];
}

export interface ReadWith {
  readonly productOf: (id: string) => Found;
  readonly remarks: Remarks;
  /** Gets a word for whatever is left out. */
  readonly skipped: Set<string>;
}

/** One for each product id; the architecture of a source package is `src`. */
export function readStatements(status: Fields, { productOf, remarks, skipped }: ReadWith): Statement[] {
  const read = (list: string, toStatement: (id: string, found: Component) => Statement | null): Statement[] =>
    listOf(status[list])
      .map(textOf)
      .flatMap((id) => {
        const found = productOf(id);
        if (typeof found === 'string') skipped.add(found);
        const statement = typeof found === 'string' || isLeftOut(found.name) ? null : toStatement(id, found);
        return statement === null ? [] : [statement];
      });
  const say = (id: string, found: Component, state: AdvisoryState, fix: Fix = NO_FIX): Statement => ({
    ...found,
    version: state === 'fixed' ? found.version : '',
    arches: found.arch === '' ? [] : [found.arch],
    state,
    fix,
    severities: state === 'not-affected' ? [] : remarks.severitiesOf(id),
  });
  const open = (id: string, found: Component): Statement | null => {
    if (!remarks.isDismissed(id)) return say(id, found, remarks.openStateOf(id));
    skipped.add('dismissed');
    return null;
  };
  return [
    ...read('fixed', (id, found) =>
      found.version === '' ? null : say(id, found, 'fixed', remarks.fixOf(id)),
    ),
    ...read('known_affected', open),
    ...read('under_investigation', (id, found) => say(id, found, 'under-investigation')),
    ...read('known_not_affected', (id, found) => {
      if (isOfRhel(found)) return say(id, found, 'not-affected');
      skipped.add('product-not-affected');
      return null;
    }),
  ];
}

/** Sorted; each once, with its architectures together. */
export function joinStatements(all: readonly Statement[]): readonly Statement[] {
  const useful = withoutSources(all);
  const told = new Set(useful.filter(({ state }) => state !== 'not-affected').map(placeOf));
  // Of two repositories one may have the flaw: the other's word must not hide it.
  const kept = useful.filter((s) => s.state !== 'not-affected' || !told.has(placeOf(s)));
  const joined = new Map<string, Statement[]>();
  for (const statement of kept) {
    const key = keyOf(statement);
    const same = joined.get(key);
    if (same === undefined) joined.set(key, [statement]);
    else same.push(statement);
  }
  const rows = [...joined]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, same]) => ({ ...same[0]!, arches: archesOf(same) }));
  return withLongSupport(rows);
}

/** Of other products a document names every package that it spares: more than all others together. */
function isOfRhel({ stream }: Component): boolean {
  return stream === '' || isLongerSupport(stream);
}

/** Symbols and sources of programs, and all parts of the kernel but the one that stands for it: each has its flaws by the hundred. */
function isLeftOut(name: string): boolean {
  if (KERNELS.has(name)) return false;
  return /-(?:debuginfo|debugsource|debuginfo-common(?:-\w+)?)$/.test(name) || KERNEL_PART.test(name);
}

const KERNELS = new Set(['kernel', 'kernel-alt', 'kernel-rt']);
const KERNEL_PART = /^(?:kernel-.*|bpftool|perf|python3?-perf|libperf(?:-devel)?|rtla|rv)$/;

/**
 * A fix names source and built packages. Of those the built ones decide: where their version is not that of their source,
 * no epoch of the source is known in an image.
 */
function withoutSources(all: readonly Statement[]): readonly Statement[] {
  const built = new Set(all.filter((s) => s.state === 'fixed' && !isSource(s)).map(noticeOf));
  return all.filter(
    (s) => s.state !== 'fixed' || !isSource(s) || KERNELS.has(s.name) || !built.has(noticeOf(s)),
  );
}

function isSource({ arches }: Statement): boolean {
  return arches[0] === 'src';
}

function noticeOf({ release, stream, module, fix }: Statement): string {
  return [release, stream, module, fix.notice].join('\n');
}

function placeOf({ release, stream, module, name }: Statement): string {
  return [release, stream, module, name].join('\n');
}

function keyOf(statement: Statement): string {
  const { state, version, fix } = statement;
  return [placeOf(statement), state, version, fix.notice].join('\n');
}

function archesOf(same: readonly Statement[]): readonly string[] {
  if (same.some(({ arches }) => arches.length === 0 || arches[0] === 'src')) return [];
  const arches = new Set(same.flatMap((one) => one.arches));
  return EVERYWHERE.every((arch) => arches.has(arch)) ? [] : [...arches].sort(compareText);
}

/** What RHEL is built for since release 8; libraries of 32 bits lie beside those of 64. */
const EVERYWHERE = ['aarch64', 'ppc64le', 's390x', 'x86_64'];

/** Where only the paid support after a release's end fixes a flaw, the release itself has it and will keep it. */
function withLongSupport(rows: readonly Statement[]): readonly Statement[] {
  const settled = new Set(
    rows.filter(({ stream, state }) => stream === '' && !isOpen(state)).map((row) => placeOf(row)),
  );
  const paid = rows
    .filter(({ stream, state }) => stream.startsWith('rhel_els:') && state === 'fixed')
    .map((row): Statement => ({ ...row, stream: '', state: 'fixed-with-subscription' }))
    .filter((row) => !settled.has(placeOf(row)));
  const replaced = new Set(paid.map(placeOf));
  return [...rows.filter((row) => !isOpen(row.state) || !replaced.has(placeOf(row))), ...paid];
}

function isOpen(state: AdvisoryState): boolean {
  return state !== 'fixed' && state !== 'not-affected';
}
