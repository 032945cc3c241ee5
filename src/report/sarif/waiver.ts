/** What is wrong with a waiver: a rule for each kind of fault, a result for each waiver that has it. */
import type { WaiverFinding } from '../../model/finding.ts';
import { toMessage, toSentence, toUri } from './text.ts';

export function waiverDescription(finding: WaiverFinding): {
  readonly title: string;
  readonly help: string;
  readonly tags: readonly string[];
} {
  return {
    title: TITLES[finding.id],
    help: `${TITLES[finding.id]}. Renew it, narrow it or take it out where it is written.`,
    tags: ['security', 'waiver', finding.severity],
  };
}

const TITLES: Readonly<Record<WaiverFinding['id'], string>> = {
  'waiver-expired': 'A waiver has expired',
  'waiver-incomplete': 'A waiver lacks what the policy demands',
  'waiver-too-wide': 'A waiver covers more than the policy allows',
  'waiver-unused': 'A waiver covers no finding',
};

export function waiverMessage({ title, waiver, owner, writtenAt }: WaiverFinding): string {
  const of = owner === '' ? '' : ` of ${owner}`;
  return `${toSentence(title)} Waiver ${waiver}${of}, written in ${writtenAt}.`;
}

/** The file that the waiver is written in, which is no file of the image. */
export function waiverLocation({ writtenAt, waiver }: WaiverFinding): object {
  const [, path = '', line = '1'] = /^(.*?)(?::(\d{1,9}))?$/s.exec(writtenAt) ?? [];
  return {
    physicalLocation: {
      artifactLocation: { uri: isRemote(path) ? new URL(path).href : toUri(path) },
      region: { startLine: Math.max(1, Number(line)) },
    },
    message: { text: toMessage(`waiver ${waiver}, written in ${writtenAt}`) },
  };
}

function isRemote(reference: string): boolean {
  return /^(?:https|oci):\/\//.test(reference) && URL.canParse(reference);
}
