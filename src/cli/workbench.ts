/** What a command works with: the HTTP client, the image sources, and what the options say about them. */
import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { createHttp, type Http } from '../base/http/http.ts';
import { DEFAULT_RETRY } from '../base/http/http-retry.ts';
import { DEFAULT_HTTP } from '../base/http/http-settings.ts';
import { DEFAULT_LIMITS, type Limits } from '../base/limits.ts';
import { sanitize } from '../base/terminal.ts';
import { type Choice, chooseSource, fileProbe } from '../image/choose-source.ts';
import { listSources } from '../image/list.ts';
import type { OpenImage } from '../image/source.ts';
import { createCredentialStore } from '../image/sources/registry/credentials.ts';
import { parseMirror } from '../image/sources/registry/endpoint.ts';
import { hostPlatform, type Platform } from '../model/platform.ts';
import type { Problem } from '../model/problem.ts';
import type { Io } from './io.ts';

/** Options of every command that opens an image. */
export interface ImageOptions extends NetworkOptions {
  readonly platform?: Platform;
  readonly image?: string;
  readonly base?: string;
  readonly workers?: number;
  readonly sandbox: boolean;
  readonly cache: boolean;
  readonly cacheDir?: string;
  readonly limit?: Partial<Limits>;
  readonly quiet?: boolean;
}

export interface NetworkOptions {
  readonly caFile?: string;
  readonly mirror?: readonly string[];
  readonly tokenRealm?: readonly string[];
  readonly plainHttp?: readonly string[];
  readonly allowHost?: readonly string[];
}

export interface OpenedImage {
  readonly image: OpenImage;
  readonly notes: readonly Problem[];
}

export interface Workbench {
  readonly http: Http;
  /**
   * Opens what a word of the command line means; notes are about how the word was taken. `onArchive` is told the
   * path of a file with an image in it before the file is looked into.
   */
  open(text: string, onArchive?: (path: string) => void): Promise<OpenedImage>;
  close(): Promise<void>;
}

export function createWorkbench(io: Io, version: string, command: Command): Workbench {
  const options = command.opts<ImageOptions>();
  const http = createHttpClient(io, version, options);
  const limits = limitsOf(options);
  const environment = { env: io.env, home: io.home, userId: process.getuid?.() ?? -1 };
  const sources = listSources({
    stored: { tempFolder: io.tempFolder, stdin: io.stdin, limits },
    environment,
    registry: {
      http,
      credentials: createCredentialStore(io.env, io.home),
      mirrors: (options.mirror ?? []).map(parseMirror),
      trust: { plainHttp: options.plainHttp ?? [], tokenRealms: options.tokenRealm ?? [] },
      limits,
      retry: DEFAULT_RETRY,
    },
  });
  return {
    http,
    async open(text, onArchive) {
      const choice = await chooseSource(text, fileProbe(io.home));
      if (isArchive(choice)) onArchive?.(choice.reference);
      const source = sources.find((s) => s.id === choice.sourceId)!;
      const opened = source.open({
        reference: choice.reference,
        platform: options.platform ?? null,
        host: hostPlatform(process.arch),
        imageName: options.image ?? '',
        signal: io.signal,
      });
      opened.catch(() => sayNotes(io, choice.notes));
      return { image: await opened, notes: choice.notes };
    },
    close: () => http.close(),
  };
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

/** A client for what the options allow, and for the host of `mirror`, a URL that the user wrote. */
export function createHttpClient(io: Io, version: string, options: NetworkOptions, mirror?: string): Http {
  const url = mirror === undefined ? null : URL.parse(mirror);
  const mirrors = url === null ? [] : [url.host];
  const trust = {
    named: [...(options.allowHost ?? []), ...mirrors],
    plainHttp: url?.protocol === 'http:' ? mirrors : [],
  };
  return createHttp({ ...DEFAULT_HTTP, version, env: io.env, caFile: options.caFile ?? null, trust });
}
