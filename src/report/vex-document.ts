/**
 * VEX documents before they have a form: who says what of which flaw in which image. Reporters and drafts make them,
 * OpenVEX and CSAF write them. A product is always an image, the parts spoken of its packages.
 */
import type { Digest } from '../model/digest.ts';
import type { ImageInfo } from '../model/image.ts';
import { parsePurl } from '../model/purl.ts';
import type { ScanReport } from '../model/report.ts';
import type { VexStatus } from '../model/vex.ts';
import { ociPurl } from './image-purl.ts';
import { countOf } from './words.ts';

export interface WrittenVex {
  /** Who says it. */
  readonly author: string;
  /** True where nobody has taken responsibility for it yet. */
  readonly isDraft: boolean;
  /** Version of the program; empty where no report tells. */
  readonly toolVersion: string;
  /** UTC ISO 8601 with seconds. */
  readonly timestamp: string;
  readonly subjects: readonly VexSubject[];
}

/** An image and what is said of it. */
export interface VexSubject {
  readonly image: VexImage;
  /** How much of it could be looked at, in words. */
  readonly coverage: string;
  readonly claims: readonly VexClaim[];
}

export interface VexImage {
  /** For people. */
  readonly name: string;
  /** `pkg:oci/…` with the manifest's digest; null where it has no name in a registry. */
  readonly purl: string | null;
  /** Of manifest, else of config; null where neither is known. */
  readonly digest: Digest | null;
}

export interface VexClaim {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly title: string;
  /** Empty = the image as a whole; only of what is under investigation. */
  readonly components: readonly VexComponent[];
  readonly status: VexStatus;
  /** A justification of OpenVEX's list, or empty. */
  readonly justification: string;
  /** Why, or what to do, in words; never empty. */
  readonly text: string;
  /** What the words for `affected` are about. */
  readonly remedy: 'upgrade' | 'no fix planned' | 'no fix yet' | 'accepted';
  /** When it was said, UTC ISO 8601; empty = with the document. */
  readonly timestamp: string;
}

export interface VexComponent {
  /** As the inventory gives it: not always a package URL. */
  readonly purl: string;
  /** For people. */
  readonly name: string;
}

export function toVexImage(image: ImageInfo): VexImage {
  return {
    name: nameOf(image),
    purl: ociPurl(image),
    digest: image.manifestDigest ?? image.id,
  };
}

/** A file's path means nothing to whoever reads the document elsewhere. */
function nameOf({ names, reference }: ImageInfo): string {
  return names[0] || reference || 'unnamed image';
}

/** A partial look must not read like a whole one. */
export function coverageText({ image, packages, coverage, scanners }: ScanReport): string {
  const { state, reasons } = coverage;
  const codes = [...new Set(reasons.map(({ code }) => code))];
  const why = codes.length === 0 ? '' : ` (${codes.join(', ')})`;
  const flaws = scanners.includes('vuln') ? '' : '; flaws were not looked for';
  return `${nameOf(image)}: coverage ${state}${why}, ${countOf(packages.length, 'package')}${flaws}`;
}

/** Null for text that is no package URL, or none that may stand where a URI has to (RFC 3986). */
export function usablePurl(purl: string): string | null {
  const isUri = /^pkg:[A-Za-z][A-Za-z0-9.+-]*\/(?:[A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+$/.test(
    purl,
  );
  return isUri && parsePurl(purl) !== null ? purl : null;
}
