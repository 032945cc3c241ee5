/** What secrets that are whole files are called, and those that a name and a form of a few characters tell. */
import type { DetectorInfo } from '../detector.ts';

const REVOKE =
  'Have its certificates revoked by their issuer, or remove its public keys wherever they are trusted, and make new keys.';

function kind(row: Omit<DetectorInfo, 'kind' | 'severity'>): DetectorInfo {
  return { kind: 'token', severity: 'high', ...row };
}

export const JAVA: DetectorInfo = kind({
  id: 'java-key-store',
  title: 'Key store of Java',
  provider: 'Java',
  revoke: REVOKE,
  source: 'https://docs.oracle.com/en/java/javase/17/docs/specs/security/standard-names.html#keystore-types',
});

export const PKCS12: DetectorInfo = kind({
  id: 'pkcs12-key-store',
  title: 'Key store (PKCS #12)',
  provider: 'Generic',
  revoke: REVOKE,
  source: 'https://www.rfc-editor.org/rfc/rfc7292',
});

/** The same as in text. */
export const PRIVATE_KEY: DetectorInfo = kind({
  id: 'private-key',
  title: 'Private key',
  provider: 'Generic',
  revoke:
    'Wherever its public key or certificate is trusted: remove that there, have the certificate revoked by its issuer, and make a new pair.',
  source: 'https://www.rfc-editor.org/rfc/rfc5958',
});

export const PGP: DetectorInfo = kind({
  id: 'pgp-private-key',
  title: 'OpenPGP private key',
  provider: 'OpenPGP',
  revoke: 'Publish a revocation certificate for it (gpg --gen-revoke), then make a new key.',
  source: 'https://www.rfc-editor.org/rfc/rfc9580#section-5.5.3',
});

export const KEEPASS: DetectorInfo = kind({
  id: 'keepass-database',
  title: 'Password database (KeePass)',
  provider: 'KeePass',
  revoke: 'Change the passwords that are kept in it, at each of the services.',
  source: 'https://keepass.info/help/kb/kdbx.html',
});

export const TOR: DetectorInfo = kind({
  id: 'tor-service-key',
  title: 'Key of a Tor onion service',
  provider: 'Tor',
  revoke: 'Make a new service: whoever has the key can answer under its address.',
  source: 'https://spec.torproject.org/rend-spec/',
});

/** No secret: a private key may belong to it. */
export const CERTIFICATE: DetectorInfo = {
  id: 'certificate',
  kind: 'public',
  severity: 'negligible',
  title: 'certificate',
  provider: 'Generic',
  revoke: '',
  source: 'https://www.rfc-editor.org/rfc/rfc5280',
};

interface NamedText {
  readonly name: RegExp;
  /** Of the whole text, blanks around it taken off. */
  readonly form: RegExp;
  readonly detector: DetectorInfo;
}

export const BY_NAME: readonly NamedText[] = [
  {
    name: /(?:^|\/)(?:master|credentials\/[\w.-]{1,40})\.key$/,
    form: /^[0-9a-f]{32}(?:[0-9a-f]{32})?$/,
    detector: {
      ...kind({
        id: 'rails-master-key',
        title: 'Rails master key',
        provider: 'Ruby on Rails',
        revoke:
          'Make other credentials (bin/rails credentials:edit), and revoke every one that was kept in them.',
        source: 'https://guides.rubyonrails.org/security.html#custom-credentials',
      }),
      severity: 'critical',
    },
  },
  {
    name: /(?:^|\/)\.erlang\.cookie$/,
    form: /^[A-Z]{20}$|^[\w+/=-]{24,255}$/,
    detector: kind({
      id: 'erlang-cookie',
      title: 'Erlang cookie (RabbitMQ, CouchDB, Elixir releases)',
      provider: 'Erlang',
      revoke: 'Give all nodes of the cluster another cookie and start them again.',
      source: 'https://www.erlang.org/doc/system/distributed.html#security',
    }),
  },
  {
    name: /(?:^|\/)wireguard\/[\w.-]{0,40}private[\w.-]{0,20}$|(?:^|\/)(?:wg[0-9]?[_.-]?)?private_?key$/i,
    form: /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/,
    detector: kind({
      id: 'wireguard-private-key',
      title: 'WireGuard private key',
      provider: 'WireGuard',
      revoke: 'Make a new pair with wg genkey, and replace the public key at all peers.',
      source: 'https://www.wireguard.com/quickstart/#key-generation',
    }),
  },
];
