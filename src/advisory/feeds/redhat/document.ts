/**
 * One document of Red Hat's CSAF VEX: a flaw, the products it is said of, and for each of them state, severity and fix.
 * Products are told one by one for each architecture and repository; rows join what says the same.
 */
import type { Advisory, AffectedRange } from '../../../model/advisory.ts';
import { type Parsed, toTitle } from '../../feed.ts';
import { type Fields, fieldsOf, isName, listOf, parseObject, textOf } from '../../fields.ts';
import { readProducts } from './products.ts';
import { readRemarks, utcTime } from './remarks.ts';
import { joinStatements, readStatements, type Statement } from './statements.ts';

/** Parses one document. Throws on anything else. */
export function parseDocument(text: string): Parsed {
  const file = parseObject(text);
  const document = fieldsOf(file['document']);
  if (document['category'] !== 'csaf_vex') throw new Error('not a document of CSAF VEX');
  const tracking = fieldsOf(document['tracking']);
  const productOf = readProducts(fieldsOf(file['product_tree']));
  const skipped = new Set<string>();
  const advisories = listOf(file['vulnerabilities'])
    .map(fieldsOf)
    .flatMap((flaw) => {
      const id = textOf(flaw['cve']) || textOf(tracking['id']);
      if (!isName(id)) throw new Error('a flaw without a name');
      const remarks = readRemarks(flaw, textOf(fieldsOf(document['aggregate_severity'])['text']));
      const statements = readStatements(fieldsOf(flaw['product_status']), { productOf, remarks, skipped });
      return joinStatements(statements).map((statement) =>
        toAdvisory(id, titleOf(flaw, document), flaw, statement),
      );
    });
  if (advisories.length === 0 && skipped.size === 0) skipped.add('no-package');
  return {
    advisories,
    detail: null,
    skipped: [...skipped],
    modifiedAt: utcTime(tracking['current_release_date']),
  };
}

function titleOf(flaw: Fields, document: Fields): string {
  return toTitle(textOf(flaw['title']) || textOf(document['title']));
}

function toAdvisory(cve: string, title: string, flaw: Fields, statement: Statement): Advisory {
  const { release, name, module, stream, state, fix, arches } = statement;
  const id = fix.notice === '' ? cve : fix.notice;
  return {
    id,
    aliases: id === cve ? [] : [cve],
    feed: 'redhat',
    key: { namespace: `rhel:${release}`, name },
    scope: { arches, moduleStream: module, stream },
    scheme: 'rpm',
    ranges: rangesOf(statement),
    versions: [],
    state,
    title,
    severities: statement.severities,
    publishedAt: utcTime(flaw['release_date']),
    fixedAt: fix.at,
    withdrawnAt: '',
    knownExploited: false,
    informational: '',
    url:
      fix.notice === ''
        ? `https://access.redhat.com/security/cve/${encodeURIComponent(cve)}`
        : `https://access.redhat.com/errata/${fix.notice}`,
  };
}

function rangesOf({ version }: Statement): readonly AffectedRange[] {
  return version === '' ? [] : [{ introduced: null, fixed: version, lastAffected: null }];
}
