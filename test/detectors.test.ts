/**
 * docs/detectors.md lists all detectors, docs/secrets.md counts them by groups and has an example of rules that works.
 * UPDATE_GOLDEN=1 rewrites list and counts.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseRules } from '../src/check/secret/custom/parse-rules.ts';
import { testRules } from '../src/check/secret/custom/test-rules.ts';
import type { DetectorInfo } from '../src/check/secret/detector.ts';
import { AI } from '../src/check/secret/detectors/ai.ts';
import { AMAZON } from '../src/check/secret/detectors/amazon.ts';
import { AZURE_DETECTORS } from '../src/check/secret/detectors/azure.ts';
import { CHAT } from '../src/check/secret/detectors/chat.ts';
import { CI } from '../src/check/secret/detectors/ci.ts';
import { CLOUD } from '../src/check/secret/detectors/cloud.ts';
import { DATABASE_SERVICES } from '../src/check/secret/detectors/database-services.ts';
import { DATABASES } from '../src/check/secret/detectors/databases.ts';
import { FILES } from '../src/check/secret/detectors/files.ts';
import { FRAMEWORKS } from '../src/check/secret/detectors/frameworks.ts';
import { GENERIC } from '../src/check/secret/detectors/generic.ts';
import { GOOGLE_DETECTORS } from '../src/check/secret/detectors/google.ts';
import { IDENTITY } from '../src/check/secret/detectors/identity.ts';
import { INFRASTRUCTURE } from '../src/check/secret/detectors/infrastructure.ts';
import { detectors } from '../src/check/secret/detectors/list.ts';
import { MAIL } from '../src/check/secret/detectors/mail.ts';
import { MONITORING } from '../src/check/secret/detectors/monitoring.ts';
import { PACKAGE_REGISTRIES } from '../src/check/secret/detectors/package-registries.ts';
import { PAYMENT } from '../src/check/secret/detectors/payment.ts';
import { SAAS } from '../src/check/secret/detectors/saas.ts';
import { SOCIAL } from '../src/check/secret/detectors/social.ts';
import { SOURCE_HOSTS } from '../src/check/secret/detectors/source-hosts.ts';
import { WEB_DATA } from '../src/check/secret/detectors/web-data.ts';
import { bareKeys } from '../src/check/secret/keys/jwk.ts';
import { privateKeys } from '../src/check/secret/keys/private-keys.ts';
import { publicKeys } from '../src/check/secret/keys/public-keys.ts';
import { BY_NAME, JAVA, KEEPASS, PKCS12, TOR } from '../src/check/secret/keys/store-kinds.ts';

/** Without patterns; some of them are there with one as well. */
const STORES = [JAVA, PKCS12, KEEPASS, TOR, ...BY_NAME.map(({ detector }) => detector)].filter(
  ({ id }) => !detectors.some((other) => other.id === id),
);

const GROUPS: readonly (readonly [title: string, members: readonly DetectorInfo[]])[] = [
  ['Amazon Web Services', AMAZON],
  ['Microsoft Azure', AZURE_DETECTORS],
  ['Google', GOOGLE_DETECTORS],
  ['Other clouds and hosts', CLOUD],
  ['Clusters, secret stores, networks', INFRASTRUCTURE],
  ['Hosts of source code', SOURCE_HOSTS],
  ['Package registries', PACKAGE_REGISTRIES],
  ['Build servers and deployment', CI],
  ['AI providers', AI],
  ['Chat, calls, messages', CHAT],
  ['Mail', MAIL],
  ['Payments, shops, exchanges', PAYMENT],
  ['Monitoring, logs, alerts', MONITORING],
  ['Databases of your own', DATABASES],
  ['Databases as a service', DATABASE_SERVICES],
  ['Identity, flags, captchas', IDENTITY],
  ['What teams work with', SAAS],
  ['Social networks, media, maps', SOCIAL],
  ['Data on the web', WEB_DATA],
  ['Frameworks and products', FRAMEWORKS],
  ['Private keys', [...privateKeys, ...bareKeys]],
  ['Key stores, and files that are keys', STORES],
  ['Files of well-known tools', FILES],
  ['Names that say it is a secret', GENERIC],
];

/** No findings: a private key may belong to one. */
const PUBLIC = 'Public keys and certificates';

const all = GROUPS.flatMap(([, members]) => members);

function listOfDetectors(): string {
  return [...GROUPS, [PUBLIC, publicKeys] as const]
    .map(([title, members]) => section(title, members))
    .join('');
}

function section(title: string, members: readonly DetectorInfo[]): string {
  const rows = members
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(
      ({ id, title: what, severity, source }) =>
        `| \`${id}\` | ${cell(what)} | ${severity} | <${source}> |\n`,
    );
  return `## ${title}\n\n| id | what it is | severity | source |\n|---|---|---|---|\n${rows.join('')}\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '\\<');
}

const MOST_NAMED = 7;

function tableOfGroups(): string {
  const rows = GROUPS.map(
    ([title, members]) => `| ${title} | ${members.length} | ${providersOf(members)} |\n`,
  );
  return `| group | detectors | among them |\n|---|---|---|\n${rows.join('')}| all | ${all.length} | |\n\n`;
}

/** Those with most detectors first; where there is one only, what its detectors find. */
function providersOf(members: readonly DetectorInfo[]): string {
  const counts = [...Map.groupBy(members, ({ provider }) => provider)].map(
    ([name, { length }]) => [name, length] as const,
  );
  const named = counts.length > 2 ? counts.filter(([name]) => name !== 'Generic') : [];
  const sorted = named.toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([name]) => name);
  const names = sorted.length > 0 ? sorted : members.map(({ title }) => title);
  return cell(names.slice(0, MOST_NAMED).join(', ') + (names.length > MOST_NAMED ? ', …' : ''));
}

const LIST = /## Amazon Web Services\n.*$/s;
const TABLE = /\| group \| detectors.*?\n\n/s;

function holdsIn(name: string, part: RegExp, expected: string): void {
  const path = new URL(`../docs/${name}`, import.meta.url);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace(part, () => expected),
    );
  }
  assert.equal(part.exec(readFileSync(path, 'utf8'))?.[0], expected);
}

describe('documents about detectors', () => {
  it('every detector belongs to one group', () => {
    const ids = [...all, ...publicKeys].map(({ id }) => id).sort();
    assert.deepEqual(ids, [...detectors, ...STORES].map(({ id }) => id).sort());
  });

  it('docs/detectors.md has every detector', () => {
    holdsIn('detectors.md', LIST, `${listOfDetectors().trimEnd()}\n`);
  });

  it('docs/secrets.md counts them', () => {
    holdsIn('secrets.md', TABLE, tableOfGroups());
  });

  it('the rules in docs/secrets.md are read, and pass their own tests', () => {
    const text = readFileSync(new URL('../docs/secrets.md', import.meta.url), 'utf8');
    const rules = parseRules(/```yaml\n(.*?)```/s.exec(text)![1]!, 'yaml', 'docs/secrets.md');
    assert.ok(rules.detectors.length > 0 && rules.without.length > 0 && rules.allow.length > 0);
    const ids = new Set(detectors.map(({ id }) => id));
    assert.deepEqual(
      rules.without.filter((id) => !ids.has(id)),
      [],
    );
    for (const { detector, failures, tests } of testRules(rules)) {
      assert.deepEqual(failures, [], detector);
      assert.ok(tests > 1);
    }
  });
});
