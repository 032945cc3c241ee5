/** Amazon Web Services. */
import { type Candidate, CONFIRMED, type Detector, type Examined } from '../detector.ts';
import { assignment, formed, token, WHOLE, WHOLE_END } from './forms.ts';

const AWS = {
  provider: 'Amazon Web Services',
  severity: 'critical',
  revoke:
    'AWS console > IAM > Users > the user > Security credentials: deactivate the access key, then delete it.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes',
} as const;

const KEY_ID = '(?:AKIA|ASIA)[A-Z2-7]{16}';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The account is in the 40 bits behind the first one of what follows the prefix. Keys from before 2019 have none. */
export function accountOf(keyId: string): string {
  let bits = 0n;
  for (const character of keyId.slice(4, 14)) bits = bits * 32n + BigInt(BASE32.indexOf(character));
  if (keyId.slice(4, 5) < 'Q' && !/[2-7]/.test(keyId.slice(4, 5))) return '';
  const account = (bits >> 9n) & 0xff_ffff_ffffn;
  return account < 1_000_000_000_000n ? account.toString().padStart(12, '0') : '';
}

/** The id alone opens nothing, but it names the account, and the secret is seldom far. */
function examineKeyId({ secret }: Candidate): Examined {
  const account = accountOf(secret);
  const kind = secret.startsWith('ASIA') ? 'temporary' : 'long-term';
  return { ...CONFIRMED, note: account === '' ? kind : `${kind}, of account ${account}` };
}

export const AMAZON: readonly Detector[] = [
  {
    ...token({
      ...AWS,
      id: 'aws-access-key-id',
      title: 'AWS access key ID',
      severity: 'medium',
      // Inside of longer text (string tables) one without digits is more likely words.
      form: `(?:${WHOLE}${KEY_ID}${WHOLE_END}|(?:AKIA|ASIA)(?=[A-Z]{0,15}[2-7])[A-Z2-7]{16})`,
      keywords: ['AKIA', 'ASIA'],
      maxLength: 20,
    }),
    examine: examineKeyId,
  },
  {
    ...AWS,
    id: 'aws-secret-access-key',
    kind: 'assignment',
    title: 'AWS secret access key',
    keywords: [
      ...['secret_access', 'secretaccess', 'secret-access', 'secret.access'],
      ...['aws_secret', 'awssecret', 'aws.secret', 'aws-secret'],
      ...['s3_secret', 's3secret', 's3.secret', 's3-secret', 's3a.secret', 's3n.secret'],
      ...['minio_secret', 'wasabi_secret', 'spaces_secret', 'ceph_secret', 'r2_secret', 'b2_secret'],
      ...['AKIA', 'ASIA'],
    ],
    pattern: new RegExp(
      `${
        assignment({
          ...AWS,
          id: '',
          title: '',
          keywords: [],
          names: [
            '(?:aws|amazon|s3[an]?|ses|sqs|r2|minio|wasabi|spaces|b2|ceph) secret(?: key)?',
            '(?:[A-Za-z0-9]{2,12}[_.-])?secret access key',
          ],
          value: formed('[A-Za-z0-9/+]{40}', 40),
        }).pattern.source
      }|${KEY_ID}(?:"?[ \\t]{0,4}[,:;|][ \\t]{0,4}"?|["']?[ \\t,]{1,8}["']?)([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])`,
      'g',
    ),
    maxLength: 230,
    entropy: 4,
    examine: null,
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
  },
  {
    ...token({
      ...AWS,
      id: 'aws-session-token',
      title: 'AWS session token',
      severity: 'medium',
      form: '(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz|AQoDYXdz)[A-Za-z0-9+/]{100,1800}={0,2}(?![A-Za-z0-9+/=])',
      keywords: ['IQoJb3JpZ2lu', 'FwoGZXIvYXdz', 'FQoGZXIvYXdz', 'AQoDYXdz'],
      maxLength: 1820,
      revoke:
        'It expires within 36 hours; AWS console > IAM > Roles > the role > Revoke sessions ends it at once.',
      source: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html',
    }),
    // Their documentation writes so into tokens that it made up.
    examine: ({ secret }) => (secret.includes('EXAMPLE') ? null : CONFIRMED),
  },
  token({
    ...AWS,
    id: 'aws-bedrock-api-key',
    title: 'Amazon Bedrock long-term API key',
    form: 'ABSKQmVkcm9ja0FQSUtleS[A-Za-z0-9+/]{80,250}={0,2}(?![A-Za-z0-9+/=])',
    keywords: ['ABSKQmVk'],
    maxLength: 280,
    revoke:
      'AWS console > IAM > Users > the BedrockAPIKey user > Security credentials > API keys for Amazon Bedrock: delete it.',
    source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html',
  }),
  token({
    ...AWS,
    id: 'aws-bedrock-short-term-api-key',
    title: 'Amazon Bedrock short-term API key',
    severity: 'high',
    form: 'bedrock-api-key-[A-Za-z0-9+/]{200,2600}={0,2}(?![A-Za-z0-9+/=])',
    keywords: ['bedrock-api-key-'],
    maxLength: 2650,
    revoke: 'It expires within 12 hours; revoke the sessions of the role or delete the key that signed it.',
    source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html',
  }),
  assignment({
    ...AWS,
    id: 'aws-ses-smtp-password',
    title: 'Amazon SES SMTP password',
    severity: 'high',
    names: [
      '(?:aws|ses|smtp|mail|email|email[_.-]host|mail[_.-]smtp|aws[_.-]ses)(?:[_.-](?:smtp|host|server|sasl))? (?:pass|passwd|password|secret)',
    ],
    value: formed('B[A-P][A-Za-z0-9/+]{42}', 44),
    keywords: [
      'smtp',
      'ses_pass',
      'ses_sec',
      'mail_pass',
      'mail.pass',
      'mail-pass',
      'mailpass',
      'mail_host',
      'mailhost',
    ],
    revoke: 'AWS console > IAM > Users > the SES user > Security credentials: delete its access key.',
    source: 'https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html',
  }),
];
