/** Examples of `source-hosts.ts`. */
import { type Examples, expand } from './example.ts';
import { assignmentExamples, tokenExamples } from './forms.examples.ts';
import { toCheckDigits } from './offline.ts';

/** Matches carry right check digits, the first misses are the same but for a wrong one. */
function checked(detector: string, prefix: string, body = '{alnum:30}'): Examples {
  const valid = (seed: string): string => {
    const text = expand(body, seed);
    return `${prefix}${text}${toCheckDigits(text)}`;
  };
  return {
    detector,
    matches: [
      (seed) => `TOKEN=${valid(seed)}\n`,
      (seed) => `https://x-access-token:${valid(seed)}@github.com/acme/app.git`,
      (seed) => `gzip: not in gzip format${valid(seed)}runtime: out of memory`,
    ],
    misses: [
      (seed) => `TOKEN=${valid(seed).slice(0, -1)}${valid(seed).endsWith('1') ? '2' : '1'}`,
      `TOKEN=${prefix}${body}000000`,
      (seed) => `TOKEN=${valid(seed).slice(0, -1)}`,
      `TOKEN=${prefix}${'x'.repeat(36)}`,
    ],
  };
}

function gitlab(detector: string, prefix: string): Examples {
  return {
    detector,
    matches: [
      `GITLAB_TOKEN=${prefix}{alnum:20}`,
      `git clone https://oauth2:${prefix}{alnum:20}@gitlab.example.com/a/b.git`,
      `token: "${prefix}{base64url:40}.01.{lowerdigit:9}"`,
      `token: "${prefix}{alnum:30}.{lowerdigit:9}"`,
    ],
    misses: [
      `${prefix}{alnum:12}`,
      `x${prefix}{alnum:20}`,
      `${prefix}xxxxxxxxxxxxxxxxxxxx`,
      `${prefix.slice(0, -1)}_{alnum:20}`,
    ],
  };
}

/** A token that is a JSON Web Token behind a prefix. */
function jwt(seed: string, prefix: string): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = encode({ alg: 'RS256', typ: 'JWT' });
  const body = encode({ iss: 'github', exp: 1_800_000_000, jti: expand('{hex:32}', seed) });
  return `${prefix}${head}.${body}.${expand('{base64url:86}', seed)}`;
}

export const SOURCE_HOST_EXAMPLES: readonly Examples[] = [
  checked('github-personal-access-token', 'ghp_'),
  checked('github-oauth-access-token', 'gho_'),
  checked('github-user-access-token', 'ghu_'),
  checked('github-installation-token', 'ghs_'),
  checked('github-refresh-token', 'ghr_', '{alnum:70}'),
  {
    detector: 'github-stateless-installation-token',
    matches: [
      (seed) => `GITHUB_TOKEN=${jwt(seed, 'ghs_1234567_')}`,
      (seed) => `Authorization: Bearer ${jwt(seed, 'ghs_98765_')}\n`,
      (seed) => `{"token":"${jwt(seed, 'ghs_42_')}"}`,
    ],
    misses: [
      (seed) => `GITHUB_TOKEN=${jwt(seed, 'ghs_')}`,
      (seed) => `GITHUB_TOKEN=${jwt(seed, 'ghx_1234567_')}`,
      'GITHUB_TOKEN=ghs_APPID_JWT',
      'ghs_1234567_eyJ{base64url:30}.{base64url:40}',
    ],
  },
  tokenExamples('github-fine-grained-token', 'github_pat_{alnum:22}_{alnum:59}', [
    'github_pat_{alnum:22}_{alnum:58}',
    'github_pat_{alnum:82}',
    'github_pat_{alnum:22}_{alnum:60}',
  ]),
  assignmentExamples('github-client-secret', 'GITHUB_CLIENT_SECRET', '{hex:40}'),
  assignmentExamples('github-legacy-token', 'GITHUB_TOKEN', '{hex:40}'),
  gitlab('gitlab-access-token', 'glpat-'),
  gitlab('gitlab-deploy-token', 'gldt-'),
  gitlab('gitlab-runner-token', 'glrt-'),
  {
    detector: 'gitlab-runner-registration-token',
    matches: [
      'gitlab-runner register --registration-token GR1348941{base64url:20}',
      'REGISTRATION_TOKEN=glrtr-{alnum:20}',
      'token = "GR1348941{alnum:20}"',
    ],
    misses: ['GR1348941{alnum:12}', 'GR1348942{alnum:20}', 'glrtr-xxxxxxxxxxxxxxxxxxxx', 'GR1348941'],
  },
  gitlab('gitlab-job-token', 'glcbt-'),
  gitlab('gitlab-trigger-token', 'glptt-'),
  gitlab('gitlab-feed-token', 'glft-'),
  gitlab('gitlab-incoming-mail-token', 'glimt-'),
  gitlab('gitlab-agent-token', 'glagent-'),
  gitlab('gitlab-oauth-application-secret', 'gloas-'),
  gitlab('gitlab-scim-token', 'glsoat-'),
  gitlab('gitlab-feature-flag-token', 'glffct-'),
  tokenExamples('atlassian-api-token', 'ATATT3xFfGF0{base64url:170}={HEX:8}', [
    'ATATT3{base64url:80}',
    'ATATT2{base64url:186}',
    'ATATT3{base64url:100}/{base64url:86}',
  ]),
  assignmentExamples('atlassian-legacy-api-token', 'JIRA_API_TOKEN', '{alnum:24}'),
  tokenExamples('atlassian-organization-api-key', 'ATCTT3xFfG{base64url:170}={HEX:8}', [
    'ATCTT3{base64url:80}',
    'ATCTX3{base64url:186}',
    'ATCTT3{base64url:100}/{base64url:86}',
  ]),
  tokenExamples('bitbucket-app-password', 'ATBB{alnum:24}{HEX:8}', [
    'ATBB{alnum:20}{HEX:8}',
    'ATBX{alnum:24}{HEX:8}',
    'ATBB{alnum:24}ghijklmn',
  ]),
  assignmentExamples('bitbucket-oauth-secret', 'BITBUCKET_CLIENT_SECRET', '{alnum:32}'),
  assignmentExamples('gitea-access-token', 'GITEA_TOKEN', '{hex:40}'),
  tokenExamples('sourcegraph-access-token', 'sgp_{hex:16}_{hex:40}', [
    'sgp_{hex:39}',
    'sgx_{hex:16}_{hex:40}',
    'sgp_{hex:12}_{hex:40}',
  ]),
  tokenExamples('azure-devops-token', '{alnum:52}JQQJ99{alnum:18}AZDO{alnum:4}', [
    '{alnum:52}JQQJ99{alnum:18}AZDO{alnum:8}',
    '{alnum:52}JQQJ99{alnum:18}azdo{alnum:4}',
    '{alnum:20}JQQJ99{alnum:18}AZDO{alnum:4}',
  ]),
  assignmentExamples('azure-devops-legacy-token', 'AZURE_DEVOPS_EXT_PAT', '{base32lower:52}'),
  tokenExamples('jetbrains-permanent-token', 'perm:{alnum:8}=.{alnum:12}==.{alnum:30}', [
    'perm:{alnum:8}=.{alnum:12}==.{alnum:28}',
    'perms:{alnum:8}=.{alnum:12}==.{alnum:30}',
    'perm:{alnum:8}.{alnum:30}',
  ]),
  {
    detector: 'phabricator-conduit-token',
    matches: [
      '{"hosts": {"https://phab.example.com/api/": {"token": "cli-{lowerdigit:28}"}}}',
      'PHABRICATOR_TOKEN=api-{lowerdigit:28}',
      "conduit_token = 'api-{lowerdigit:28}'",
    ],
    misses: [
      'PHABRICATOR_TOKEN=api-{lowerdigit:20}',
      '"token": "cli-{HEX:28}A"',
      'PHABRICATOR_TOKEN=api-xxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'name = "cli-{lowerdigit:28}"',
    ],
  },
];
