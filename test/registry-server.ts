/**
 * A real registry for tests: Debian's docker-registry on a free loopback port, in a temporary folder, with TLS and
 * basic login if asked for; and a small client that pushes what image-builder.ts makes.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sha256 } from '../src/model/digest.ts';
import type { BuiltImage, BuiltIndex } from './image-builder.ts';
import { freePort } from './local-server.ts';
import type { Authority } from './tls-authority.ts';

const BINARY = '/usr/bin/docker-registry';

export interface RegistryOptions {
  /** Serves TLS with a certificate for `localhost` if given. */
  readonly authority?: Authority;
  /** Asks for this basic login if given. */
  readonly login?: { readonly username: string; readonly password: string };
}

export interface RegistryServer {
  /** `localhost:12345` */
  readonly host: string;
  readonly origin: string;
  /** Pushes an image under a tag. */
  push(image: BuiltImage, repository: string, tag: string): Promise<void>;
  pushIndex(built: BuiltIndex, repository: string, tag: string): Promise<void>;
  /** Puts any bytes in the place of a manifest, under a tag or digest. */
  putManifest(repository: string, target: string, bytes: Uint8Array, mediaType: string): Promise<void>;
  putBlob(repository: string, bytes: Uint8Array): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Why there is no registry to test with, or null. Where CI says that tools are installed, their absence is an error
 * and no reason to skip.
 */
export function registryMissing(): string | null {
  if (existsSync(BINARY)) return null;
  if (process.env['CI']) throw new Error(`${BINARY} is missing: .ci/run installs it`);
  return 'docker-registry is not installed (Debian package docker-registry)';
}

export async function startRegistry(options: RegistryOptions = {}): Promise<RegistryServer> {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-registry-'));
  const host = `localhost:${await freePort()}`;
  const config = join(folder, 'config.yml');
  writeFileSync(config, JSON.stringify(configOf(folder, host, options)));
  const child = spawn(BINARY, ['serve', config], { stdio: 'ignore' });
  const client = clientOf(host, options);
  try {
    await untilReady(child, client);
  } catch (cause) {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
    throw cause;
  }
  return toServer(host, options, client, () => stop(child, folder));
}

/** JSON is YAML too. */
function configOf(folder: string, host: string, { authority, login }: RegistryOptions): object {
  const http: Record<string, unknown> = { addr: host.replace('localhost', '127.0.0.1') };
  if (authority !== undefined) {
    const { cert, key } = authority.issue(['DNS:localhost']);
    writeFileSync(join(folder, 'tls.crt'), cert);
    writeFileSync(join(folder, 'tls.key'), key);
    http['tls'] = { certificate: join(folder, 'tls.crt'), key: join(folder, 'tls.key') };
  }
  return {
    version: '0.1',
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http,
    ...(login === undefined
      ? {}
      : { auth: { htpasswd: { realm: 'test', path: passwordFile(folder, login) } } }),
  };
}

function passwordFile(folder: string, login: NonNullable<RegistryOptions['login']>): string {
  const path = join(folder, 'htpasswd');
  const line = execFileSync('htpasswd', ['-nbB', '-C', '4', login.username, login.password], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  writeFileSync(path, `${line.trim()}\n`);
  return path;
}

interface Answer {
  readonly status: number;
  readonly location: string;
  readonly text: string;
}

type Client = (method: string, url: string, body?: Uint8Array, mediaType?: string) => Promise<Answer>;

/** A plain client, so that tests of ours do not rest on ours. */
function clientOf(host: string, { authority, login }: RegistryOptions): Client {
  const origin = `${authority === undefined ? 'http' : 'https'}://${host}`;
  const auth = login === undefined ? {} : { auth: `${login.username}:${login.password}` };
  const ca = authority === undefined ? {} : { ca: readFileSync(authority.caFile) };
  const open = authority === undefined ? httpRequest : httpsRequest;
  return (method, url, body = new Uint8Array(), mediaType = 'application/octet-stream') =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': mediaType, 'content-length': body.length };
      const options = { method, headers, agent: false, ...auth, ...ca };
      const request = open(new URL(url, origin), options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            location: response.headers.location ?? '',
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      });
      request.on('error', reject);
      request.end(body);
    });
}

async function untilReady(child: ChildProcess, client: Client): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`docker-registry ended with exit code ${child.exitCode}`);
    const status = await client('GET', '/v2/').then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    await sleep(25);
  }
  throw new Error('docker-registry did not start within 5 s');
}

function toServer(
  host: string,
  options: RegistryOptions,
  client: Client,
  end: () => Promise<void>,
): RegistryServer {
  const server: RegistryServer = {
    host,
    origin: `${options.authority === undefined ? 'http' : 'https'}://${host}`,
    stop: end,
    async push(image, repository, tag) {
      for (const data of [image.config, ...image.layers.map((layer) => layer.stored)]) {
        await server.putBlob(repository, data);
      }
      await server.putManifest(repository, tag, image.manifest, image.manifestType);
    },
    async pushIndex(built, repository, tag) {
      const blobs = [...built.blobs].filter(([digest]) => digest !== built.indexDigest);
      // The registry takes a manifest only after everything that it names.
      for (const [, data] of blobs) await server.putBlob(repository, data);
      for (const [digest, data] of blobs) {
        const mediaType = manifestType(data);
        if (mediaType !== null) await server.putManifest(repository, digest, data, mediaType);
      }
      await server.putManifest(repository, tag, built.index, built.indexType);
    },
    async putManifest(repository, target, bytes, mediaType) {
      expectStatus(201, await client('PUT', `/v2/${repository}/manifests/${target}`, bytes, mediaType));
    },
    async putBlob(repository, bytes) {
      const upload = await client('POST', `/v2/${repository}/blobs/uploads/`);
      expectStatus(202, upload);
      const separator = upload.location.includes('?') ? '&' : '?';
      expectStatus(201, await client('PUT', `${upload.location}${separator}digest=${sha256(bytes)}`, bytes));
    },
  };
  return server;
}

/** The media type of a blob of an index that is a manifest; null for configs and layers. */
function manifestType(data: Uint8Array): string | null {
  if (data[0] !== 0x7b) return null;
  const json: unknown = JSON.parse(Buffer.from(data).toString('utf8'));
  const mediaType = typeof json === 'object' && json !== null && 'mediaType' in json ? json.mediaType : null;
  return typeof mediaType === 'string' ? mediaType : null;
}

function expectStatus(status: number, answer: Answer): void {
  if (answer.status !== status) throw new Error(`expected ${status}, got ${answer.status}: ${answer.text}`);
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null) {
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
}
