/**
 * Where the socket of Docker's or Podman's engine is. Sources: Docker's "Protect the Docker daemon socket" and
 * "Docker contexts" pages, `podman-system-service(1)`. Only local sockets and TCP: for ssh the user forwards one.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, systemCode } from '../../../base/errors.ts';
import { objectField, ownField, parseJsonObject, textField } from '../../../base/json-fields.ts';

export type Engine = 'docker' | 'podman';

export interface TlsFiles {
  readonly ca: Buffer | null;
  readonly cert: Buffer | null;
  readonly key: Buffer | null;
  readonly skipVerify: boolean;
}

export type Endpoint =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls: TlsFiles | null };

export interface EngineEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** -1 where the system has no user numbers. */
  readonly userId: number;
}

/** The places to try, best first: the one that is set, or the usual ones. Throws an InputError. */
export async function findEndpoints(
  engine: Engine,
  environment: EngineEnvironment,
): Promise<readonly Endpoint[]> {
  const { env } = environment;
  if (engine === 'podman') {
    const host = env['CONTAINER_HOST'];
    return host ? [await toEndpoint(host, 'CONTAINER_HOST', null)] : podmanSockets(environment).map(toSocket);
  }
  const host = env['DOCKER_HOST'];
  if (host) return [await toEndpoint(host, 'DOCKER_HOST', tlsFolder(environment))];
  const context = await readContext(environment);
  return context === null ? dockerSockets(environment).map(toSocket) : [context];
}

/** `unix:///run/x.sock` or `tcp://host:2376`, as people write it. */
export function formatEndpoint(endpoint: Endpoint): string {
  return endpoint.kind === 'socket' ? `unix://${endpoint.path}` : `tcp://${endpoint.host}:${endpoint.port}`;
}

function toSocket(path: string): Endpoint {
  return { kind: 'socket', path };
}

function dockerSockets({ env, home }: EngineEnvironment): string[] {
  const runtime = env['XDG_RUNTIME_DIR'];
  return [
    '/var/run/docker.sock',
    ...(runtime ? [join(runtime, 'docker.sock')] : []),
    join(home, '.docker/run/docker.sock'),
    join(home, '.docker/desktop/docker.sock'),
  ];
}

function podmanSockets({ env, home, userId }: EngineEnvironment): string[] {
  const runtime = env['XDG_RUNTIME_DIR'] || (userId > 0 ? `/run/user/${userId}` : '');
  const own = runtime === '' ? [] : [join(runtime, 'podman/podman.sock')];
  const system = ['/run/podman/podman.sock'];
  const machine = [join(home, '.local/share/containers/podman/machine/podman.sock')];
  return userId === 0 ? [...system, ...own, ...machine] : [...own, ...system, ...machine];
}

async function toEndpoint(address: string, setting: string, tlsFrom: TlsFolder | null): Promise<Endpoint> {
  if (address.startsWith('unix://')) return toSocket(address.slice('unix://'.length));
  if (address.startsWith('/')) return toSocket(address);
  const match = /^(tcp|https?):\/\/(\[[0-9a-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?\/?$/i.exec(address);
  if (match === null) throw badAddress(address, setting);
  const tls = tlsFrom === null ? null : await readTls(tlsFrom);
  const port = Number(match[3] ?? (tls === null ? 2375 : 2376));
  return { kind: 'tcp', host: match[2]!.replace(/^\[|\]$/g, ''), port, tls };
}

interface TlsFolder {
  readonly folder: string;
  readonly skipVerify: boolean;
}

/** Docker's own client uses TLS if either variable is set. Unlike it, we check the certificate in both cases. */
function tlsFolder({ env, home }: EngineEnvironment): TlsFolder | null {
  const folder = env['DOCKER_CERT_PATH'];
  if (folder) return { folder, skipVerify: false };
  return env['DOCKER_TLS_VERIFY'] ? { folder: join(home, '.docker'), skipVerify: false } : null;
}

async function readTls({ folder, skipVerify }: TlsFolder): Promise<TlsFiles> {
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((name) => findFile(join(folder, name))),
  );
  return { ca: ca ?? null, cert: cert ?? null, key: key ?? null, skipVerify };
}

/** The context that is in use, unless it is the default one. */
async function readContext(environment: EngineEnvironment): Promise<Endpoint | null> {
  const { env, home } = environment;
  const folder = env['DOCKER_CONFIG'] || join(home, '.docker');
  const name = env['DOCKER_CONTEXT'] || (await readCurrentContext(join(folder, 'config.json')));
  if (name === '' || name === 'default') return null;
  // Docker names the folder of a context by the digest of its name.
  const id = createHash('sha256').update(name).digest('hex');
  const path = join(folder, 'contexts/meta', id, 'meta.json');
  const bytes = await findFile(path);
  if (bytes === null) throw noContext(name, path);
  const endpoint = objectField(objectField(parseSettings(bytes, path), 'Endpoints'), 'docker');
  const tls = join(folder, 'contexts/tls', id, 'docker');
  const hasTls =
    (await findFile(join(tls, 'ca.pem'))) !== null || (await findFile(join(tls, 'cert.pem'))) !== null;
  const skipVerify = ownField(endpoint, 'SkipTLSVerify') === true;
  return toEndpoint(
    textField(endpoint, 'Host'),
    path,
    hasTls || skipVerify ? { folder: tls, skipVerify } : null,
  );
}

async function readCurrentContext(path: string): Promise<string> {
  const bytes = await findFile(path);
  return bytes === null ? '' : textField(parseSettings(bytes, path), 'currentContext');
}

function parseSettings(bytes: Uint8Array, path: string): ReturnType<typeof parseJsonObject> {
  return parseJsonObject(bytes, {
    code: 'damaged-settings',
    title: 'The Docker settings file',
    where: path,
    wayOut: 'Repair the file, or set DOCKER_HOST.',
  });
}

async function findFile(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(cause))) return null;
    throw new InputError('no-permission', {
      what: `A file of Docker's settings cannot be read (${systemCode(cause)}).`,
      where: path,
      wayOut: 'Change its permissions, or set DOCKER_HOST.',
      cause,
    });
  }
}

function badAddress(address: string, setting: string): InputError {
  const isSsh = address.startsWith('ssh://');
  return new InputError('engine-address', {
    what: isSsh
      ? 'Engines cannot be reached by ssh from here.'
      : `\`${address}\` is not an engine's address.`,
    where: setting,
    wayOut: isSsh
      ? 'Pipe the image: ssh HOST docker save NAME | plimsoll scan -'
      : 'Write it as unix:///path/of/socket or tcp://host:port.',
  });
}

function noContext(name: string, path: string): InputError {
  return new InputError('engine-address', {
    what: `There is no Docker context \`${name}\`.`,
    where: path,
    wayOut: 'Choose another with `docker context use`, or set DOCKER_HOST.',
  });
}
