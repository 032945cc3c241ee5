/** Files that have a form of their own for what is secret in them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Chance } from '../chance.ts';
import { makeKey } from '../key-material.ts';
import { type FileKind, type KindFile, textFile } from '../kind.ts';
import { jwt, pem } from './keys.ts';

const KUBECONFIG = 'https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/';
const NPMRC = 'https://github.com/npm/cli/blob/latest/docs/lib/content/configuring-npm/npmrc.md';
const DOCKER_CONFIG = 'https://docs.docker.com/reference/cli/docker/login/';

export const files: readonly FileKind[] = [
  textFile(
    'netrc',
    '.netrc',
    'https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html',
    (c) => {
      const secret = c.fill('{a18}');
      return { secret, text: `machine artifacts.${internal(c)}\n  login ci\n  password ${secret}\n` };
    },
  ),
  textFile('pgpass', '.pgpass', 'https://www.postgresql.org/docs/current/libpq-pgpass.html', (c) => {
    const secret = c.fill('{a20}');
    return {
      secret,
      text: `# host:port:database:user:password\ndb.${internal(c)}:5432:orders:app:${secret}\n`,
    };
  }),
  textFile('my-cnf', '.my.cnf', 'https://dev.mysql.com/doc/refman/8.4/en/option-files.html', (c) => {
    const secret = c.fill('{a9}!{a9}');
    return { secret, text: `[client]\nuser=backup\npassword=${secret}\nhost=db.${internal(c)}\n` };
  }),
  textFile('docker-config-auth', '.docker/config.json', DOCKER_CONFIG, (c) => {
    const secret = c.fill('{a24}');
    const written = base64(`ci-push:${secret}`);
    const auths = { [`registry.${internal(c)}`]: { auth: written } };
    return { secret, written, text: `${JSON.stringify({ auths, credsStore: '' }, null, 2)}\n` };
  }),
  textFile(
    'dockercfg',
    '.dockercfg',
    'https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets',
    (c) => {
      const secret = c.fill('{a22}');
      const written = base64(`robot:${secret}`);
      return {
        secret,
        written,
        text: JSON.stringify({ [`https://reg.${internal(c)}/v1/`]: { auth: written, email: '' } }),
      };
    },
  ),
  textFile('npmrc-token', '.npmrc', NPMRC, (c) => {
    const secret = c.uuid();
    return {
      secret,
      text: `@acme:registry=https://npm.${internal(c)}/\n//npm.acme.internal/:_authToken=${secret}\n`,
    };
  }),
  textFile('npmrc-auth', '.npmrc', NPMRC, (c) => {
    const secret = c.fill('{a20}');
    const written = base64(`deploy:${secret}`);
    return {
      secret,
      written,
      text: `registry=https://npm.${internal(c)}/\n_auth=${written}\nalways-auth=true\n`,
    };
  }),
  textFile('pip-conf', 'pip.conf', 'https://pip.pypa.io/en/stable/topics/authentication/', (c) => {
    const secret = c.fill('{a24}');
    return {
      secret,
      text: `[global]\ntimeout = 30\nindex-url = https://ci:${secret}@pypi.${internal(c)}/simple\n`,
    };
  }),
  textFile('pypirc', '.pypirc', 'https://packaging.python.org/en/latest/specifications/pypirc/', (c) => {
    const secret = c.fill('{a8}-{a10}');
    return {
      secret,
      text: `[distutils]\nindex-servers =\n    inhouse\n\n[inhouse]\nrepository = https://pypi.${internal(c)}/\nusername = upload\npassword = ${secret}\n`,
    };
  }),
  textFile('maven-settings', '.m2/settings.xml', 'https://maven.apache.org/settings.html#Servers', (c) => {
    const secret = c.fill('{a10}%{a9}');
    return {
      secret,
      text: `<?xml version="1.0" encoding="UTF-8"?>\n<settings>\n  <servers>\n    <server>\n      <id>releases</id>\n      <username>deployer</username>\n      <password>${secret}</password>\n    </server>\n  </servers>\n</settings>\n`,
    };
  }),
  textFile(
    'gradle-properties',
    '.gradle/gradle.properties',
    'https://docs.gradle.org/current/userguide/build_environment.html',
    (c) => {
      const secret = c.fill('{a22}');
      return { secret, text: `org.gradle.jvmargs=-Xmx2g\nnexusUsername=deployer\nnexusPassword=${secret}\n` };
    },
  ),
  textFile(
    'cargo-credentials',
    '.cargo/credentials.toml',
    'https://doc.rust-lang.org/cargo/reference/config.html#credentials',
    (c) => {
      const secret = c.fill('{a36}');
      return { secret, text: `[registries.inhouse]\ntoken = "${secret}"\n` };
    },
  ),
  textFile('git-credentials', '.git-credentials', 'https://git-scm.com/docs/git-credential-store', (c) => {
    const secret = c.fill('{a30}');
    return { secret, text: `https://builder:${secret}@git.${internal(c)}\n` };
  }),
  textFile(
    'aws-credentials',
    '.aws/credentials',
    'https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html',
    (c) => {
      const secret = c.fill('{b40}');
      return { secret, text: `[default]\nregion = eu-central-1\naws_secret_access_key = ${secret}\n` };
    },
  ),
  textFile('kubeconfig-key', '.kube/config', KUBECONFIG, (c) => {
    const secret = pem(makeKey('ec'), 'sec1');
    const written = base64(secret);
    return { secret, written, text: kubeconfig(c, `client-key-data: ${written}`) };
  }),
  textFile('kubeconfig-token', '.kube/config', KUBECONFIG, (c) => {
    const secret = jwt(c, null);
    return { secret, text: kubeconfig(c, `token: ${secret}`) };
  }),
  textFile(
    'service-account-token',
    'run/secrets/kubernetes.io/serviceaccount/token',
    'https://kubernetes.io/docs/concepts/security/service-accounts/',
    (c) => {
      const secret = jwt(c, 1_600_000_000);
      return { secret, text: secret };
    },
  ),
  textFile(
    'google-service-account',
    'service-account.json',
    'https://cloud.google.com/iam/docs/keys-create-delete',
    (c) => {
      const secret = pem(makeKey('rsa'), 'pkcs8');
      const project = c.fill('acme-{l6}');
      const document = {
        type: 'service_account',
        project_id: project,
        private_key_id: c.fill('{h40}'),
        private_key: secret,
        client_email: `deploy@${project}.iam.gserviceaccount.com`,
        client_id: c.fill('1{d20}'),
      };
      return { secret: JSON.stringify(secret).slice(1, -1), text: JSON.stringify(document, null, 2) };
    },
  ),
  textFile(
    'google-authorized-user',
    'application_default_credentials.json',
    'https://cloud.google.com/docs/authentication/application-default-credentials',
    (c) => {
      const secret = c.fill('1//0{w100}');
      const document = {
        client_id: c.fill('{d12}-{l32}.apps.googleusercontent.com'),
        refresh_token: secret,
        type: 'authorized_user',
      };
      return { secret, text: JSON.stringify(document, null, 2) };
    },
  ),
  textFile(
    'terraform-state',
    'terraform.tfstate',
    'https://developer.hashicorp.com/terraform/language/state/sensitive-data',
    (c) => {
      const secret = c.fill('{a14}!{a9}');
      const attributes = {
        engine: 'postgres',
        id: c.fill('db-{U26}'),
        password: secret,
        port: 5432,
        username: 'root',
      };
      const resources = [
        {
          mode: 'managed',
          type: 'aws_db_instance',
          name: 'main',
          instances: [{ schema_version: 2, attributes }],
        },
      ];
      return {
        secret,
        text: JSON.stringify({ version: 4, terraform_version: '1.9.8', serial: 12, resources }, null, 2),
      };
    },
  ),
  textFile(
    'terraform-rc',
    '.terraformrc',
    'https://developer.hashicorp.com/terraform/cli/config/config-file',
    (c) => {
      const secret = c.fill('{a14}.atlasv1.{a67}');
      return { secret, text: `credentials "app.terraform.io" {\n  token = "${secret}"\n}\n` };
    },
  ),
  textFile(
    'ansible-vault',
    'vault.yml',
    'https://docs.ansible.com/ansible/latest/vault_guide/vault_encrypting_content.html#format-of-files-encrypted-with-ansible-vault',
    (c) => {
      const inner = `${c.fill('{h64}')}\n${c.fill('{h64}')}\n${c.fill('{h256}')}`;
      const lines = Buffer.from(inner)
        .toString('hex')
        .match(/.{1,80}/g)!;
      const secret = ['$ANSIBLE_VAULT;1.1;AES256', ...lines].join('\n');
      return { secret, text: `${secret}\n` };
    },
  ),
  textFile(
    'htpasswd',
    '.htpasswd',
    'https://httpd.apache.org/docs/2.4/misc/password_encryptions.html',
    (c) => {
      const secret = c.fill(['$2y', '10', '{a53}'].join('$'));
      return { secret, text: `admin:${secret}\n` };
    },
  ),
  textFile('shadow', 'etc/shadow', 'https://man7.org/linux/man-pages/man5/crypt.5.html', (c) => {
    const secret = c.fill(['$6', '{a16}', '{a86}'].join('$'));
    return { secret, text: `daemon:*:19000:0:99999:7:::\nroot:${secret}:19700:0:99999:7:::\n` };
  }),
  textFile(
    'ethereum-keystore',
    'keystore.json',
    'https://ethereum.org/en/developers/docs/data-structures-and-encoding/web3-secret-storage/',
    (c) => {
      const secret = c.fill('{h64}');
      const crypto = {
        cipher: 'aes-128-ctr',
        ciphertext: secret,
        cipherparams: { iv: c.fill('{h32}') },
        kdf: 'scrypt',
        kdfparams: { dklen: 32, n: 262144, p: 1, r: 8, salt: c.fill('{h64}') },
        mac: c.fill('{h64}'),
      };
      return { secret, text: JSON.stringify({ version: 3, id: c.uuid(), address: c.fill('{h40}'), crypto }) };
    },
  ),
  textFile('jwk-private', 'jwks.json', 'https://www.rfc-editor.org/rfc/rfc7517', () => {
    const jwk = makeKey('ec').export({ format: 'jwk' });
    return { secret: jwk.d!, text: JSON.stringify({ keys: [{ ...jwk, use: 'sig', kid: '2024-1' }] }) };
  }),
  textFile('wireguard', 'wg0.conf', 'https://www.wireguard.com/quickstart/', (c) => {
    const secret = c.bytes(32).toString('base64');
    return {
      secret,
      text: `[Interface]\nAddress = 10.9.0.2/24\nPrivateKey = ${secret}\n\n[Peer]\nAllowedIPs = 10.9.0.0/24\n`,
    };
  }),
  textFile(
    'wordpress-config',
    'wp-config.php',
    'https://developer.wordpress.org/advanced-administration/wordpress/wp-config/',
    (c) => {
      const secret = c.fill('{a11}!{a8}');
      return {
        secret,
        text: `<?php\ndefine( 'DB_NAME', 'blog' );\ndefine( 'DB_USER', 'blog' );\ndefine( 'DB_PASSWORD', '${secret}' );\n`,
      };
    },
  ),
  textFile(
    'rails-master-key',
    'config/master.key',
    'https://guides.rubyonrails.org/security.html#custom-credentials',
    (c) => {
      const secret = c.fill('{h32}');
      return { secret, text: secret };
    },
  ),
  textFile('gh-hosts', '.config/gh/hosts.yml', 'https://cli.github.com/manual/gh_auth_login', (c) => {
    const secret = c.fill('{h40}');
    return {
      secret,
      text: `github.com:\n    user: builder\n    oauth_token: ${secret}\n    git_protocol: https\n`,
    };
  }),
  binaryFile(
    'pkcs8-der',
    'server.key',
    'https://www.rfc-editor.org/rfc/rfc5958',
    () => makeKey('rsa').export({ type: 'pkcs8', format: 'der' }) as Buffer,
  ),
  binaryFile('pkcs12', 'keystore.p12', 'https://www.rfc-editor.org/rfc/rfc7292', pkcs12),
  binaryFile(
    'jks',
    'keystore.jks',
    'https://docs.oracle.com/en/java/javase/17/docs/specs/man/keytool.html',
    jks,
  ),
];

/** `make` gives null where its tool is not there. */
function binaryFile(
  id: string,
  name: string,
  source: string,
  make: (chance: Chance) => Buffer | null,
): FileKind {
  const toFile = (content: Buffer): KindFile => ({
    name,
    content,
    secret: content.toString('latin1'),
    written: '',
    encodings: [],
  });
  return {
    id,
    shape: 'file',
    source,
    make(chance) {
      const content = make(chance);
      return content === null ? null : toFile(content);
    },
  };
}

function pkcs12(chance: Chance): Buffer | null {
  return inScratch((folder) => {
    const [key, certificate, out] = ['key', 'certificate', 'out'].map((name) => join(folder, name));
    writeFileSync(key!, pem(makeKey('rsa'), 'pkcs8'));
    const subject = `/CN=svc-${chance.fill('{l5}')}`;
    run('openssl', [
      'req',
      '-x509',
      '-new',
      '-key',
      key!,
      '-subj',
      subject,
      '-days',
      '3650',
      '-out',
      certificate!,
    ]);
    const pass = `pass:${chance.fill('{a16}')}`;
    run('openssl', [
      'pkcs12',
      '-export',
      '-inkey',
      key!,
      '-in',
      certificate!,
      '-out',
      out!,
      '-passout',
      pass,
    ]);
    return readFileSync(out!);
  });
}

function jks(chance: Chance): Buffer | null {
  return inScratch((folder) => {
    const out = join(folder, 'out');
    const pass = chance.fill('{a16}');
    run('keytool', [
      ...['-genkeypair', '-alias', 'server', '-keyalg', 'EC', '-dname', `CN=svc-${chance.fill('{l5}')}`],
      ...['-storetype', 'JKS', '-keystore', out, '-storepass', pass, '-keypass', pass],
    ]);
    return readFileSync(out);
  });
}

function inScratch(make: (folder: string) => Buffer): Buffer | null {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-plant-'));
  try {
    return make(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(tool: string, args: readonly string[]): void {
  execFileSync(tool, args, { stdio: 'ignore' });
}

function kubeconfig(chance: Chance, line: string): string {
  return `apiVersion: v1\nkind: Config\nclusters:\n- cluster:\n    server: https://k8s.${internal(chance)}:6443\n  name: prod\nusers:\n- name: admin\n  user:\n    ${line}\n`;
}

function internal(chance: Chance): string {
  return chance.fill('acme-{l3}.internal');
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
