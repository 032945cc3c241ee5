/** What a waiver holds for, in a few words. */
import type { WaiverScope } from '../../model/waiver.ts';

export function scopeText(scope: WaiverScope): string {
  const { advisory, check, fingerprint, package: packages, versions, image, owner, path } = scope;
  const parts = [
    advisory,
    check,
    fingerprint,
    packages === '' ? '' : `of ${packages}`,
    versions === '' ? '' : `(${versions})`,
    path === '' ? '' : `at ${path}`,
    owner === '' ? '' : `in ${owner} layers`,
    image === '' ? '' : `in the image ${image}`,
  ];
  return parts.filter((part) => part !== '').join(' ') || 'everything';
}
