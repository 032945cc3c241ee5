/** Examples of `package-registries.ts`. */
import { type Examples, expand } from './example.ts';
import { assignmentExamples, tokenExamples } from './forms.examples.ts';
import { toCheckDigits } from './offline.ts';

function npm(seed: string): string {
  const body = expand('{alnum:30}', seed);
  return `npm_${body}${toCheckDigits(body)}`;
}

export const PACKAGE_REGISTRY_EXAMPLES: readonly Examples[] = [
  {
    detector: 'npm-access-token',
    matches: [
      (seed) => `//npm.example.com/:_authToken=${npm(seed)}\n`,
      (seed) => `NPM_TOKEN=${npm(seed)}`,
      (seed) => `"token": "${npm(seed)}"`,
    ],
    misses: [
      'NPM_TOKEN=npm_{alnum:36}',
      (seed) => `NPM_TOKEN=${npm(seed).slice(0, -1)}`,
      'npm_config_registry_with_a_long_name_behind_it',
    ],
  },
  tokenExamples('pypi-api-token', 'pypi-AgEIcHlwaS5vcmc{base64url:130}a', [
    'pypi-AgEIcHlwaS5vcmc{base64url:20}',
    'pypi-AgEI{base64url:150}',
    'pypy-AgEIcHlwaS5vcmc{base64url:130}',
  ]),
  tokenExamples('rubygems-api-key', 'rubygems_{hex:48}', [
    'rubygems_{hex:47}',
    'rubygem_{hex:48}',
    'rubygems_{upper:48}',
  ]),
  tokenExamples('crates-io-token', 'cio{alnum:32}', ['cio{alnum:31}', 'Cio{alnum:32}', 'cio{alnum:33}']),
  {
    detector: 'cargo-registry-token',
    matches: [
      '[registries.inhouse]\ntoken = "{alnum:36}"\n',
      '[registry]\nindex = "sparse+https://cargo.example.com/"\ntoken = "Bearer {base64url:60}a"\n',
      'CARGO_REGISTRIES_INHOUSE_TOKEN={alnum:40}',
    ],
    misses: [
      '[registries.inhouse]\ntoken = "{alnum:8}"\n',
      '[registry]\ndefault = "{alnum:36}"\n',
      'CARGO_REGISTRY_TOKEN=cio{alnum:32}',
    ],
  },
  tokenExamples('nuget-api-key', 'oy2{lowerdigit:43}', [
    'oy2{lowerdigit:42}',
    'oy3{lowerdigit:43}',
    'oy2{upper:43}',
  ]),
  tokenExamples('docker-hub-personal-access-token', 'dckr_pat_{base64url:26}a', [
    'dckr_pat_{base64url:20}',
    'dckr_pet_{base64url:27}',
    'dckr_pat_{alnum:30}',
  ]),
  tokenExamples('docker-hub-organization-access-token', 'dckr_oat_{base64url:31}a', [
    'dckr_oat_{base64url:20}',
    'dckr_oet_{base64url:32}',
    'dckr_oat_{alnum:40}',
  ]),
  tokenExamples('jfrog-api-key', 'AKCp{alnum:69}', ['AKCp{alnum:68}', 'AKCx{alnum:69}', 'AKCp{alnum:70}']),
  tokenExamples('jfrog-reference-token', 'cmVmdGtuOjAxOj{alnum:50}', [
    'cmVmdGtuOjAxOj{alnum:30}',
    'cmVmdGtxOjAxOj{alnum:50}',
    'cmVmdGtuOjAxOj{alnum:80}',
  ]),
  assignmentExamples('cloudsmith-api-key', 'CLOUDSMITH_API_KEY', '{hex:40}'),
  tokenExamples('private-packagist-token', 'packagist_ort_{hex:68}', [
    'packagist_ort_{hex:60}',
    'packagist_{hex:68}',
    'packagist_ort_{upper:68}',
  ]),
  assignmentExamples('packagist-api-token', 'PACKAGIST_API_TOKEN', '{base64url:19}a'),
  assignmentExamples('hex-api-key', 'HEX_API_KEY', '{hex:32}'),
  tokenExamples('clojars-deploy-token', 'CLOJARS_{hex:60}', [
    'CLOJARS_{hex:59}',
    'CLOJAR_{hex:60}',
    'CLOJARS_{upper:60}',
  ]),
  tokenExamples('nexus-repository-api-key', 'NpmToken.{uuid}', [
    'NpmToken.{hex:32}',
    'NpmTokens.{uuid}',
    'NpmToken.{uuid}a',
  ]),
  {
    detector: 'maven-central-portal-token',
    matches: [
      'OSSRH_PASSWORD={base64:44}',
      'sonatypePassword={alnum:32}',
      'MAVEN_CENTRAL_TOKEN: "{base64:44}"',
    ],
    misses: [
      'OSSRH_PASSWORD={alnum:12}',
      'OSSRH_USERNAME={alnum:8}',
      'sonatypePassword=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    ],
  },
  tokenExamples('terraform-cloud-token', '{alnum:14}.atlasv1.{base64url:66}a', [
    '{alnum:14}.atlasv1.{base64url:30}',
    '{alnum:10}.atlasv1.{base64url:67}',
    '{alnum:14}.atlasv2.{base64url:67}',
  ]),
  {
    detector: 'gemfury-token',
    matches: ['GEMFURY_PUSH_TOKEN={alnum:24}', 'FURY_TOKEN={alnum:20}', 'fury_auth_token: {alnum:26}'],
    misses: ['FURY_TOKEN={alnum:40}', 'FURY_TOKEN=xxxxxxxxxxxxxxxxxxxx', 'FURY_TOKEN_FILE=/run/secrets/fury'],
  },
  assignmentExamples('quay-robot-token', 'QUAY_ROBOT_TOKEN', '{upperdigit:64}'),
  assignmentExamples('anaconda-token', 'ANACONDA_TOKEN', 'ac-{uuid}'),
  {
    detector: 'anaconda-channel-token',
    matches: [
      'https://a.anaconda.org/t/ac-{uuid}/acme',
      'channels:\n  - https://b.anaconda.cloud/t/{base64url:44}/repo/main\n',
      'conda install -c https://a.anaconda.org/t/{alnum:32}/acme pkg',
    ],
    misses: [
      'https://a.anaconda.org/t/<TOKEN>/acme',
      'https://a.anaconda.org/conda-forge/linux-64/',
      'https://example.org/t/{alnum:32}/a',
    ],
  },
  assignmentExamples('open-vsx-token', 'OVSX_PAT', '{uuid}'),
  assignmentExamples('cocoapods-trunk-token', 'COCOAPODS_TRUNK_TOKEN', '{hex:32}'),
  assignmentExamples('chocolatey-api-key', 'CHOCOLATEY_API_KEY', '{uuid}'),
  assignmentExamples('gradle-plugin-portal-secret', 'GRADLE_PUBLISH_SECRET', '{alnum:32}'),
];
