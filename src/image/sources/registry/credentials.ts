/**
 * Where logins come from, in this order: PLIMSOLL_* variables, Docker's configuration and its helpers, podman's
 * files. The first that knows the host counts. Left out: cloud identities (their helpers do that).
 */
import { join } from 'node:path';
import type { Environment } from '../../../base/http/http-proxy.ts';
import { type AskHelper, searchAuthFile } from './auth-file.ts';
import type { Credential, CredentialSearch, CredentialStore, CredentialSubject } from './credential.ts';
import { askHelper } from './credential-helper.ts';
import { normalHost } from './host-key.ts';

const HELPER_TIMEOUT_MS = 30_000;

/** `env` and `home` (the user's home folder) are the only places that are looked at. */
export function createCredentialStore(env: Environment, home: string): CredentialStore {
  const ask: AskHelper = (name, server) => askHelper(name, server, env, HELPER_TIMEOUT_MS);
  return {
    async find(subject) {
      const explicit = searchEnvironment(env, subject);
      if (explicit.credential !== null) return explicit;
      let search = explicit;
      for (const path of authFiles(env, home)) {
        search = added(search, await searchAuthFile(path, subject, ask));
        if (search.credential !== null) break;
      }
      return search;
    },
  };
}

function authFiles(env: Environment, home: string): readonly string[] {
  const runtime = env['XDG_RUNTIME_DIR'];
  return [
    join(env['DOCKER_CONFIG'] || join(home, '.docker'), 'config.json'),
    ...(env['REGISTRY_AUTH_FILE'] ? [env['REGISTRY_AUTH_FILE']] : []),
    ...(runtime ? [join(runtime, 'containers', 'auth.json')] : []),
    join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'containers', 'auth.json'),
  ];
}

function added(before: CredentialSearch, next: CredentialSearch): CredentialSearch {
  return {
    credential: next.credential,
    looked: [...before.looked, ...next.looked],
    failures: [...before.failures, ...next.failures],
  };
}

function searchEnvironment(env: Environment, subject: CredentialSubject): CredentialSearch {
  const credential = environmentLogin(env);
  const host = env['PLIMSOLL_REGISTRY'] ?? '';
  const isMeant = host === '' ? subject.isReferenceHost : normalHost(host) === normalHost(subject.host);
  const looked = ['PLIMSOLL_USERNAME and PLIMSOLL_PASSWORD, PLIMSOLL_TOKEN'];
  if (credential !== null && !isMeant) looked[0] += host === '' ? '' : ` (for ${host} only)`;
  const isHalf = Boolean(env['PLIMSOLL_USERNAME']) !== Boolean(env['PLIMSOLL_PASSWORD']);
  const failures = isHalf ? ['only one of PLIMSOLL_USERNAME and PLIMSOLL_PASSWORD is set'] : [];
  return { credential: isMeant ? credential : null, looked, failures };
}

function environmentLogin(env: Environment): Credential | null {
  const username = env['PLIMSOLL_USERNAME'];
  const password = env['PLIMSOLL_PASSWORD'];
  const token = env['PLIMSOLL_TOKEN'];
  if (username && password) return { kind: 'basic', username, password, source: 'PLIMSOLL_USERNAME' };
  return token ? { kind: 'bearer', token, source: 'PLIMSOLL_TOKEN' } : null;
}
