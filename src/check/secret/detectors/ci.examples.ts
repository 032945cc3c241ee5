/** Examples of `ci.ts`. */
import type { Examples } from './example.ts';
import { assignmentExamples, tokenExamples } from './forms.examples.ts';

function badgeExamples(): Examples {
  const { detector, matches, misses } = assignmentExamples(
    'circleci-legacy-token',
    'CIRCLECI_TOKEN',
    '{hex:40}',
  );
  const badge = 'https://circleci.com/gh/acme/app.svg?style=svg&circle-token={hex:40}';
  return { detector, matches, misses: [...misses, badge] };
}

export const CI_EXAMPLES: readonly Examples[] = [
  tokenExamples('circleci-personal-token', 'CCIPAT_{alnum:22}_{hex:40}', [
    'CCIPAT_{alnum:22}_{hex:39}',
    'CCIPAX_{alnum:22}_{hex:40}',
    'CCIPAT_{alnum:20}_{hex:40}',
  ]),
  tokenExamples('circleci-project-token', 'CCIPRJ_{alnum:22}_{hex:40}', [
    'CCIPRJ_{alnum:22}_{hex:39}',
    'CCIPRX_{alnum:22}_{hex:40}',
    'CCIPRJ_{alnum:20}_{hex:40}',
  ]),
  badgeExamples(),
  assignmentExamples('travis-ci-token', 'TRAVIS_TOKEN', '{alnum:22}'),
  tokenExamples('buildkite-api-token', 'bkua_{hex:40}', [
    'bkua_{hex:39}',
    'bkux_{hex:40}',
    'bkua_{upper:40}',
  ]),
  tokenExamples('buildkite-agent-token', 'bkct_{alnum:60}', [
    'bkct_{alnum:20}',
    'bkxx_{alnum:60}',
    'bkct.{alnum:60}',
  ]),
  {
    detector: 'buildkite-legacy-agent-token',
    matches: [
      'BUILDKITE_AGENT_TOKEN={hex:50}',
      'buildkite-agent-token: "{hex:40}"',
      'buildkiteToken = "{hex:50}"',
    ],
    misses: ['BUILDKITE_AGENT_TOKEN={hex:30}', 'BUILDKITE_AGENT_TOKEN={hex:60}', 'BUILDKITE_COMMIT={hex:40}'],
  },
  assignmentExamples('jenkins-api-token', 'JENKINS_API_TOKEN', '11{hex:32}'),
  assignmentExamples('drone-token', 'DRONE_TOKEN', '{alnum:32}'),
  tokenExamples('teamcity-access-token', 'eyJ0eXAiOiAiVENWMiJ9.{base64url:36}.{base64url:47}a', [
    'eyJ0eXAiOiAiVENWMiJ9.{base64url:36}',
    'eyJ0eXAiOiAiVENWMiJ8.{base64url:36}.{base64url:48}',
    'eyJ0eXAiOiAiVENWMiJ9.{base64url:30}.{base64url:48}',
  ]),
  {
    detector: 'github-runner-registration-token',
    matches: [
      './config.sh --url https://github.com/acme/app --token A{base32:28}',
      'RUNNER_TOKEN=A{base32:28}',
      'registration-token: "A{base32:28}"',
    ],
    misses: ['RUNNER_TOKEN=A{base32:27}', 'RUNNER_TOKEN=B{base32:28}', 'RUNNER_NAME=A{base32:28}'],
  },
  assignmentExamples('codecov-token', 'CODECOV_TOKEN', '{uuid}'),
  tokenExamples('snyk-access-token', 'snyk_uat.{hex:8}.{base64url:60}.{base64url:85}a', [
    'snyk_uat.{hex:8}.{base64url:60}',
    'snyk_xat.{hex:8}.{base64url:60}.{base64url:86}',
    'snyk_uat.{hex:6}.{base64url:60}.{base64url:86}',
  ]),
  assignmentExamples('snyk-api-token', 'SNYK_TOKEN', '{uuid}'),
  tokenExamples('sonarqube-token', 'sqp_{hex:40}', ['sqp_{hex:39}', 'sqx_{hex:40}', 'sqp_{upper:40}']),
  assignmentExamples('sonar-legacy-token', 'SONAR_TOKEN', '{hex:40}'),
  assignmentExamples('semgrep-app-token', 'SEMGREP_APP_TOKEN', '{hex:64}'),
  assignmentExamples('nx-cloud-access-token', 'NX_CLOUD_ACCESS_TOKEN', '{base64:76}'),
  {
    detector: 'coveralls-repo-token',
    matches: [
      'COVERALLS_REPO_TOKEN={alnum:32}',
      'coveralls_repo_token: "{alnum:33}"',
      '"coverallsToken": "{alnum:32}"',
    ],
    misses: [
      'COVERALLS_REPO_TOKEN={alnum:20}',
      'COVERALLS_REPO_TOKEN={alnum:40}',
      'COVERALLS_REPO_TOKEN=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    ],
  },
  assignmentExamples('codacy-token', 'CODACY_PROJECT_TOKEN', '{hex:32}'),
  assignmentExamples('code-climate-token', 'CC_TEST_REPORTER_ID', '{hex:64}'),
  assignmentExamples('appveyor-token', 'APPVEYOR_TOKEN', 'v2.{lowerdigit:20}'),
  tokenExamples('harness-token', 'pat.{base64url:22}.{hex:24}.{alnum:20}', [
    'pat.{base64url:22}.{hex:24}.{alnum:19}',
    'pet.{base64url:22}.{hex:24}.{alnum:20}',
    'pat.{base64url:22}.{hex:24}',
  ]),
  tokenExamples('octopus-deploy-api-key', 'API-{upperdigit:31}', [
    'API-{upperdigit:12}',
    'APX-{upperdigit:31}',
    'API-{lower:31}',
  ]),
  tokenExamples('chromatic-project-token', 'chpt_{hex:15}', [
    'chpt_{hex:12}',
    'chpx_{hex:15}',
    'chpt_{hex:16}',
  ]),
  assignmentExamples('percy-token', 'PERCY_TOKEN', '{hex:64}'),
  {
    detector: 'cypress-record-key',
    matches: [
      'CYPRESS_RECORD_KEY={uuid}',
      'npx cypress run --record --key {uuid}\n',
      '"recordKey": "{uuid}"',
    ],
    misses: [
      'CYPRESS_RECORD_KEY={hex:32}',
      'CYPRESS_PROJECT_ID={uuid}',
      'CYPRESS_RECORD_KEY=00000000-0000-0000-0000-000000000000',
    ],
  },
  assignmentExamples('browserstack-access-key', 'BROWSERSTACK_ACCESS_KEY', '{alnum:20}'),
  assignmentExamples('sauce-labs-access-key', 'SAUCE_ACCESS_KEY', '{uuid}'),
  tokenExamples('depot-token', 'depot_project_{hex:64}', [
    'depot_project_{hex:60}',
    'depot_team_{hex:64}',
    'depot_{hex:64}',
  ]),
  {
    detector: 'develocity-access-key',
    matches: [
      'DEVELOCITY_ACCESS_KEY=ge.example.com={lowerdigit:52}',
      'GRADLE_ENTERPRISE_ACCESS_KEY: "ge.example.com={lowerdigit:52}"',
      'systemProp.develocity.accesskey = ge.example.com={lowerdigit:52}',
    ],
    misses: [
      'DEVELOCITY_ACCESS_KEY=ge.example.com={lowerdigit:40}',
      'DEVELOCITY_ACCESS_KEY={lowerdigit:52}',
      'DEVELOCITY_ACCESS_KEY=ge.example.com=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    ],
  },
  assignmentExamples('codefresh-api-key', 'CODEFRESH_API_KEY', '{hex:24}.{hex:32}'),
  assignmentExamples('fossa-api-key', 'FOSSA_API_KEY', '{hex:32}'),
  assignmentExamples('bitrise-access-token', 'BITRISE_ACCESS_TOKEN', '{base64url:85}a'),
  tokenExamples('dependency-track-api-key', 'odt_{alnum:8}_{alnum:32}', [
    'odt_{alnum:20}',
    'odx_{alnum:8}_{alnum:32}',
    'odt_{alnum:8}_{alnum:40}',
  ]),
  assignmentExamples('gitguardian-api-key', 'GITGUARDIAN_API_KEY', '{alnum:72}'),
  {
    detector: 'socket-api-key',
    matches: [
      'SOCKET_SECURITY_API_TOKEN=sktsec_{base64url:40}a',
      '"socketApiKey": "sktsec_{alnum:50}"',
      'SOCKET_CLI_API_TOKEN: sktsec_{alnum:44}',
    ],
    misses: [
      'SOCKET_SECURITY_API_TOKEN=sktsec_{alnum:10}',
      'SOCKET_SECURITY_API_TOKEN={alnum:44}',
      'SOCKET_SECURITY_API_TOKEN=sktsec_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    ],
  },
  assignmentExamples('woodpecker-agent-secret', 'WOODPECKER_AGENT_SECRET', '{hex:64}'),
];
