/** Google Cloud, Firebase and the rest of Google. */
import { createHash, createPublicKey } from 'node:crypto';
import { type Candidate, CONFIRMED, type Detector, type Examined } from '../detector.ts';
import { token } from './forms.ts';

const GOOGLE = {
  provider: 'Google Cloud',
  severity: 'critical',
  revoke: 'Google Cloud console > APIs & Services > Credentials: delete it.',
} as const;

function examineServiceAccount({ secret, after }: Candidate): Examined {
  const account = /"client_email"\s{0,4}:\s{0,4}"([\w.@-]{6,64})/.exec(after)?.[1];
  return {
    ...CONFIRMED,
    note: account === undefined ? '' : `for ${account}`,
    publicKey: publicKeyOf(secret.replaceAll('\\n', '\n')),
  };
}

/** As `Examined.publicKey`; empty where the key is damaged. */
function publicKeyOf(pem: string): string {
  try {
    return createHash('sha256')
      .update(createPublicKey(pem).export({ type: 'spki', format: 'der' }))
      .digest('hex');
  } catch {
    return '';
  }
}

export const GOOGLE_DETECTORS: readonly Detector[] = [
  token({
    ...GOOGLE,
    id: 'google-api-key',
    title: 'Google API key',
    severity: 'medium',
    form: 'AIza[A-Za-z0-9_-]{35}',
    keywords: ['AIza'],
    maxLength: 39,
    source: 'https://cloud.google.com/docs/authentication/api-keys',
  }),
  {
    ...GOOGLE,
    id: 'google-service-account-key',
    kind: 'token',
    title: 'Google Cloud service account key',
    keywords: ['private_key_id'],
    pattern:
      /"private_key_id"\s{0,8}:\s{0,8}"[0-9a-f]{40}"\s{0,8},\s{0,40}"private_key"\s{0,8}:\s{0,8}"(-----BEGIN (?:RSA )?PRIVATE KEY-----[A-Za-z0-9+/=\\\s]{600,4400}-----END (?:RSA )?PRIVATE KEY-----(?:\\n)?)/g,
    maxLength: 4800,
    entropy: 0,
    examine: examineServiceAccount,
    revoke: 'Google Cloud console > IAM & Admin > Service accounts > the account > Keys: delete it.',
    source: 'https://cloud.google.com/iam/docs/keys-create-delete',
  },
  token({
    ...GOOGLE,
    id: 'google-oauth-client-secret',
    title: 'Google OAuth client secret',
    severity: 'high',
    form: 'GOCSPX-[A-Za-z0-9_-]{28}',
    keywords: ['GOCSPX-'],
    maxLength: 35,
    source: 'https://developers.google.com/identity/protocols/oauth2',
  }),
  token({
    ...GOOGLE,
    id: 'google-oauth-refresh-token',
    title: 'Google OAuth refresh token',
    form: '1//0[A-Za-z0-9_-]{60,120}',
    keywords: ['1//0'],
    maxLength: 124,
    revoke:
      'Google Account > Security > Third-party connections: remove the app, or gcloud auth revoke for the account.',
    source: 'https://developers.google.com/identity/protocols/oauth2#expiration',
  }),
  token({
    ...GOOGLE,
    id: 'google-oauth-access-token',
    title: 'Google OAuth access token',
    severity: 'medium',
    form: 'ya29\\.[A-Za-z0-9_.-]{60,1100}',
    keywords: ['ya29.'],
    maxLength: 1110,
    revoke:
      'It expires within an hour, at most twelve; https://oauth2.googleapis.com/revoke ends it at once.',
    source: 'https://developers.google.com/identity/protocols/oauth2#size',
  }),
  {
    ...GOOGLE,
    id: 'google-storage-hmac-secret',
    kind: 'assignment',
    title: 'Google Cloud Storage HMAC secret',
    keywords: ['GOOG1', 'GOOGT'],
    pattern:
      /GOOG[1T][A-Z0-9]{19,56}["']?[\s,:;|]{1,8}["']?(?:[A-Za-z_ -]{0,24}(?:secret|SECRET|Secret)[A-Za-z_ -]{0,24}["']?[ \t]{0,8}[=:][ \t]{0,8}["']?)?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/g,
    maxLength: 220,
    entropy: 4,
    examine: null,
    revoke: 'Google Cloud console > Cloud Storage > Settings > Interoperability: deactivate, then delete it.',
    source: 'https://cloud.google.com/storage/docs/authentication/hmackeys',
  },
  token({
    ...GOOGLE,
    id: 'firebase-messaging-server-key',
    title: 'Firebase Cloud Messaging server key',
    severity: 'high',
    form: 'AAAA[A-Za-z0-9_-]{7}:APA91[A-Za-z0-9_-]{129,140}',
    keywords: [':APA91'],
    maxLength: 160,
    revoke: 'Firebase console > Project settings > Cloud Messaging: delete the server key.',
    source: 'https://firebase.google.com/docs/cloud-messaging/auth-server',
  }),
];
