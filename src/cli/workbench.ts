/** What a command works with: the HTTP client, the image sources, and what the options say about them. */
import { statSync } from 'node:fs';
import type { Command } from 'commander';
import type { Http } from '../base/http/http.ts';
import { DEFAULT_LIMITS, type Limits } from '../base/limits.ts';
import { sanitize } from '../base/terminal.ts';
import { type Choice, chooseSource, fileProbe } from '../image/choose-source.ts';
import { listSources } from '../image/list.ts';
import type { OpenImage } from '../image/source.ts';
import type { RegistrySettings } from '../image/sources/registry/source.ts';
import { hostPlatform, type Platform } from '../model/platform.ts';
import type { Problem } from '../model/problem.ts';
import type { Io } from './io.ts';
import type { Network, NetworkOptions } from './network.ts';

/** Options of every command that opens an image. */
export interface ImageOptions extends NetworkOptions {
  readonly platform?: Platform | 'all';
  readonly image?: string;
  readonly base?: string;
  readonly history?: boolean;
  readonly workers?: number;
  readonly sandbox: boolean;
  readonly cache: boolean;
  readonly cacheDir?: string;
  readonly cacheSize?: number;
  readonly limit?: Partial<Limits>;
  readonly quiet?: boolean;
}

export interface OpenedImage {
  readonly image: OpenImage;
  readonly notes: readonly Problem[];
}

export interface Opening {
  /** Null = what the options say. */
  readonly platform?: Platform | null;
  /** Told the path of a file with an image in it before the file is looked into. */
  readonly onArchive?: (path: string) => void;
}

export interface Workbench {
  /** Throws for options that cannot be used. */
  http(): Promise<Http>;
  /** For what lies in registries besides images. */
  registry(): Promise<RegistrySettings>;
  /**
   * Opens what a word of the command line means; notes are about how the word was taken.
   */
  open(text: string, how?: Opening): Promise<OpenedImage>;
  /** What `--platform all` means for this word; empty where it is no index. */
  platformsOf(text: string): Promise<readonly Platform[]>;
  close(): Promise<void>;
}

/** Throws for options of the network that cannot be used, whether or not it is needed. */
export async function createWorkbench(io: Io, version: string, command: Command): Promise<Workbench> {
  const options = command.opts<ImageOptions>();
  const limits = limitsOf(options);
  let opened: Promise<Network> | null = null;
  const network = (): Promise<Network> => {
    opened ??= import('./network.ts').then(({ openNetwork }) =>
      openNetwork(io, { version, limits }, options),
    );
    return opened;
  };
  if (saysOfNetwork(options)) await network();
  const sources = listSources({
    stored: {
      tempFolder: io.tempFolder,
      limits,
      get stdin() {
        return io.stdin();
      },
    },
    environment: { env: io.env, home: io.home, userId: process.getuid?.() ?? -1 },
    registry: async () => (await network()).registry,
  });
  const open = async (text: string, { platform = null, onArchive }: Opening, anyPlatform: boolean) => {
    const choice = await chooseSource(text, fileProbe(io.home));
    if (isArchive(choice)) onArchive?.(choice.reference);
    const source = sources.find((s) => s.id === choice.sourceId)!;
    const opening = source.open({
      reference: choice.reference,
      platform: platform ?? (options.platform === 'all' ? null : (options.platform ?? null)),
      host: hostPlatform(process.arch),
      anyPlatform,
      imageName: options.image ?? '',
      signal: io.signal,
    });
    opening.catch(() => sayNotes(io, choice.notes));
    return { image: await opening, notes: choice.notes };
  };
  return {
    http: async () => (await network()).http,
    registry: async () => (await network()).registry,
    open: (text, how = {}) => open(text, how, false),
    async platformsOf(text) {
      const { image } = await open(text, {}, true);
      await image.close();
      return image.platforms;
    },
    close: async () => (await opened)?.http.close(),
  };
}

function saysOfNetwork({ caFile, mirror, tokenRealm, plainHttp, allowHost }: NetworkOptions): boolean {
  return [caFile, mirror, tokenRealm, plainHttp, allowHost].some((said) => said !== undefined);
}

function isArchive({ sourceId, reference }: Choice): boolean {
  const isStored = sourceId === 'archive' || sourceId === 'docker-archive';
  return isStored && statSync(reference, { throwIfNoEntry: false })?.isFile() === true;
}

/** The limits as the options change them. */
export function limitsOf({ limit }: Pick<ImageOptions, 'limit'>): Limits {
  return { ...DEFAULT_LIMITS, ...limit };
}

/** No report will tell them: how the word was taken may be why it cannot be opened. */
function sayNotes(io: Io, notes: readonly Problem[]): void {
  for (const { message, wayOut } of notes) io.stderr.write(`plimsoll: ${sanitize(`${message} ${wayOut}`)}\n`);
}
