/** Formulas of Homebrew, which images of build environments have. No feed judges them: a report says so. */
import type { Package } from '../../model/package.ts';
import { makePurl } from '../../model/purl.ts';
import { type Bundle, catalogBundles } from '../bundle.ts';
import type { AdvisoryQuery, Ecosystem } from '../ecosystem.ts';
import { formulaOf, type Receipt, receiptReader } from './receipt-reader.ts';

export const homebrew: Ecosystem = {
  id: 'homebrew',
  purlType: 'brew',
  // Nothing is compared without a feed; Homebrew's own order is near this one.
  scheme: 'alpm',
  kind: 'os',
  catalogers: [
    {
      id: 'homebrew',
      readers: [receiptReader],
      catalog: (facts) => catalogBundles('homebrew', facts, receiptReader, toBundle),
    },
  ],
  advisoryQueries: ({ name, version }: Package): readonly AdvisoryQuery[] =>
    version === '' ? [] : [{ key: { namespace: 'homebrew', name }, version }],
  ofDistribution: () => false,
  dataOnlyReason: () => '',
};

/** purl-spec, type brew: the tap is the namespace, and may be left out where it is the usual one. */
function toBundle(path: string, { tap, architecture }: Receipt): Bundle | null {
  const formula = formulaOf(path);
  if (formula === null) return null;
  const { name, version, folder } = formula;
  return {
    purl: makePurl({
      type: 'brew',
      namespace: tap === 'homebrew/core' ? '' : tap,
      name,
      version,
    }),
    name,
    version,
    architecture,
    evidence: 'Homebrew receipt',
    licences: [],
    folder,
  };
}
