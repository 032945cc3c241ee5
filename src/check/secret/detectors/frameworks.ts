/**
 * What applications sign and encrypt with: keys of web frameworks and of products that people run themselves. Whoever has
 * one makes sessions of any user, or reads what the application has encrypted. They are changed, not revoked.
 */
import { type Candidate, CONFIRMED, type Detector, type Examined } from '../detector.ts';
import { assignment, formed, hex, namedToken } from './forms.ts';

const CHANGE = 'Make another key and replace it wherever the application runs: sessions of all users end.';

/** Django writes so in front of a key that `startproject` made: it says itself that it is not for production. */
function examineDjango({ secret }: Candidate): Examined {
  return { ...CONFIRMED, severity: secret.startsWith('django-insecure-') ? 'medium' : null };
}

/** A key of a framework stands in a file of its own form. */
function key(row: Omit<Detector, 'kind' | 'examine' | 'entropy' | 'severity'>): Detector {
  return { ...row, kind: 'token', severity: 'high', entropy: 3, examine: null };
}

export const FRAMEWORKS: readonly Detector[] = [
  key({
    id: 'laravel-app-key',
    title: 'Laravel application key',
    provider: 'Laravel',
    keywords: ['base64:'],
    pattern: /(?<![A-Za-z0-9_/+-])base64:(?:[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{22}==)(?![A-Za-z0-9+/=])/g,
    maxLength: 51,
    revoke:
      'Run php artisan key:generate; sessions end, and what the old key encrypted has to be encrypted anew.',
    source: 'https://laravel.com/docs/encryption#configuration',
  }),
  assignment({
    id: 'rails-secret-key-base',
    title: 'Rails secret key base',
    provider: 'Ruby on Rails',
    severity: 'high',
    names: ['secret key base', 'devise secret key', 'config\\.secret key'],
    value: hex(128),
    keywords: ['secret_key', 'secretkeybase', 'secret-key-base', 'secret.key.base'],
    revoke: CHANGE,
    source: 'https://guides.rubyonrails.org/security.html#environmental-security',
  }),
  assignment({
    id: 'rails-master-key',
    title: 'Rails master key',
    provider: 'Ruby on Rails',
    severity: 'critical',
    names: ['rails (?:master|credentials|encryption) key'],
    value: hex(32),
    keywords: ['rails_', 'railsmaster'],
    revoke:
      'Make other credentials (bin/rails credentials:edit), and revoke every one that was kept in them.',
    source: 'https://guides.rubyonrails.org/security.html#custom-credentials',
  }),
  {
    ...assignment({
      id: 'django-secret-key',
      title: 'Django secret key',
      provider: 'Django',
      severity: 'high',
      names: ['(?:django )?secret key'],
      value: formed('django-insecure-[a-z0-9!@#$%^&*(_=+)-]{50}|[a-z0-9!@#$%^&*(_=+)-]{50}', 66),
      keywords: ['secret_key', 'secretkey', 'secret-key', 'secret.key', 'django-insecure-'],
      revoke: CHANGE,
      source: 'https://docs.djangoproject.com/en/stable/ref/settings/#secret-key',
    }),
    kind: 'token',
    entropy: 4,
    examine: examineDjango,
  },
  key({
    id: 'wordpress-salt',
    title: 'WordPress authentication key or salt',
    provider: 'WordPress',
    keywords: ['AUTH_KEY', 'AUTH_SALT', 'LOGGED_IN_KEY', 'LOGGED_IN_SALT', 'NONCE_KEY', 'NONCE_SALT'],
    pattern:
      /define\(\s{0,4}['"](?:SECURE_AUTH|LOGGED_IN|NONCE|AUTH)_(?:KEY|SALT)['"]\s{0,4},\s{0,20}['"]([\x21-\x26\x28-\x7e ]{64})['"]\s{0,4}\)/g,
    maxLength: 150,
    revoke: 'Replace all eight keys and salts in wp-config.php: all users have to sign in again.',
    source: 'https://developer.wordpress.org/advanced-administration/security/security-keys/',
  }),
  {
    id: 'wordpress-database-password',
    kind: 'assignment',
    title: 'WordPress database password',
    provider: 'WordPress',
    severity: 'high',
    keywords: ['DB_PASSWORD'],
    pattern:
      /define\(\s{0,4}['"]DB_PASSWORD['"]\s{0,4},\s{0,20}(?:'([^'\r\n\\]{6,128})'|"([^"\r\n\\$]{6,128})")\s{0,4}\)/g,
    maxLength: 190,
    entropy: 2.5,
    examine: null,
    revoke: 'Give the database user another password, and write that into wp-config.php.',
    source: 'https://developer.wordpress.org/advanced-administration/wordpress/wp-config/',
  },
  key({
    id: 'aspnet-machine-key',
    title: 'ASP.NET machine key',
    provider: 'Microsoft',
    keywords: ['validationKey', 'decryptionKey'],
    pattern: /(?:validationKey|decryptionKey)\s{0,4}=\s{0,4}"([A-F0-9]{40,128})"/gi,
    maxLength: 160,
    revoke:
      'Generate another machineKey for all servers of the application, and look for misuse of the old one.',
    source: 'https://learn.microsoft.com/en-us/dotnet/api/system.web.configuration.machinekeysection',
  }),
  assignment({
    id: 'phoenix-secret-key-base',
    title: 'Phoenix secret key base or signing salt',
    provider: 'Phoenix',
    severity: 'high',
    names: ['secret key base'],
    value: formed('[A-Za-z0-9+/]{64}', 64),
    keywords: ['secret_key_base', 'secretkeybase'],
    revoke: CHANGE,
    source: 'https://hexdocs.pm/phoenix/deployment.html#handling-of-your-application-secrets',
  }),
  assignment({
    id: 'symfony-app-secret',
    title: 'Symfony application secret',
    provider: 'Symfony',
    severity: 'high',
    // Others have theirs with their name in front: FACEBOOK_APP_SECRET.
    names: ['(?<![_.-])app secret', 'symfony app secret'],
    value: formed('[0-9a-f]{32}|[0-9a-f]{40}', 40),
    keywords: ['app_secret', 'symfony'],
    revoke: CHANGE,
    source: 'https://symfony.com/doc/current/reference/configuration/framework.html#secret',
  }),
  assignment({
    id: 'airflow-fernet-key',
    title: 'Airflow Fernet key',
    provider: 'Apache Airflow',
    severity: 'high',
    names: ['(?:airflow (?:_?core__)?)?fernet key'],
    value: formed('[A-Za-z0-9_-]{43}=', 44),
    keywords: ['fernet'],
    revoke: 'Put another key in front of it, run airflow rotate-fernet-key, then remove it.',
    source: 'https://airflow.apache.org/docs/apache-airflow/stable/security/secrets/fernet.html',
  }),
  assignment({
    id: 'auth-js-secret',
    title: 'Auth.js (NextAuth) secret',
    provider: 'Auth.js',
    severity: 'high',
    names: ['(?:next ?auth|auth js) (?:jwt )?secret'],
    value: formed('[A-Za-z0-9+/]{43}=|[0-9a-f]{64}|[0-9a-f]{32}', 64),
    keywords: ['nextauth', 'next_auth', 'authjs', 'auth_js'],
    revoke: CHANGE,
    source: 'https://authjs.dev/reference/core/errors#missingsecret',
  }),
  assignment({
    id: 'play-framework-secret',
    title: 'Play Framework application secret',
    provider: 'Play Framework',
    severity: 'high',
    names: [
      'play\\.(?:http\\.secret\\.key|crypto\\.secret)',
      'application\\.secret',
      'play (?:http )?secret(?: key)?',
    ],
    value: formed('[A-Za-z0-9?^@/_=:;`<>\\[\\]+-]{60,72}', 72),
    keywords: ['play.http', 'play.crypto', 'application.secret', 'play_sec', 'play_http'],
    revoke: CHANGE,
    source: 'https://www.playframework.com/documentation/latest/ApplicationSecret',
  }),
  assignment({
    id: 'yii-cookie-validation-key',
    title: 'Yii cookie validation key',
    provider: 'Yii',
    severity: 'high',
    names: ['cookie validation key'],
    value: formed('[A-Za-z0-9_-]{32}', 32),
    keywords: ['cookievalidationkey', 'cookie_validation_key'],
    revoke: CHANGE,
    source: 'https://www.yiiframework.com/doc/guide/2.0/en/runtime-requests',
  }),
  namedToken({
    id: 'strapi-application-key',
    title: 'Strapi application keys',
    provider: 'Strapi',
    severity: 'high',
    names: ['app keys'],
    value: formed('[A-Za-z0-9+/]{22}==(?:,[A-Za-z0-9+/]{22}==){1,5}', 150),
    keywords: ['app_keys', 'appkeys'],
    revoke: CHANGE,
    source: 'https://docs.strapi.io/cms/configurations/server',
  }),
  assignment({
    id: 'gitlab-rails-secret',
    title: 'GitLab server secret',
    provider: 'GitLab',
    severity: 'critical',
    names: ['(?:db key base|otp key base|gitlab (?:shell )?secret token|encrypted settings key base)'],
    value: hex(128),
    keywords: ['db_key_base', 'otp_key_base', 'encrypted_settings_key_base'],
    revoke:
      'Secrets of the server cannot be revoked: rotate what its database keeps encrypted, then set up others.',
    source: 'https://docs.gitlab.com/development/application_secrets/',
  }),
  assignment({
    id: 'erlang-cookie',
    title: 'Erlang cookie (RabbitMQ, CouchDB, Elixir releases)',
    provider: 'Erlang',
    severity: 'high',
    names: ['(?:rabbitmq )?erlang cookie', 'release cookie', '-setcookie'],
    value: formed('[A-Z]{20}|[A-Za-z0-9_=-]{24,64}', 64),
    keywords: ['erlang_cookie', 'erlangcookie', 'release_cookie', '-setcookie'],
    revoke: 'Give all nodes of the cluster another cookie and start them again.',
    source: 'https://www.erlang.org/doc/system/distributed.html#security',
  }),
];
