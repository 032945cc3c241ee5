/**
 * Nix packages: NixOS, images of dockerTools, and Nix beside another system. No public feed judges them: the look-ups name
 * nixpkgs, so that a report says that there are no data.
 */
import type { Package } from '../../model/package.ts';
import { parsePurl } from '../../model/purl.ts';
import type { AdvisoryQuery, Ecosystem } from '../ecosystem.ts';
import { nixCataloger } from './catalog.ts';

export const nix: Ecosystem = {
  id: 'nix',
  purlType: 'nix',
  // Nothing is compared without a feed; Nix's own order is near this one.
  scheme: 'alpm',
  kind: 'os',
  catalogers: [nixCataloger],
  advisoryQueries: ({ source, version }: Package): readonly AdvisoryQuery[] =>
    version === '' ? [] : [{ key: { namespace: 'nixpkgs', name: source.name }, version }],
  // Nothing in the store tells whose recipe it was.
  ofDistribution: () => false,
  dataOnlyReason,
};

const DOCUMENTATION = new Set(['devdoc', 'devman', 'doc', 'docs', 'info', 'man']);

function dataOnlyReason({ purl, name }: Package): string {
  if (name === 'linux-headers') return 'kernel headers';
  return DOCUMENTATION.has(parsePurl(purl)?.qualifiers.get('output') ?? '') ? 'documentation only' : '';
}
