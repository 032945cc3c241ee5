/** Tokens of source hosts and their CI. */
import type { Chance } from '../chance.ts';
import { crc32Base36, crc32Base62, crc32Hex } from '../check-digits.ts';
import { named, token, type ValueKind } from '../kind.ts';

const GITHUB = 'https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/';
const GITHUB_DOCS =
  'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github';
const GITLAB = 'https://docs.gitlab.com/security/tokens/#token-prefixes';
const GITLAB_ROUTABLE =
  'https://handbook.gitlab.com/handbook/engineering/architecture/design-documents/cells/routable_tokens/';
const BITBUCKET = 'https://support.atlassian.com/bitbucket-cloud/docs/access-tokens/';

export const sourceHosts: readonly ValueKind[] = [
  token('github-pat-classic', 'GITHUB_TOKEN', GITHUB, checked('ghp_')),
  token('github-oauth', 'GITHUB_OAUTH_TOKEN', GITHUB, checked('gho_')),
  token('github-user-to-server', 'GH_APP_USER_TOKEN', GITHUB, checked('ghu_')),
  token('github-server-to-server', 'GH_TOKEN', GITHUB, checked('ghs_')),
  token('github-refresh', 'GITHUB_REFRESH_TOKEN', GITHUB, (c) => {
    const body = c.fill('{a70}');
    return `ghr_${body}${crc32Base62(body)}`;
  }),
  token('github-pat-fine', 'GITHUB_PAT', GITHUB_DOCS, 'github_pat_11{U20}_{a59}'),
  token('gitlab-pat', 'GITLAB_TOKEN', GITLAB, 'glpat-{w20}'),
  token('gitlab-pat-routable', 'GITLAB_PRIVATE_TOKEN', GITLAB_ROUTABLE, routable),
  token('gitlab-deploy', 'CI_DEPLOY_PASSWORD', GITLAB, 'gldt-{w20}'),
  token('gitlab-runner', 'RUNNER_TOKEN', GITLAB, 'glrt-{w20}'),
  token('gitlab-runner-registration', 'REGISTRATION_TOKEN', GITLAB, 'GR1348941{w20}'),
  token('gitlab-trigger', 'TRIGGER_TOKEN', GITLAB, 'glptt-{h40}'),
  token('gitlab-ci-job', 'CI_JOB_TOKEN', GITLAB, 'glcbt-{h2}_{w20}'),
  token('gitlab-feed', 'GITLAB_FEED_TOKEN', GITLAB, 'glft-{w20}'),
  token('gitlab-oauth-secret', 'GITLAB_APP_SECRET', GITLAB, 'gloas-{h64}'),
  token('gitlab-agent', 'AGENT_TOKEN', GITLAB, 'glagent-{w50}'),
  token('bitbucket-app-password', 'BITBUCKET_APP_PASSWORD', BITBUCKET, (c) => {
    const body = c.fill('ATBB{a24}');
    return body + crc32Hex(body);
  }),
  token('bitbucket-access-token', 'BITBUCKET_ACCESS_TOKEN', BITBUCKET, atlassian('ATCTT3xFfGN0')),
  token(
    'atlassian-api-token',
    'JIRA_API_TOKEN',
    'https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/',
    atlassian('ATATT3xFfGF0'),
  ),
  token(
    'azure-devops-pat',
    'AZURE_DEVOPS_EXT_PAT',
    'https://learn.microsoft.com/en-us/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate',
    '{a52}JQQJ99{U10}{a8}AZDO{a4}',
  ),
  token(
    'sourcegraph',
    'SRC_ACCESS_TOKEN',
    'https://sourcegraph.com/docs/cli/how-tos/creating-an-access-token',
    'sgp_{h16}_{h40}',
  ),
  token(
    'circleci-personal',
    'CIRCLE_TOKEN',
    'https://circleci.com/docs/managing-api-tokens/',
    'CCIPAT_{s22}_{h40}',
  ),
  token(
    'circleci-project',
    'CIRCLE_PROJECT_TOKEN',
    'https://circleci.com/docs/managing-api-tokens/',
    'CCIPRJ_{s22}_{h40}',
  ),
  token(
    'buildkite-user',
    'BUILDKITE_API_TOKEN',
    'https://buildkite.com/docs/apis/managing-api-tokens',
    'bkua_{h40}',
  ),
  token(
    'terraform-cloud',
    'TF_TOKEN_app_terraform_io',
    'https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens',
    '{a14}.atlasv1.{a67}',
  ),
  token(
    'sonar-user',
    'SONAR_TOKEN',
    'https://docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens/',
    'squ_{h40}',
  ),
  token(
    'sonar-project',
    'SONAR_TOKEN',
    'https://docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens/',
    'sqp_{h40}',
  ),
  token(
    'pulumi',
    'PULUMI_ACCESS_TOKEN',
    'https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/',
    'pul-{h40}',
  ),
  token(
    'octopus',
    'OCTOPUS_API_KEY',
    'https://octopus.com/docs/octopus-rest-api/how-to-create-an-api-key',
    'API-{U26}',
  ),
  named(
    'jenkins-api-token',
    'JENKINS_API_TOKEN',
    'https://www.jenkins.io/blog/2018/07/02/new-api-token-system/',
    '11{h32}',
  ),
  named('codecov', 'CODECOV_TOKEN', 'https://docs.codecov.com/docs/codecov-tokens', (c) => c.uuid()),
  named('snyk', 'SNYK_TOKEN', 'https://docs.snyk.io/snyk-api/authentication-for-api', (c) => c.uuid()),
];

function checked(prefix: string): (chance: Chance) => string {
  return (chance) => {
    const body = chance.fill('{a30}');
    return prefix + body + crc32Base62(body);
  };
}

/** Payload in base 64 for URLs, version, length of the payload and check digits in base 36. */
function routable(chance: Chance): string {
  const fields = `o:${chance.int(90) + 1}\nu:${chance.int(99999).toString(36)}`;
  const random = chance.bytes(16);
  const payload = Buffer.concat([random, Buffer.from(fields), Buffer.from([random.length])]).toString(
    'base64url',
  );
  const head = `glpat-${payload}.01.${payload.length.toString(36).padStart(2, '0')}`;
  return head + crc32Base36(head);
}

function atlassian(prefix: string): (chance: Chance) => string {
  return (chance) => {
    const body = prefix + chance.fill('{w171}');
    return `${body}=${crc32Hex(body)}`;
  };
}
