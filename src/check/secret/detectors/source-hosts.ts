/** Hosts of source code. */
import { type Candidate, CONFIRMED, type Detector, type Examined } from '../detector.ts';
import { alnum, assignment, formed, hex, token } from './forms.ts';
import { examineCheckDigits, jwtExpiry } from './offline.ts';

const GITHUB = {
  provider: 'GitHub',
  severity: 'critical',
  source:
    'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats',
} as const;

const GITLAB = {
  provider: 'GitLab',
  severity: 'high',
  source: 'https://docs.gitlab.com/security/tokens/#token-prefixes',
} as const;

const ATLASSIAN = {
  provider: 'Atlassian',
  severity: 'critical',
  revoke: 'Atlassian account > Security > API tokens: revoke it.',
} as const;

/** Check digits tell it apart, so that it is found inside of longer text too (string tables of Go programs). */
function githubToken(id: string, title: string, form: string, revoke: string): Detector {
  return {
    ...GITHUB,
    id,
    title,
    kind: 'token',
    keywords: [form.slice(0, 4)],
    pattern: new RegExp(form, 'g'),
    maxLength: 80,
    entropy: 0,
    examine: examineCheckDigits,
    revoke,
  };
}

/** The routable form carries its payload's length and a check sum behind dots. */
function gitlabToken(id: string, title: string, prefix: string, revoke: string): Detector {
  return token({
    ...GITLAB,
    id,
    title,
    form: `${prefix}(?:[A-Za-z0-9_-]{27,300}\\.(?:[0-9a-z]{2}\\.)?[0-9a-z]{9}|[A-Za-z0-9_-]{20,70}(?!\\.[0-9a-z]{2}))`,
    keywords: [prefix],
    maxLength: 330,
    revoke,
  });
}

function examineInstallationToken({ secret }: Candidate): Examined {
  return { ...CONFIRMED, note: 'valid for one hour at most', expiresAt: jwtExpiry(secret) };
}

export const SOURCE_HOSTS: readonly Detector[] = [
  githubToken(
    'github-personal-access-token',
    'GitHub personal access token (classic)',
    'ghp_[A-Za-z0-9]{36}',
    'GitHub > Settings > Developer settings > Personal access tokens > Tokens (classic): delete it.',
  ),
  githubToken(
    'github-oauth-access-token',
    'GitHub OAuth access token',
    'gho_[A-Za-z0-9]{36}',
    'GitHub > Settings > Applications > Authorized OAuth apps: revoke the app.',
  ),
  githubToken(
    'github-user-access-token',
    'GitHub App user access token',
    'ghu_[A-Za-z0-9]{36}',
    'GitHub > Settings > Applications > Authorized GitHub Apps: revoke the app.',
  ),
  {
    ...githubToken(
      'github-installation-token',
      'GitHub App installation access token',
      'ghs_[A-Za-z0-9]{36}',
      'It expires within an hour; DELETE /installation/token with it revokes it at once.',
    ),
    severity: 'high',
  },
  {
    ...token({
      ...GITHUB,
      id: 'github-stateless-installation-token',
      title: 'GitHub App installation access token (stateless)',
      severity: 'high',
      form: 'ghs_[A-Za-z0-9]{1,20}_eyJ[A-Za-z0-9_-]{10,300}\\.eyJ[A-Za-z0-9_-]{20,2000}\\.[A-Za-z0-9_-]{20,700}',
      keywords: ['ghs_'],
      maxLength: 3050,
      revoke: 'It expires within an hour; DELETE /installation/token with it revokes it at once.',
    }),
    examine: examineInstallationToken,
  },
  githubToken(
    'github-refresh-token',
    'GitHub App refresh token',
    'ghr_(?:[A-Za-z0-9]{76}|[A-Za-z0-9]{36})',
    'GitHub > Settings > Applications > Authorized GitHub Apps: revoke the app.',
  ),
  token({
    ...GITHUB,
    id: 'github-fine-grained-token',
    title: 'GitHub fine-grained personal access token',
    form: 'github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}',
    keywords: ['github_pat_'],
    maxLength: 93,
    revoke:
      'GitHub > Settings > Developer settings > Personal access tokens > Fine-grained tokens: delete it.',
  }),
  assignment({
    ...GITHUB,
    id: 'github-client-secret',
    title: 'GitHub OAuth app or GitHub App client secret',
    severity: 'high',
    names: ['(?:github|gh)(?:[_.-](?:app|oauth))? client secret', 'github secret'],
    value: hex(40),
    keywords: [
      'github_',
      'github-client',
      'github-secret',
      'github.client',
      'githubclient',
      'githubsecret',
      'gh_client',
      'gh_app',
    ],
    revoke: 'GitHub > Settings > Developer settings > the app > Client secrets: delete it.',
    source: 'https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps',
  }),
  assignment({
    ...GITHUB,
    id: 'github-legacy-token',
    title: 'GitHub token of the form before 2021',
    names: [
      '(?:github|gh)(?: (?:api|oauth|auth|access|personal|personal[_.-]access))? (?:token|pat)',
      'homebrew github api token',
    ],
    value: hex(40),
    keywords: [
      'github_',
      'github-token',
      'github-api',
      'github-access',
      'github.token',
      'githubtoken',
      'githubapi',
      'githubaccess',
      'githubpat',
      'gh_token',
      'gh_pat',
    ],
    revoke: 'GitHub > Settings > Developer settings > Personal access tokens > Tokens (classic): delete it.',
    source:
      'https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/',
  }),
  gitlabToken(
    'gitlab-access-token',
    'GitLab personal, project or group access token',
    'glpat-',
    'GitLab > Edit profile (or the project, or group, > Settings) > Access tokens: revoke it.',
  ),
  gitlabToken(
    'gitlab-deploy-token',
    'GitLab deploy token',
    'gldt-',
    'GitLab > the project or group > Settings > Repository > Deploy tokens: revoke it.',
  ),
  gitlabToken(
    'gitlab-runner-token',
    'GitLab runner authentication token',
    'glrt-',
    'GitLab > the runner: reset its authentication token, or delete the runner.',
  ),
  token({
    ...GITLAB,
    id: 'gitlab-runner-registration-token',
    title: 'GitLab runner registration token',
    form: '(?:glrtr-[A-Za-z0-9_-]{20}|GR1348941[A-Za-z0-9_-]{20})',
    keywords: ['glrtr-', 'GR1348941'],
    maxLength: 29,
    revoke: 'GitLab > Settings > CI/CD > Runners: reset the registration token.',
  }),
  gitlabToken(
    'gitlab-job-token',
    'GitLab CI/CD job token',
    'glcbt-',
    'It expires with its job; cancel the job where it still runs.',
  ),
  gitlabToken(
    'gitlab-trigger-token',
    'GitLab pipeline trigger token',
    'glptt-',
    'GitLab > the project > Settings > CI/CD > Pipeline trigger tokens: revoke it.',
  ),
  gitlabToken(
    'gitlab-feed-token',
    'GitLab feed token',
    'glft-',
    'GitLab > Edit profile > Access tokens > Feed token: reset it.',
  ),
  gitlabToken(
    'gitlab-incoming-mail-token',
    'GitLab incoming mail token',
    'glimt-',
    'GitLab > Edit profile > Access tokens > Incoming email token: reset it.',
  ),
  gitlabToken(
    'gitlab-agent-token',
    'GitLab agent for Kubernetes token',
    'glagent-',
    'GitLab > the project > Operate > Kubernetes clusters > the agent: revoke the token.',
  ),
  gitlabToken(
    'gitlab-oauth-application-secret',
    'GitLab OAuth application secret',
    'gloas-',
    'GitLab > Applications > the application: renew its secret.',
  ),
  gitlabToken(
    'gitlab-scim-token',
    'GitLab SCIM token',
    'glsoat-',
    'GitLab > the group > Settings > SAML SSO: generate another SCIM token.',
  ),
  gitlabToken(
    'gitlab-feature-flag-token',
    'GitLab feature flags client token',
    'glffct-',
    'GitLab > the project > Deploy > Feature flags > Configure: regenerate the instance ID.',
  ),
  token({
    ...ATLASSIAN,
    id: 'atlassian-api-token',
    title: 'Atlassian account API token',
    form: 'ATATT3[A-Za-z0-9_=-]{180,250}',
    keywords: ['ATATT3'],
    maxLength: 256,
    source:
      'https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/',
  }),
  assignment({
    ...ATLASSIAN,
    id: 'atlassian-legacy-api-token',
    title: 'Atlassian API token of the form before 2023',
    names: ['(?:atlassian|jira|confluence)(?:[_.-]cloud)?(?:[_.-]api)? (?:token|key)'],
    value: alnum(24),
    keywords: ['atlassian', 'jira', 'confluence'],
    source:
      'https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/',
  }),
  token({
    ...ATLASSIAN,
    id: 'atlassian-organization-api-key',
    title: 'Atlassian organization API key, or Bitbucket access token',
    form: 'ATCTT3[A-Za-z0-9_=-]{140,250}',
    keywords: ['ATCTT3'],
    maxLength: 256,
    revoke:
      'Atlassian Administration > Settings > API keys, or Bitbucket > the repository, project or workspace > Access tokens: revoke it.',
    source: 'https://support.atlassian.com/bitbucket-cloud/docs/access-tokens/',
  }),
  token({
    id: 'bitbucket-app-password',
    title: 'Bitbucket app password',
    provider: 'Bitbucket',
    severity: 'high',
    form: 'ATBB[A-Za-z0-9]{24}[A-F0-9]{8}',
    keywords: ['ATBB'],
    maxLength: 36,
    revoke: 'Bitbucket > Personal settings > App passwords: revoke it.',
    source: 'https://support.atlassian.com/bitbucket-cloud/docs/app-passwords/',
  }),
  assignment({
    id: 'bitbucket-oauth-secret',
    title: 'Bitbucket OAuth consumer secret',
    provider: 'Bitbucket',
    severity: 'high',
    names: ['bitbucket(?:[_.-]oauth)?[_.-](?:client|consumer|oauth)? secret'],
    value: alnum(32),
    keywords: ['bitbucket'],
    revoke: 'Bitbucket > the workspace > Settings > OAuth consumers: delete the consumer.',
    source: 'https://support.atlassian.com/bitbucket-cloud/docs/use-oauth-on-bitbucket-cloud/',
  }),
  assignment({
    id: 'gitea-access-token',
    title: 'Gitea or Forgejo access token',
    provider: 'Gitea',
    severity: 'high',
    names: ['(?:gitea|forgejo|codeberg)(?:[_.-](?:api|access|runner|registration|server))? token'],
    value: hex(40),
    keywords: ['gitea', 'forgejo', 'codeberg'],
    revoke: 'Gitea or Forgejo > Settings > Applications > Manage access tokens: delete it.',
    source: 'https://docs.gitea.com/development/api-usage',
  }),
  token({
    id: 'sourcegraph-access-token',
    title: 'Sourcegraph access token',
    provider: 'Sourcegraph',
    severity: 'high',
    form: 'sgp_(?:(?:local|[a-fA-F0-9]{16})_)?[a-fA-F0-9]{40}',
    keywords: ['sgp_'],
    maxLength: 61,
    revoke: 'Sourcegraph > Settings > Access tokens: delete it.',
    source: 'https://sourcegraph.com/docs/cli/how-tos/creating-an-access-token',
  }),
  token({
    id: 'azure-devops-token',
    title: 'Azure DevOps personal access token',
    provider: 'Microsoft Azure',
    severity: 'critical',
    form: '[A-Za-z0-9]{52}JQQJ9[9DH][A-Za-z0-9]{18}AZDO[A-Za-z0-9]{4}',
    keywords: ['AZDO'],
    maxLength: 84,
    revoke: 'Azure DevOps > User settings > Personal access tokens: revoke it.',
    source:
      'https://learn.microsoft.com/en-us/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate',
  }),
  assignment({
    id: 'azure-devops-legacy-token',
    title: 'Azure DevOps personal access token of 52 characters',
    provider: 'Microsoft Azure',
    severity: 'critical',
    names: [
      '(?:azure devops|azdo|ado|vsts|vss|vsce)(?:[_.-](?:ext|personal|personal[_.-]access|access))? (?:pat|token)',
      'system accesstoken',
    ],
    value: formed('[a-z2-7]{52}', 52),
    keywords: ['devops', 'azdo', 'ado_', 'vsts', 'vss_', 'vsce', 'accesstoken'],
    revoke: 'Azure DevOps > User settings > Personal access tokens: revoke it.',
    source: 'https://learn.microsoft.com/en-us/purview/sit-defn-azure-devops-personal-access-token',
  }),
  token({
    id: 'jetbrains-permanent-token',
    title: 'JetBrains Hub, YouTrack or TeamCity permanent token',
    provider: 'JetBrains',
    severity: 'high',
    form: 'perm[:-][A-Za-z0-9+/=]{2,64}\\.[A-Za-z0-9+/=_-]{2,64}\\.[A-Za-z0-9]{30}',
    keywords: ['perm:', 'perm-'],
    maxLength: 165,
    revoke: 'Hub or YouTrack > Profile > Account security > Tokens: delete it.',
    source: 'https://www.jetbrains.com/help/youtrack/devportal/Manage-Permanent-Token.html',
  }),
  assignment({
    id: 'phabricator-conduit-token',
    title: 'Phabricator or Phorge Conduit API token',
    provider: 'Phorge',
    severity: 'high',
    names: ['(?:phabricator|phorge|conduit)(?:[_.-](?:api|conduit))? token', 'token'],
    value: formed('(?:api|cli)-[a-z0-9]{28}', 32),
    keywords: ['"api-', '"cli-', 'conduit', 'phabricator', 'phorge'],
    revoke: 'Phorge > Settings > Conduit API tokens: terminate it.',
    source: 'https://we.phorge.it/book/dev/article/conduit/',
  }),
];
