/** Red Hat's documents, and what the builds of its images leave behind. */

import { rpm, vexDocument } from '../../../src/advisory/feeds/redhat/fixtures/vex.ts';
import { redhat } from '../../../src/advisory/feeds/redhat/redhat.ts';
import { findContentLine } from '../../../src/ecosystem/distro/content-sets.ts';
import { redhatContentReader } from '../../../src/ecosystem/distro/redhat-content.ts';
import { mutateJson } from '../mutate/json.ts';
import { mustHold, type Target, texts } from '../target.ts';
import { wholeFile } from './reading.ts';

const FIXED = [
  ['BaseOS-9.4.0.Z.MAIN', rpm('bolt', '1.2-3.el9', 'arch=x86_64&epoch=1')],
  ['BaseOS-9.2.0.Z.EUS', rpm('bolt', '1.2-3.el9_2', 'arch=src')],
  ['7Server-ELS', rpm('bolt', '1.0-3.el7')],
  ['AppStream-8.9.0.Z.MAIN', rpm('nut', '1.0-1.module%2Bel8', 'rpmmod=nut:1:8090:ab')],
  ['8Base-Boats-2', 'pkg:oci/boat-rhel8@sha256:ab?arch=amd64'],
] as const;
const OPEN = [
  ['red_hat_enterprise_linux_8', rpm('bolt', '', 'arch=src')],
  ['red_hat_enterprise_linux_9', rpm('kernel-rt')],
] as const;
const IDS = OPEN.map(([product, purl]) => `${product}:${purl}`);

const document: Target = {
  id: 'feed-redhat',
  sources: ['advisory/feeds/redhat/', 'base/redhat-cpe.ts'],
  seeds: texts(
    vexDocument({
      status: { fixed: FIXED, known_affected: OPEN, known_not_affected: OPEN.slice(1) },
      more: {
        remediations: [{ category: 'no_fix_planned', details: 'Out of support scope', product_ids: IDS }],
        threats: [{ category: 'impact', details: 'Low', product_ids: IDS }],
        scores: [{ cvss_v3: { baseScore: 5.5, vectorString: 'CVSS:3.1/AV:N' }, products: IDS }],
      },
    }),
  ),
  tokens: ['"vendor_fix"', '/errata/RHSA-2031:1', 'rpmmod=', 'cpe:/o:redhat:rhel_eus:9.2::baseos', '::el8'],
  mutators: [mutateJson, mutateJson],
  errors: [Error, SyntaxError],
  maxBytes: 32 * 1024,
  run(bytes) {
    const text = new TextDecoder().decode(bytes);
    const parsed = redhat.parse({ place: 'a.json', text, damage: '' }, { order: () => null });
    for (const { key, scope } of parsed.advisories) {
      mustHold(redhat.fills(key.namespace), `${key.namespace} is none of its namespaces`);
      mustHold(!scope.arches.includes('src'), 'a source is no architecture');
    }
    return parsed;
  },
};

const content: Target = {
  id: 'redhat-content',
  sources: ['ecosystem/distro/redhat-content.ts', 'ecosystem/distro/content-sets.ts'],
  seeds: texts(
    '{"metadata":{"icm_version":1},"content_sets":["rhel-9-for-x86_64-baseos-eus-rpms__9_DOT_2"],"cpe":"cpe:/a:redhat:a:1::el9"}',
    '[rhel-7-server-els-rpms]\nenabled = 1\n[ubi-9-baseos-rpms]\nenabled=0\n',
    'LABEL "cpe"="cpe:/a:redhat:a:1::el9" \\\n b="c"\n',
  ),
  tokens: ['content_sets', '-for-rhel-9-', '-rpms', '[', ']\n', 'enabled=', 'cpe="cpe:/'],
  mutators: [mutateJson],
  errors: [],
  run(bytes) {
    const paths = ['root/buildinfo/labels.json', 'etc/yum.repos.d/a.repo', 'root/buildinfo/Dockerfile-a'];
    return paths.map((path) => {
      const read = wholeFile(redhatContentReader, path)(bytes) as { readonly fact: readonly string[] | null };
      return [read, (read.fact ?? []).map((name) => findContentLine(name, '9.2'))];
    });
  },
};

export const redhatFeedTargets: readonly Target[] = [document];
export const redhatContentTargets: readonly Target[] = [content];
