/** Rules: one for each flaw and for each kind of secret, with what code scanning shows and sorts by. */
import type { Finding, VulnerabilityFinding } from '../../model/finding.ts';
import type { Judgement } from '../../model/report.ts';
import { type Severity, severityOfScore } from '../../model/severity.ts';
import { SARIF_LIMITS } from './limits.ts';
import { secretDescription } from './secret.ts';
import { cutText, toMessage, toSentence } from './text.ts';
import { waiverDescription } from './waiver.ts';

/** One rule, made from the most urgent finding of its flaw or detector. */
export interface Rule {
  readonly index: number;
  readonly finding: Finding;
}

/** Rules by id of flaw or detector, in the order of the (sorted) judgements. */
export function toRules(judgements: readonly Judgement[]): ReadonlyMap<string, Rule> {
  const rules = new Map<string, Rule>();
  for (const { ranked } of judgements) {
    const { finding } = ranked;
    if (!rules.has(finding.id)) rules.set(finding.id, { index: rules.size, finding });
  }
  return rules;
}

export function toDescriptor({ finding }: Rule): object {
  const { title, help, tags, url } = describe(finding);
  const score = securitySeverity(finding);
  return {
    id: finding.id,
    name: cutText(finding.id, SARIF_LIMITS.nameText),
    shortDescription: { text: cutText(toMessage(title), SARIF_LIMITS.descriptionText) },
    fullDescription: { text: cutText(toMessage(title), SARIF_LIMITS.descriptionText) },
    helpUri: /^https?:/.test(url) && URL.canParse(url) ? new URL(url).href : undefined,
    help: { text: cutText(toMessage(help), SARIF_LIMITS.helpText) },
    defaultConfiguration: { level: levelOf(finding) },
    properties: {
      ...(score === null ? {} : { 'security-severity': score }),
      precision: 'high',
      tags,
    },
  };
}

interface Description {
  readonly title: string;
  readonly help: string;
  readonly tags: readonly string[];
  /** Empty where there is none. */
  readonly url: string;
}

function describe(finding: Finding): Description {
  if (finding.kind === 'secret') return { ...secretDescription(finding), url: '' };
  if (finding.kind === 'waiver') return { ...waiverDescription(finding), url: '' };
  return {
    title: finding.title === '' ? finding.id : `${finding.id}: ${finding.title}`,
    help: helpText(finding),
    tags: toTags(finding),
    url: finding.instances[0]?.evidence[0]?.url ?? '',
  };
}

/** SARIF knows three levels; a severity that nobody knows is not made small; what is not counted has none. */
export function levelOf({ standing, severity }: Finding): 'error' | 'warning' | 'note' | 'none' {
  if (standing !== 'counted') return 'none';
  if (severity === 'critical' || severity === 'high') return 'error';
  return severity === 'medium' || severity === 'unknown' ? 'warning' : 'note';
}

/** In the middle of the band that code scanning gives each word. */
const SCORE_OF: Readonly<Record<Severity, string | null>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  negligible: '0.1',
  unknown: null,
};

/**
 * The score of the shown opinion, where it agrees with its word; else a number that gives the same word. None for
 * what is not counted: code scanning would raise an alert by it.
 */
function securitySeverity(finding: Finding): string | null {
  const { standing, severity } = finding;
  if (standing !== 'counted') return null;
  const score = finding.kind === 'vulnerability' ? finding.score : null;
  const agrees = score !== null && score > 0 && severityOfScore(score) === severity;
  return agrees ? score.toFixed(1) : SCORE_OF[severity];
}

function toTags(finding: VulnerabilityFinding): string[] {
  const tags = ['security', 'vulnerability', finding.ecosystem, finding.severity];
  if (finding.knownExploited) tags.push('known-exploited');
  return [...new Set(tags)].slice(0, SARIF_LIMITS.tags);
}

function helpText(finding: VulnerabilityFinding): string {
  const opinions = finding.opinions.map(
    ({ source, severity, score }) => `${source}: ${severity}${score === null ? '' : ` (${score})`}`,
  );
  return [
    toSentence(finding.title === '' ? finding.id : finding.title),
    finding.aliases.length === 0 ? '' : `Also known as ${finding.aliases.join(', ')}.`,
    opinions.length === 0 ? '' : `Severity according to ${opinions.join('; ')}.`,
    finding.knownExploited ? 'Known to be exploited.' : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}
