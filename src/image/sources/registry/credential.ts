/** A login for one registry: what is sent, and how it is named in messages (never the secret itself). */

export type Credential =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string; readonly source: string }
  /** OAuth2 refresh token, exchanged at the token server (`identitytoken` of Docker's config). */
  | { readonly kind: 'identity'; readonly username: string; readonly token: string; readonly source: string }
  /** Sent to the registry as it is. */
  | { readonly kind: 'bearer'; readonly token: string; readonly source: string };

/** What a search for a login came to. */
export interface CredentialSearch {
  readonly credential: Credential | null;
  /** Where was looked, in order, for the error that says there is none. */
  readonly looked: readonly string[];
  /** What could not be read or run, in words. */
  readonly failures: readonly string[];
}

/** Whose login is sought. */
export interface CredentialSubject {
  /** Host as the user writes it: `docker.io`, `localhost:5000`. */
  readonly host: string;
  readonly repository: string;
  /** False for mirrors: a login that names no host is not theirs. */
  readonly isReferenceHost: boolean;
}

export interface CredentialStore {
  find(subject: CredentialSubject): Promise<CredentialSearch>;
}

/** `user a*** from /home/a/.docker/config.json` */
export function describeCredential(credential: Credential): string {
  const who = credential.kind === 'bearer' ? 'a token' : `user ${masked(credential.username)}`;
  return `${who} from ${credential.source}`;
}

/** The header value, RFC 7617. */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function masked(username: string): string {
  const first = /^[\w.@-]/.exec(username)?.[0] ?? '';
  return `${first}***`;
}
