/** What a scan reports of software that nobody planted anything in: how much of it for 100 MB, and each for people to look at. */
import type { ReportedPlace, ReportedSecret } from './secrets-recall.ts';

export interface Alarms {
  readonly name: string;
  readonly plainBytes: number;
  readonly findings: readonly ReportedSecret[];
}

export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'negligible', 'unknown'] as const;

/** Findings that count, with this severity or a worse one, for 100,000,000 plain bytes. */
export function rateOf(
  { findings, plainBytes }: Alarms,
  severity: (typeof SEVERITIES)[number],
  counts: (finding: ReportedSecret) => boolean = isCounted,
): number {
  const worse = SEVERITIES.slice(0, SEVERITIES.indexOf(severity) + 1) as readonly string[];
  const count = findings.filter((finding) => counts(finding) && worse.includes(finding.severity)).length;
  return (count / plainBytes) * 1e8;
}

export function isCounted({ standing }: ReportedSecret): boolean {
  return standing === 'counted';
}

/** The list of shared keys is made of the corpus too: as if there were none. */
function isCountedOrShared({ standing }: ReportedSecret): boolean {
  return standing === 'counted' || standing === 'shared-default-key';
}

/** Name, MB, findings that count by severity, findings that do not, `high` or worse for 100 MB, and the same if no key were known. */
export const ALARM_HEAD: readonly string[] = [
  'software',
  'plain MB',
  ...SEVERITIES,
  'not counted',
  'high in 100 MB',
  'with shared keys',
];

export function toAlarmRow(alarms: Alarms): string[] {
  const { name, plainBytes, findings } = alarms;
  const counted = findings.filter(isCounted);
  return [
    name,
    (plainBytes / 1e6).toFixed(0),
    ...SEVERITIES.map((severity) =>
      String(counted.filter((finding) => finding.severity === severity).length),
    ),
    String(findings.length - counted.length),
    rateOf(alarms, 'high').toFixed(2),
    rateOf(alarms, 'high', isCountedOrShared).toFixed(2),
  ];
}

/** Detectors with the most findings first, each with severity and number. */
export function countDetectors(findings: readonly ReportedSecret[]): string[][] {
  const groups = Map.groupBy(findings, ({ id, severity, standing }) => [id, severity, standing].join('\t'));
  return [...groups]
    .toSorted(([a, some], [b, others]) => others.length - some.length || (a < b ? -1 : 1))
    .map(([key, some]) => [...key.split('\t'), String(some.length)]);
}

/** One line each, the worst first: what it is called, where it is, and the masked text. */
export function toAlarmLines(findings: readonly ReportedSecret[]): string[] {
  const rank = ({ severity }: ReportedSecret): number => (SEVERITIES as readonly string[]).indexOf(severity);
  return findings
    .toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : Number(a.id > b.id)))
    .map(({ severity, standing, id, places }) => {
      const more = places.length > 1 ? ` (and ${places.length - 1} more)` : '';
      return `${severity} ${standing} ${id} ${describe(places[0]!)}${more}`;
    });
}

function describe({ path, line, column, excerpt }: ReportedPlace): string {
  return `${path}:${line}:${column} ${excerpt}`;
}
