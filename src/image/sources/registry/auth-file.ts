/**
 * One file of logins: Docker's config.json (docs.docker.com, "docker login") or podman's auth.json
 * (containers-auth.json(5)). `credHelpers` go before `credsStore`, and both before `auths`.
 */
import { readFile } from 'node:fs/promises';
import { systemCode } from '../../../base/errors.ts';
import { parseJsonText } from '../../../base/json.ts';
import { isObject, type JsonObject, objectField, textField } from '../../../base/json-fields.ts';
import type { Credential, CredentialSearch, CredentialSubject } from './credential.ts';
import type { HelperAnswer } from './credential-helper.ts';
import { findByHost, helperServer } from './host-key.ts';

/** Asks the helper of that name for a server's login. */
export type AskHelper = (name: string, server: string) => Promise<HelperAnswer>;

/** Never throws: a file that cannot be read is a failure in words. A file that is not there says nothing. */
export async function searchAuthFile(
  path: string,
  subject: CredentialSubject,
  askHelper: AskHelper,
): Promise<CredentialSearch> {
  const file = await readObject(path);
  if (file.kind === 'failed')
    return { credential: null, looked: [path], failures: [`${path} ${file.reason}`] };
  const failures: string[] = [];
  const helper = helperFor(file.content, subject);
  const helped = helper === null ? null : await fromHelper(helper, path, subject, askHelper, failures);
  const credential = helped ?? fromAuths(file.content, path, subject);
  const looked = file.kind === 'absent' ? `${path} (not there)` : path;
  return {
    credential,
    looked: [helper === null ? looked : `${path} (docker-credential-${helper})`],
    failures,
  };
}

type FileContent =
  | { readonly kind: 'read' | 'absent'; readonly content: JsonObject }
  | { readonly kind: 'failed'; readonly reason: string };

async function readObject(path: string): Promise<FileContent> {
  try {
    const value: unknown = parseJsonText(await readFile(path, 'utf8'));
    // The parser's own message would quote the file, secrets and all.
    return isObject(value)
      ? { kind: 'read', content: value }
      : { kind: 'failed', reason: 'is not a JSON object' };
  } catch (cause) {
    const code = systemCode(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent', content: {} };
    return { kind: 'failed', reason: code === '' ? 'is not valid JSON' : `cannot be read (${code})` };
  }
}

function helperFor(content: JsonObject, { host, repository }: CredentialSubject): string | null {
  const helpers = Object.entries(objectField(content, 'credHelpers'));
  const own = findByHost(helpers, host, repository)?.value;
  if (typeof own === 'string' && own !== '') return own;
  return textField(content, 'credsStore') || null;
}

async function fromHelper(
  name: string,
  path: string,
  { host }: CredentialSubject,
  askHelper: AskHelper,
  failures: string[],
): Promise<Credential | null> {
  const program = `docker-credential-${name}`;
  const answer = await askHelper(name, helperServer(host));
  if (answer.kind === 'failed') failures.push(`${program} (named in ${path}) failed: ${answer.reason}`);
  if (answer.kind !== 'login') return null;
  const { username, secret } = answer;
  return username === '<token>'
    ? { kind: 'identity', username: '', token: secret, source: program }
    : { kind: 'basic', username, password: secret, source: program };
}

function fromAuths(
  content: JsonObject,
  path: string,
  { host, repository }: CredentialSubject,
): Credential | null {
  const usable = Object.entries(objectField(content, 'auths')).flatMap(([key, value]) => {
    const credential = isObject(value) ? toCredential(value, path) : null;
    return credential === null ? [] : [[key, credential] as const];
  });
  return findByHost(usable, host, repository)?.value ?? null;
}

/** Docker leaves an empty entry behind where a helper keeps the secret. */
function toCredential(entry: JsonObject, source: string): Credential | null {
  const registryToken = textField(entry, 'registrytoken');
  if (registryToken !== '') return { kind: 'bearer', token: registryToken, source };
  const [username, password] = loginOf(entry);
  const identityToken = textField(entry, 'identitytoken');
  if (identityToken !== '') return { kind: 'identity', username, token: identityToken, source };
  return username === '' && password === '' ? null : { kind: 'basic', username, password, source };
}

function loginOf(entry: JsonObject): readonly [username: string, password: string] {
  const login = Buffer.from(textField(entry, 'auth'), 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = login.indexOf(':');
  if (colon < 0) return [textField(entry, 'username'), textField(entry, 'password')];
  return [login.slice(0, colon), login.slice(colon + 1)];
}
