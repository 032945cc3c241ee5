/** Tokens of package and image registries. */
import type { Chance } from '../chance.ts';
import { crc32Base62 } from '../check-digits.ts';
import { token, type ValueKind } from '../kind.ts';

const PYPI = 'https://github.com/pypi/warehouse/blob/main/docs/user/api/secrets.md';
const DOCKER = 'https://docs.docker.com/security/for-developers/access-tokens/';
const ARTIFACTORY = 'https://jfrog.com/help/r/jfrog-platform-administration-documentation/access-tokens';

export const registries: readonly ValueKind[] = [
  token(
    'npm',
    'NPM_TOKEN',
    'https://github.blog/2021-09-23-announcing-npms-new-access-token-format/',
    (c) => {
      const body = c.fill('{a30}');
      return `npm_${body}${crc32Base62(body)}`;
    },
  ),
  token('pypi', 'TWINE_PASSWORD', PYPI, (c) => macaroon(c, 'pypi.org')),
  token('test-pypi', 'TEST_PYPI_TOKEN', PYPI, (c) => macaroon(c, 'test.pypi.org')),
  token(
    'crates-io',
    'CARGO_REGISTRY_TOKEN',
    'https://doc.rust-lang.org/cargo/reference/publishing.html',
    'cio{a32}',
  ),
  token(
    'rubygems',
    'GEM_HOST_API_KEY',
    'https://github.com/rubygems/guides/blob/main/api-key-scopes.md',
    'rubygems_{h48}',
  ),
  token(
    'nuget',
    'NUGET_API_KEY',
    'https://learn.microsoft.com/en-us/nuget/nuget-org/publish-a-package',
    'oy2{l43}',
  ),
  token(
    'clojars',
    'CLOJARS_PASSWORD',
    'https://github.com/clojars/clojars-web/wiki/Deploy-Tokens',
    'CLOJARS_{h60}',
  ),
  token('docker-hub-pat', 'DOCKERHUB_TOKEN', DOCKER, 'dckr_pat_{w27}'),
  token('docker-hub-oat', 'DOCKERHUB_ORG_TOKEN', DOCKER, 'dckr_oat_{w32}'),
  token('artifactory-key', 'ARTIFACTORY_API_KEY', ARTIFACTORY, 'AKCp{a69}'),
  token('artifactory-reference', 'ARTIFACTORY_TOKEN', ARTIFACTORY, (c) =>
    Buffer.from(c.fill('reftkn:01:17{d8}:{a28}')).toString('base64'),
  ),
  token('hugging-face', 'HF_TOKEN', 'https://huggingface.co/docs/hub/security-tokens', 'hf_{L34}'),
];

/** A macaroon in its binary form, version 2: location, identifier, one caveat, signature (github.com/rescrv/libmacaroons). */
function macaroon(chance: Chance, location: string): string {
  const field = (type: number, bytes: Buffer): Buffer =>
    Buffer.concat([Buffer.from([type, bytes.length]), bytes]);
  const end = Buffer.from([0]);
  const bytes = Buffer.concat([
    Buffer.from([2]),
    field(1, Buffer.from(location)),
    field(2, Buffer.from(chance.uuid())),
    end,
    field(2, Buffer.from(`[3,"${chance.uuid()}"]`)),
    end,
    end,
    field(6, chance.bytes(32)),
  ]);
  return `pypi-${bytes.toString('base64url')}`;
}
