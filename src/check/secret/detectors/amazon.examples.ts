/** Examples of `amazon.ts`. */
import type { Examples } from './example.ts';
import { assignmentExamples, tokenExamples } from './forms.examples.ts';

export const AMAZON_EXAMPLES: readonly Examples[] = [
  tokenExamples('aws-access-key-id', 'AKIA{base32:16}', [
    'AKIA{base32:15}',
    'AKIA{base32:17}',
    'AGPA{base32:16}',
    'AKIA{lower:16}',
    'AKIA01890189ABCDEFGH',
  ]),
  {
    detector: 'aws-secret-access-key',
    matches: [
      'AWS_SECRET_ACCESS_KEY={base64:40}',
      '[default]\naws_secret_access_key = {base64:40}\nregion = eu-west-1',
      '{"secretAccessKey": "{base64:40}"}',
      'AWSSecretKey={base64:40}',
      'deploy,,AKIA{base32:16},{base64:40},https://console.example.com',
      'AKIA{base32:16}:{base64:40}\n',
      'env:\n  - name: AWS_SECRET_ACCESS_KEY\n    value: "{base64:40}"',
      '<entry key="aws.secret.key">{base64:40}</entry>',
    ],
    misses: [
      'AWS_SECRET_ACCESS_KEY={base64:41}',
      'AWS_SECRET_ACCESS_KEY=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'AWS_SECRET_ACCESS_KEY_FILE=/run/secrets/aws',
      'commit={hex:40}',
      'AKIA{base32:16} in {base64:40}',
    ],
  },
  {
    detector: 'aws-session-token',
    matches: [
      'AWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjE{base64:300}==',
      '"SessionToken": "FwoGZXIvYXdzE{base64:240}=",',
      '<SessionToken>AQoDYXdzEJr{base64:200}</SessionToken>',
    ],
    misses: [
      'AWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjE{base64:30}',
      'AWS_SESSION_TOKEN={base64:300}',
      'AWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjE{base64:30}EXAMPLE{base64:200}',
      'x{alnum:9}IQoJb3JpZ2luX2VjE{base64:300}',
    ],
  },
  {
    detector: 'aws-bedrock-api-key',
    matches: [
      'AWS_BEARER_TOKEN_BEDROCK=ABSKQmVkcm9ja0FQSUtleS{base64:110}',
      'Authorization: Bearer ABSKQmVkcm9ja0FQSUtleS{base64:109}=',
      '"apiKey": "ABSKQmVkcm9ja0FQSUtleS{base64:108}=="',
    ],
    misses: ['ABSK{base64:110}', 'ABSKQmVkcm9ja0FQSUtleS{base64:20}', 'xABSKQmVkcm9ja0FQSUtleS{base64:110}'],
  },
  {
    detector: 'aws-bedrock-short-term-api-key',
    matches: [
      'AWS_BEARER_TOKEN_BEDROCK=bedrock-api-key-YmVkcm9jay5hbWF6b25hd3Mu{base64:800}',
      'Authorization: Bearer bedrock-api-key-YmVkcm9jay5hbWF6b25hd3Mu{base64:1200}==',
      '"key": "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3Mu{base64:500}="',
    ],
    misses: ['bedrock-api-key-name', 'my-bedrock-api-key-{base64:800}', 'bedrock-api-key-{base64:60}'],
  },
  assignmentExamples('aws-ses-smtp-password', 'SMTP_PASSWORD', 'BI{base64:42}'),
];
