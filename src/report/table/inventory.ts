/** The packages of an inventory, one a line: for `plimsoll sbom`, where there are no findings to show. */
import { displayWidth } from '../../base/terminal.ts';
import type { Package } from '../../model/package.ts';
import { compareText } from '../../model/problem.ts';
import { BLANK, cell, type Line, line, type Page, span } from '../line.ts';

export function* inventoryLines(packages: readonly Package[], page: Page): Generator<Line> {
  if (packages.length === 0) return;
  yield BLANK;
  yield line(span('PACKAGES', 'bold'));
  const sorted = [...packages].sort(comparePackages);
  const name = columnWidth(sorted, (pkg) => pkg.name, page);
  const version = columnWidth(sorted, (pkg) => pkg.version, page);
  const ecosystem = columnWidth(sorted, (pkg) => pkg.ecosystem, page);
  for (const pkg of sorted) {
    yield line(
      '  ',
      cell(pkg.ecosystem, ecosystem),
      cell(pkg.name, name),
      cell(pkg.version, version),
      span(`${pkg.foundAt.path}, layer ${pkg.foundAt.layerIndex}`, 'dim'),
    );
  }
}

function comparePackages(a: Package, b: Package): number {
  return (
    compareText(a.ecosystem, b.ecosystem) ||
    compareText(a.name, b.name) ||
    compareText(a.version, b.version) ||
    compareText(a.foundAt.path, b.foundAt.path)
  );
}

function columnWidth(packages: readonly Package[], text: (pkg: Package) => string, page: Page): number {
  const widest = packages.reduce((width, pkg) => Math.max(width, displayWidth(span(text(pkg)).text)), 0);
  return Math.min(widest, Math.floor(page.width * 0.35));
}
