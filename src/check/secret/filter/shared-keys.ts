/**
 * Private keys and tokens that well-known packages bring for their own tests or as a default: whoever can download the
 * package has them. By SHA-256 of the secret's text. Each row: digest, package.
 */
export const SHARED_KEYS: readonly (readonly [sha256: string, what: string])[] = [];
