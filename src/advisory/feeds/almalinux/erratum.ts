/**
 * One notice: `{id, type, severity, title, issued_date, updated_date, packages, references}`. A package has `module`
 * (`name:stream:version:context:arch`) where it is of one. The release is that of the notice's own page, else that of its
 * packages: nothing else in it tells, and one id may stand for notices of several.
 */
import type { Advisory } from '../../../model/advisory.ts';
import { type SeverityOpinion, severityOfWord } from '../../../model/severity.ts';
import { type Parsed, toTitle } from '../../feed.ts';
import { type Fields, fieldsOf, isName, listOf, parseObject, textOf } from '../../fields.ts';

/** Throws on what is no notice. */
export function parseErratum(text: string): Parsed {
  const erratum = parseObject(text);
  const id = textOf(erratum['id']);
  if (!/^AL[A-Z]A-\d{4}:[\w.:-]{1,40}$/.test(id)) throw new Error('not a notice');
  const modifiedAt = timeOf(erratum['updated_date']);
  const release = releaseOf(erratum);
  const reason =
    erratum['type'] !== 'security' || !id.startsWith('ALSA-')
      ? 'not-security'
      : release === ''
        ? 'no-release'
        : '';
  if (reason !== '') return { advisories: [], detail: null, skipped: [reason], modifiedAt };
  const skipped: string[] = [];
  const common = toCommon(id, erratum, release);
  const advisories = fixesOf(erratum, skipped).map(({ name, fixed, module, arches }) => ({
    ...common,
    key: { namespace: `almalinux:${release}`, name },
    scope: { arches, moduleStream: module, stream: '' },
    ranges: [{ introduced: null, fixed, lastAffected: null }],
  }));
  if (advisories.length === 0 && skipped.length === 0) skipped.push('no-package');
  return { advisories, detail: null, skipped, modifiedAt };
}

type Common = Omit<Advisory, 'key' | 'scope' | 'ranges'>;

function toCommon(id: string, erratum: Fields, release: string): Common {
  const issuedAt = timeOf(erratum['issued_date']);
  return {
    id,
    aliases: cvesOf(erratum),
    feed: 'almalinux',
    scheme: 'rpm',
    state: 'fixed',
    versions: [],
    title: toTitle(textOf(erratum['title']).replace(/^(?:Critical|Important|Moderate|Low|None): /, '')),
    severities: severitiesOf(textOf(erratum['severity'])),
    publishedAt: issuedAt,
    fixedAt: issuedAt,
    withdrawnAt: '',
    knownExploited: false,
    informational: '',
    url: `https://errata.almalinux.org/${release}/${encodeURIComponent(id.replace(':', '-'))}.html`,
  };
}

/** Seconds since 1970. */
function timeOf(value: unknown): string {
  if (typeof value !== 'number' || !(value > 0 && value < 32_503_680_000)) return '';
  return `${new Date(Math.floor(value) * 1000).toISOString().slice(0, 19)}Z`;
}

function referencesOf(erratum: Fields, type: string): readonly Fields[] {
  return listOf(erratum['references'])
    .map(fieldsOf)
    .filter((reference) => reference['type'] === type);
}

function cvesOf(erratum: Fields): string[] {
  const ids = referencesOf(erratum, 'cve').map((reference) => textOf(reference['id']));
  return [...new Set(ids.filter((id) => /^CVE-\d{4}-\d{4,19}$/.test(id)))].sort();
}

/** Empty where nothing says it. */
function releaseOf(erratum: Fields): string {
  const pages = referencesOf(erratum, 'self').map((reference) => textOf(reference['href']));
  const builds = listOf(erratum['packages']).map((pkg) => textOf(fieldsOf(pkg)['release']));
  for (const text of pages) {
    const page = /^https:\/\/errata\.almalinux\.org\/([89]|[1-9]\d)\//.exec(text);
    if (page !== null) return page[1]!;
  }
  const build = builds.map((text) => /[._]el([89]|[1-9]\d)(?!\d)/.exec(text)).find((match) => match !== null);
  return build?.[1] ?? '';
}

function severitiesOf(word: string): SeverityOpinion[] {
  const severity = word === 'None' ? null : severityOfWord(word);
  return severity === null ? [] : [{ source: 'AlmaLinux', severity, score: null, vector: '' }];
}

interface Fix {
  readonly name: string;
  readonly fixed: string;
  /** As in AdvisoryScope. */
  readonly module: string | null;
  /** Empty = all. */
  readonly arches: readonly string[];
}

/** The same package is named once for each architecture. Sources and symbols are left out: nothing of them runs. */
function fixesOf(erratum: Fields, skipped: string[]): Fix[] {
  const fixes = new Map<
    string,
    { name: string; fixed: string; module: string | null; arches: Set<string> }
  >();
  for (const pkg of listOf(erratum['packages']).map(fieldsOf)) {
    const [name, arch] = [textOf(pkg['name']), textOf(pkg['arch'])];
    const fixed = evrOf(pkg);
    if (!isName(name) || !isName(fixed) || !isName(arch)) {
      skipped.push('unreadable-package');
      continue;
    }
    if (arch === 'src' || DEBUG.test(name)) continue;
    const module = moduleOf(textOf(pkg['module']), fixed);
    const key = [name, fixed, module ?? '*'].join('\n');
    const fix = fixes.get(key) ?? { name, fixed, module, arches: new Set() };
    fixes.set(key, fix);
    fix.arches.add(arch);
  }
  return [...fixes.values()].map((fix) => ({ ...fix, arches: toArches(fix.arches) }));
}

const DEBUG = /-(debuginfo|debugsource)$/;

function evrOf(pkg: Fields): string {
  const [epoch, version, release] = ['epoch', 'version', 'release'].map((key) => textOf(pkg[key]));
  if (version === '' || release === '') return '';
  return epoch === '' || epoch === '0' ? `${version}-${release}` : `${epoch}:${version}-${release}`;
}

/**
 * AlmaLinux builds a module's development files as a module of their own (`mariadb-devel`); installed packages have the
 * label of the module itself. Null where the version is one of a module, but nothing says of which.
 */
function moduleOf(label: string, fixed: string): string | null {
  const [name = '', stream = ''] = label.split(':');
  if (isName(name) && isName(stream)) return `${name.replace(/-devel$/, '')}:${stream}`;
  return /\.module[+_]/.test(fixed) ? null : '';
}

function toArches(arches: ReadonlySet<string>): string[] {
  return arches.has('noarch') ? [] : [...arches].sort();
}
