/** Examples of `frameworks.ts`. */
import { type Examples, expand } from './example.ts';
import { assignmentExamples } from './forms.examples.ts';

/** Its name may have anything in front. */
function anyPrefix(detector: string, name: string, form: string): Examples {
  const { matches, misses } = assignmentExamples(detector, name, form);
  return { detector, matches, misses: misses.slice(0, -1) };
}

function djangoKey(seed: string, length: number): string {
  return expand(`{lowerdigit:${length - 8}}`, seed).replace(/^(.{9})(.{9})/, '$1!@#=$2+)(-');
}

export const FRAMEWORK_EXAMPLES: readonly Examples[] = [
  {
    detector: 'laravel-app-key',
    matches: [
      'APP_KEY=base64:{base64:42}A=',
      "'key' => env('APP_KEY', 'base64:{base64:42}A='),",
      'APP_KEY: base64:{base64:42}g=',
    ],
    misses: [
      'APP_KEY=base64:{base64:30}=',
      'APP_KEY=base64:',
      'Content-Transfer-Encoding: base64: {base64:42}A=',
    ],
  },
  anyPrefix('rails-secret-key-base', 'SECRET_KEY_BASE', '{hex:128}'),
  assignmentExamples('rails-master-key', 'RAILS_MASTER_KEY', '{hex:32}'),
  {
    detector: 'django-secret-key',
    matches: [
      (seed) => `SECRET_KEY = 'django-insecure-${djangoKey(seed, 50)}'\n`,
      (seed) => `SECRET_KEY = "${djangoKey(seed, 50)}"\n`,
      (seed) => `DJANGO_SECRET_KEY='${djangoKey(seed, 50)}'\n`,
    ],
    misses: [
      (seed) => `SECRET_KEY = '${djangoKey(seed, 40)}'`,
      "SECRET_KEY = os.environ['DJANGO_SECRET_KEY_OF_THE_APPLICATION_TO_RUN']",
      "SECRET_KEY = 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'",
    ],
  },
  {
    detector: 'wordpress-salt',
    matches: [
      "define( 'AUTH_KEY',         '{alnum:30}|)&%{alnum:30}' );",
      "define('NONCE_SALT', '{alnum:20} ,;{alnum:41}');",
      'define("SECURE_AUTH_KEY", "{alnum:64}");',
    ],
    misses: [
      "define( 'AUTH_KEY', 'put your unique phrase here' );",
      "define( 'DB_KEY', '{alnum:64}' );",
      "define( 'AUTH_KEY', '{alnum:40}' );",
    ],
  },
  {
    detector: 'wordpress-database-password',
    matches: [
      "define( 'DB_PASSWORD', '{alnum:9}!{alnum:8}' );",
      "define('DB_PASSWORD', '{alnum:16}');",
      'define("DB_PASSWORD", "{alnum:20}");',
    ],
    misses: [
      "define( 'DB_PASSWORD', 'password_here' );",
      "define( 'DB_PASSWORD', getenv('WORDPRESS_DB_PASSWORD') );",
      "define( 'DB_NAME', '{alnum:16}' );",
    ],
  },
  {
    detector: 'aspnet-machine-key',
    matches: [
      '<machineKey decryptionKey="AutoGenerate" validationKey="{HEX:128}" validation="SHA1" />',
      '<machineKey decryptionKey="{HEX:64}" />',
      '<machineKey validationKey="{hex:64}" />',
    ],
    misses: [
      '<machineKey validationKey="AutoGenerate,IsolateApps" decryptionKey="AutoGenerate,IsolateApps" />',
      '<machineKey validationKey="{HEX:20}" />',
      '<add key="validation" value="{HEX:128}" />',
    ],
  },
  anyPrefix('phoenix-secret-key-base', 'SECRET_KEY_BASE', '{base64:64}'),
  anyPrefix('symfony-app-secret', 'APP_SECRET', '{hex:32}'),
  anyPrefix('airflow-fernet-key', 'AIRFLOW__CORE__FERNET_KEY', '{base64url:43}='),
  assignmentExamples('auth-js-secret', 'NEXTAUTH_SECRET', '{base64:43}='),
  {
    detector: 'play-framework-secret',
    matches: [
      'play.http.secret.key="{alnum:64}"',
      "application.secret = '{alnum:64}'",
      'PLAY_SECRET={alnum:66}',
    ],
    misses: [
      'play.http.secret.key="changeme"',
      'play.http.secret.key=@@APPLICATION_SECRET@@',
      'play.http.secret.key="{alnum:30}"',
    ],
  },
  anyPrefix('yii-cookie-validation-key', 'COOKIE_VALIDATION_KEY', '{alnum:32}'),
  {
    detector: 'strapi-application-key',
    matches: [
      'APP_KEYS={base64:22}==,{base64:22}==',
      "APP_KEYS: '{base64:22}==,{base64:22}==,{base64:22}=='",
      'APP_KEYS="{base64:22}==,{base64:22}==,{base64:22}==,{base64:22}=="',
    ],
    misses: [
      'APP_KEYS=toBeModified1,toBeModified2',
      'APP_KEYS={base64:20}==,{base64:20}==',
      'KEYS={base64:22}==,{base64:22}==',
    ],
  },
  anyPrefix('gitlab-rails-secret', 'DB_KEY_BASE', '{hex:128}'),
  {
    detector: 'erlang-cookie',
    matches: [
      'RABBITMQ_ERLANG_COOKIE={upper:20}',
      'RELEASE_COOKIE={base64url:55}a',
      'erl -name a@b -setcookie {upper:20}',
    ],
    misses: [
      'RABBITMQ_ERLANG_COOKIE=cookie',
      'RELEASE_COOKIE=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      'COOKIE={upper:20}',
    ],
  },
];
