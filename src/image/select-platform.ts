/**
 * Chooses one image of an index (image-spec, `image-index.md`). What cannot run is left out first: attestations
 * that BuildKit stores beside its images (platform `unknown/unknown`), artifacts, and Windows where there is
 * anything else. One runnable platform is taken whatever the host's.
 */
import { InputError, NotCheckableError } from '../base/errors.ts';
import type { Platform } from '../model/platform.ts';
import { formatPlatform } from '../model/platform.ts';
import { compareText } from '../model/problem.ts';
import { type Descriptor, IMAGE_CONFIG_TYPES } from './manifest.ts';

export interface PlatformWish {
  /** What the user asked for; null = the only one, or the host's. */
  readonly wanted: Platform | null;
  readonly host: Platform;
  /** The first will do. */
  readonly any: boolean;
  /** The reference or path, for errors. */
  readonly where: string;
}

/**
 * The descriptor to go on with. Throws an InputError `wrong-platform` or `empty-index`, or a NotCheckableError
 * `not-a-container-image` or `windows-image`.
 */
export function selectPlatform(descriptors: readonly Descriptor[], wish: PlatformWish): Descriptor {
  const runnable = descriptors.filter(isRunnable);
  if (runnable.length === 0) throw nothingRunnable(descriptors, wish.where);
  if (wish.wanted !== null) return findMatch(runnable, wish.wanted) ?? fail(wrongPlatform(runnable, wish));
  const candidates = withoutWindows(runnable, wish.where);
  if (countPlatforms(candidates) === 1 || wish.any) return candidates[0]!;
  return findMatch(candidates, wish.host) ?? fail(wrongPlatform(candidates, wish));
}

/** What there is to choose from, each platform once, in the index's order. */
export function platformsOf(descriptors: readonly Descriptor[]): Platform[] {
  const platforms = new Map<string, Platform>();
  for (const { platform } of descriptors.filter(isRunnable)) {
    if (platform === null || platform.os === 'windows') continue;
    if (!platforms.has(formatPlatform(platform))) platforms.set(formatPlatform(platform), platform);
  }
  return [...platforms.values()];
}

/** False for attestations and other artifacts that stand in an index beside images. */
export function isRunnable(descriptor: Descriptor): boolean {
  if (Object.hasOwn(descriptor.annotations, 'vnd.docker.reference.type') || isCosigns(descriptor))
    return false;
  if (descriptor.artifactType !== '' && !IMAGE_CONFIG_TYPES.includes(descriptor.artifactType)) return false;
  return descriptor.platform?.os !== 'unknown';
}

/** In a layout that cosign saved, and under the tags that it and lists of referrers have in a registry. */
function isCosigns({ annotations }: Descriptor): boolean {
  if (/^dev\.cosignproject\.cosign\/(?:sigs|atts|sboms)$/.test(annotations['kind'] ?? '')) return true;
  return /^sha256-[0-9a-f]{64}(?:\.(?:sig|att|sbom))?$/.test(
    annotations['org.opencontainers.image.ref.name'] ?? '',
  );
}

/**
 * Throws an InputError `wrong-platform` if an image that is no part of an index has another platform than the
 * user asked for, and a NotCheckableError `windows-image` for Windows.
 */
export function checkPlatform(actual: Platform, wanted: Platform | null, where: string): void {
  if (wanted !== null && !matches(actual, wanted)) {
    throw new InputError('wrong-platform', {
      what: `The image is for ${formatPlatform(actual)}, not for ${formatPlatform(wanted)}.`,
      where,
      wayOut: `Leave --platform away, or use --platform ${formatPlatform(actual)}.`,
    });
  }
  if (actual.os === 'windows') throw windowsImage(where);
}

export function emptyIndex(where: string): InputError {
  return new InputError('empty-index', {
    what: 'The image index lists no image.',
    where,
    wayOut: 'Build, save or push the image again.',
  });
}

function withoutWindows(runnable: readonly Descriptor[], where: string): readonly Descriptor[] {
  const others = runnable.filter((descriptor) => descriptor.platform?.os !== 'windows');
  if (others.length === 0) throw windowsImage(where);
  return others;
}

/**
 * An exact variant wins over a missing one, and the first of equals over later ones. A lone descriptor without a
 * platform is taken: its config says the platform, and is checked.
 */
function findMatch(descriptors: readonly Descriptor[], wanted: Platform): Descriptor | null {
  if (descriptors.length === 1 && descriptors[0]!.platform === null) return descriptors[0]!;
  const found = descriptors.filter(({ platform }) => platform !== null && matches(platform, wanted));
  const preferred = wanted.variant || DEFAULT_VARIANT[wanted.architecture] || '';
  return found.find(({ platform }) => variantOf(platform!) === preferred) ?? found[0] ?? null;
}

/** What an architecture without a variant means (containerd, `platforms`, and image-spec's table of variants). */
const DEFAULT_VARIANT: Readonly<Record<string, string>> = { amd64: 'v1', arm: 'v7', arm64: 'v8' };

function variantOf(platform: Platform): string {
  return platform.variant || DEFAULT_VARIANT[platform.architecture] || '';
}

function matches(actual: Platform, wanted: Platform): boolean {
  if (actual.os !== wanted.os || actual.architecture !== wanted.architecture) return false;
  return wanted.variant === '' || variantOf(actual) === wanted.variant;
}

function countPlatforms(descriptors: readonly Descriptor[]): number {
  return new Set(descriptors.map(({ platform }) => nameOf(platform))).size;
}

function nameOf(platform: Platform | null): string {
  return platform === null ? 'platform not named' : formatPlatform(platform);
}

const MAX_LISTED = 50;
const MAX_NAME_LENGTH = 100;

function wrongPlatform(available: readonly Descriptor[], wish: PlatformWish): InputError {
  const all = [...new Set(available.map(({ platform }) => nameOf(platform)))].sort(compareText);
  const names = all.slice(0, MAX_LISTED).map((name) => name.slice(0, MAX_NAME_LENGTH));
  const more = all.length > MAX_LISTED ? ` and ${all.length - MAX_LISTED} more` : '';
  const wanted =
    wish.wanted === null ? `this machine (${formatPlatform(wish.host)})` : formatPlatform(wish.wanted);
  return new InputError('wrong-platform', {
    what: `The image is not there for ${wanted}. There is: ${names.join(', ')}${more}.`,
    where: wish.where,
    wayOut: 'Choose one of them with --platform.',
  });
}

function nothingRunnable(descriptors: readonly Descriptor[], where: string): InputError | NotCheckableError {
  if (descriptors.length === 0) return emptyIndex(where);
  return new NotCheckableError('not-a-container-image', {
    what: 'The index lists only attestations or other artifacts, no container image.',
    where,
    wayOut: 'Name the image that they belong to.',
  });
}

function windowsImage(where: string): NotCheckableError {
  return new NotCheckableError('windows-image', {
    what: 'This is a Windows image; only images with a Unix-like file system can be checked.',
    where,
    wayOut: 'If the image is there for Linux too, choose that with --platform linux/amd64.',
  });
}

function fail(error: Error): never {
  throw error;
}
