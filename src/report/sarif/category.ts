/**
 * The category of a run, by which code scanning tells analyses apart (`automationDetails.id` up to the last slash):
 * repository and platform, without tag and digest, so that the next build replaces this one's alerts.
 */
import { formatPlatform } from '../../model/platform.ts';
import type { ScanReport } from '../../model/report.ts';

const NAMED_SOURCES = new Set(['registry', 'docker', 'podman']);

/** One id for each report; a repeated one gets a number, for equal categories in one file are refused. */
export function toCategories(reports: readonly ScanReport[]): string[] {
  const seen = new Map<string, number>();
  return reports.map((report) => {
    const base = `plimsoll/${repositoryOf(report)}/${formatPlatform(report.image.platform)}`;
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    return `${base}${count === 1 ? '' : `/${count}`}/`;
  });
}

function repositoryOf({ image }: ScanReport): string {
  const plain = image.reference.replace(/@sha\d+:[0-9a-f]+$/, '');
  return NAMED_SOURCES.has(image.source) ? plain.replace(/:[\w.-]{1,128}$/, '') : plain;
}
