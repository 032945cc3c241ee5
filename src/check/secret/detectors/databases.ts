/**
 * Databases and brokers that one runs oneself: connection strings, configuration files, variables of container images.
 * What leads to this machine or has a password that stands for another is none. Left out: strings that a program
 * composes, and CouchDB, Elasticsearch and the like, whose addresses are those of the web.
 */
import type { Candidate, Detector, Examined } from '../detector.ts';
import { connectionUrl, examineLogin, examinePassword } from './connection.ts';
import { anyCase, assignment, formed } from './forms.ts';

const REVOKE =
  'Change the password of the user in the database, and look at its log for logins that are not yours.';

/** What ends an unquoted password in configuration. */
const PLAIN = '[^\\s"\'`;&<>\\\\]{1,128}';

export const DATABASES: readonly Detector[] = [
  connectionUrl({
    id: 'postgresql-url',
    title: 'PostgreSQL connection string with a password',
    provider: 'PostgreSQL',
    schemes: [
      '(?:postgres|postgresql|pgsql|postgis|cockroachdb|redshift|timescaledb|pgx|yugabytedb)(?:\\+[a-z0-9_]{1,20})?',
    ],
    keywords: ['postgres://', 'sql://', 'sql+', 'db://', 'redshift+'],
    revoke: REVOKE,
    source: 'https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS',
  }),
  connectionUrl({
    id: 'mysql-url',
    title: 'MySQL or MariaDB connection string with a password',
    provider: 'MySQL',
    schemes: ['(?:mysql2?|mysqlx|mariadb|tidb|vitess)(?:\\+[a-z0-9_]{1,20})?'],
    keywords: ['sql://', 'sql2://', 'sql+', 'db://', 'mariadb+'],
    revoke: REVOKE,
    source: 'https://dev.mysql.com/doc/refman/8.4/en/connecting-using-uri-or-key-value-pairs.html',
  }),
  connectionUrl({
    id: 'mongodb-url',
    title: 'MongoDB connection string with a password',
    provider: 'MongoDB',
    schemes: ['mongodb(?:\\+srv)?'],
    keywords: ['db://', 'mongodb+srv'],
    revoke: REVOKE,
    source: 'https://www.mongodb.com/docs/manual/reference/connection-string/',
  }),
  connectionUrl({
    id: 'redis-url',
    title: 'Redis or Valkey connection string with a password',
    provider: 'Redis',
    schemes: ['rediss?', 'valkey'],
    keywords: ['redis://', 'rediss://', 'valkey://'],
    revoke: 'Change the password (requirepass or the user of ACL) of the server.',
    source: 'https://github.com/redis/redis-specifications/blob/master/uri/redis.txt',
  }),
  connectionUrl({
    id: 'message-broker-url',
    title: 'Connection string of a message broker with a password',
    provider: 'Generic',
    schemes: ['(?:py)?amqps?', 'rabbitmq', 'nats', 'mqtts?', 'stomp'],
    keywords: ['amqp://', 'amqps://', 'nats://', 'mqtt://', 'mqtts://', 'stomp://', 'rabbitmq://'],
    revoke: 'Change the password of the user in the broker.',
    source: 'https://www.rabbitmq.com/docs/uri-spec',
  }),
  connectionUrl({
    id: 'sql-server-url',
    title: 'SQL Server connection string with a password',
    provider: 'Microsoft',
    schemes: ['(?:mssql|sqlserver)(?:\\+[a-z0-9_]{1,20})?'],
    keywords: ['sql://', 'sql+', 'sqlserver://'],
    revoke: REVOKE,
    source: 'https://docs.sqlalchemy.org/en/20/dialects/mssql.html',
  }),
  connectionUrl({
    id: 'oracle-url',
    title: 'Oracle connection string with a password',
    provider: 'Oracle',
    schemes: ['oracle(?:\\+[a-z0-9_]{1,20})?'],
    keywords: ['oracle://', 'oracle+'],
    revoke: REVOKE,
    source: 'https://docs.sqlalchemy.org/en/20/dialects/oracle.html',
  }),
  connectionUrl({
    id: 'clickhouse-url',
    title: 'ClickHouse connection string with a password',
    provider: 'ClickHouse',
    schemes: ['(?:clickhouse)(?:\\+[a-z0-9_]{1,20})?'],
    keywords: ['house://', 'clickhouse+'],
    revoke: REVOKE,
    source: 'https://clickhouse.com/docs/interfaces/cli#connection_string',
  }),
  connectionUrl({
    id: 'data-warehouse-url',
    title: 'Connection string of a data warehouse or query engine with a password',
    provider: 'Generic',
    schemes: ['(?:snowflake|trino|presto|hive|teradatasql)(?:\\+[a-z0-9_]{1,20})?'],
    keywords: ['snowflake://', 'trino://', 'presto://', 'hive://', 'sql://'],
    revoke: REVOKE,
    source: 'https://docs.sqlalchemy.org/en/20/dialects/#external-dialects',
  }),
  connectionUrl({
    id: 'graph-database-url',
    title: 'Connection string of a graph or document database with a password',
    provider: 'Generic',
    schemes: ['(?:bolt|neo4j)(?:\\+s{1,2}c?)?', 'couchbase', 'arangodb', 'influxdb', 'surrealdb', 'ravendb'],
    keywords: ['bolt://', 'bolt+s', 'neo4j://', 'neo4j+s', 'base://', 'db://'],
    revoke: REVOKE,
    source: 'https://neo4j.com/docs/python-manual/current/connect-advanced/',
  }),
  connectionUrl({
    id: 'mail-server-url',
    title: 'Address of a mail or directory server with a password',
    provider: 'Generic',
    schemes: ['smtps?', 'imaps?', 'ldaps?'],
    keywords: ['smtp://', 'smtps://', 'imap://', 'imaps://', 'ldap://', 'ldaps://'],
    revoke: 'Change the password of the user on the server.',
    source: 'https://symfony.com/doc/current/mailer.html#transport-setup',
  }),
  {
    id: 'go-mysql-dsn',
    kind: 'token',
    title: 'MySQL data source name of Go with a password',
    provider: 'MySQL',
    severity: 'high',
    keywords: ['@tcp('],
    pattern: /(?<![A-Za-z0-9_.-])[\w.-]{1,64}:([^\s"'`<>\\]{1,128})@tcp\(([^\s:)]{1,255})/g,
    maxLength: 460,
    entropy: 0,
    examine: ({ match, secret, groups }) =>
      examineLogin({ user: match.slice(0, match.indexOf(':')), password: secret, host: groups[1] ?? '' }),
    revoke: REVOKE,
    source: 'https://github.com/go-sql-driver/mysql#dsn-data-source-name',
  },
  {
    id: 'jdbc-password',
    kind: 'token',
    title: 'JDBC connection string with a password',
    provider: 'Generic',
    severity: 'high',
    keywords: ['jdbc:'],
    pattern: new RegExp(
      `jdbc:[a-z0-9]{2,20}:[a-z0-9:]{0,20}//[^\\s"'\`<>\\\\]{1,300}?[?;&](?:amp;)?${anyCase('(?:password|pwd)')}=(${PLAIN})`,
      'g',
    ),
    maxLength: 500,
    entropy: 0,
    examine: examineJdbc,
    revoke: REVOKE,
    source: 'https://jdbc.postgresql.org/documentation/use/#connecting-to-the-database',
  },
  {
    id: 'oracle-thin-url',
    kind: 'token',
    title: 'Oracle JDBC connection string with a password',
    provider: 'Oracle',
    severity: 'high',
    keywords: ['jdbc:oracle:'],
    pattern:
      /jdbc:oracle:(?:thin|oci8?):[\w$#]{1,64}\/([^\s"'`<>\\/@]{1,128})@(?:\/\/|ldap:\/\/|tcps?:\/\/)?([^\s/?"'`<>,:;)]{1,255})/g,
    maxLength: 490,
    entropy: 0,
    examine: ({ match, secret, groups }) =>
      examineLogin({ user: /:([\w$#]+)\//.exec(match)?.[1] ?? '', password: secret, host: groups[1] ?? '' }),
    revoke: REVOKE,
    source: 'https://docs.oracle.com/en/database/oracle/oracle-database/23/jjdbc/data-sources-and-URLs.html',
  },
  {
    id: 'ado-net-password',
    kind: 'token',
    title: 'ADO.NET or ODBC connection string with a password',
    provider: 'Generic',
    severity: 'high',
    keywords: ['password=', 'password =', 'pwd=', 'pwd ='],
    pattern: new RegExp(
      `(?<![A-Za-z])${anyCase('(?:server|data source|datasource|host|addr|address|network address|dsn|driver|database|initial catalog|port|uid|user id|user|username|user name|provider|persist security info|integrated security|trusted_connection|encrypt|multipleactiveresultsets|account)')}` +
        `[ ]?=[^;"'\\r\\n]{1,128};(?:[ ]?[A-Za-z_ ]{2,32}=[^;"'\\r\\n]{0,128};){0,12}[ ]?${anyCase('(?:password|pwd)')}[ ]?=[ ]?(${PLAIN})`,
      'g',
    ),
    maxLength: 2400,
    entropy: 0,
    examine: examineKeywords,
    revoke: REVOKE,
    source: 'https://learn.microsoft.com/en-us/dotnet/framework/data/adonet/connection-string-syntax',
  },
  {
    id: 'libpq-password',
    kind: 'token',
    title: 'PostgreSQL connection string of keywords with a password',
    provider: 'PostgreSQL',
    severity: 'high',
    keywords: [' password='],
    pattern:
      /(?<![A-Za-z])(?:(?:host|hostaddr|port|dbname|user|sslmode|connect_timeout|application_name)=[^\s"',]{1,128}[ ]{1,4}){1,8}password=([^\s"'`,;&<>\\]{1,128})/g,
    maxLength: 1400,
    entropy: 0,
    examine: examineKeywords,
    revoke: REVOKE,
    source: 'https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-KEYWORD-VALUE',
  },
  {
    id: 'pgpass-entry',
    kind: 'token',
    title: 'Entry of a PostgreSQL password file',
    provider: 'PostgreSQL',
    severity: 'high',
    keywords: [':5432:', ':5433:', ':6432:', ':6543:'],
    pattern:
      /(?<![^\n])[^\s:#"']{1,255}:(?:543[23]|6432|6543):[^\s:"']{1,64}:[^\s:"']{1,64}:([^\s:"']{1,128})(?![^\s])/g,
    maxLength: 530,
    entropy: 0,
    examine: ({ match, secret }) => {
      const [host = '', , , user = ''] = match.split(':');
      return examineLogin({ user, password: secret, host });
    },
    revoke: REVOKE,
    source: 'https://www.postgresql.org/docs/current/libpq-pgpass.html',
  },
  {
    id: 'mysql-option-file-password',
    kind: 'token',
    title: 'Password in an option file of MySQL',
    provider: 'MySQL',
    severity: 'high',
    keywords: ['[client', '[mysql'],
    pattern:
      /\[(?:client[\w-]{0,20}|mysql|mysqldump|mysqladmin|mysqlbackup)\][ \t\r]{0,4}\n(?:[^[\n]{0,120}\n){0,12}?[ \t]{0,8}password[ \t]{0,4}=[ \t]{0,4}["']?([^\s"']{1,128})/g,
    maxLength: 1800,
    entropy: 0,
    examine: ({ match, secret }) => {
      const host = /\nhost[ \t]*=[ \t]*(\S+)/.exec(match)?.[1] ?? '';
      const user = /\nuser[ \t]*=[ \t]*(\S+)/.exec(match)?.[1] ?? '';
      return examineLogin({ user, password: secret, host });
    },
    revoke: REVOKE,
    source: 'https://dev.mysql.com/doc/refman/8.4/en/option-files.html',
  },
  {
    id: 'redis-configured-password',
    kind: 'token',
    title: 'Password in the configuration of Redis',
    provider: 'Redis',
    severity: 'high',
    keywords: ['requirepass', 'masterauth', 'auth-pass'],
    pattern:
      /(?:(?<![^\n])[ \t]{0,8}|--|config set )(?:requirepass|masterauth|sentinel auth-pass [\w.-]{1,64})[ \t=]{1,8}["']?([^\s"'`<>]{6,128})/g,
    maxLength: 260,
    entropy: 2,
    examine: ({ secret }) => examinePassword(secret),
    revoke: 'Change the password in the configuration of the server and of all its replicas and clients.',
    source: 'https://redis.io/docs/latest/operate/oss_and_stack/management/config/',
  },
  {
    id: 'ldap-bind-password',
    kind: 'token',
    title: 'Password with which a service binds to a directory',
    provider: 'LDAP',
    severity: 'high',
    keywords: ['bindpw', 'ldap_default_authtok', 'ldap_bind', 'ldap_admin'],
    pattern: new RegExp(
      '(?:(?<![^\\n])[ \\t]{0,8}(?:root)?bindpw[ \\t]{1,8}|ldap_default_authtok[ \\t]{0,4}=[ \\t]{0,4}' +
        `|${anyCase('(?:ldap|ad)[_.-]?(?:admin|bind|manager|bind[_.-]?dn|search|readonly[_.-]?user)[_.-]?(?:password|passwd|pass|pw)')}["']?[ \\t]{0,4}[:=][ \\t]{0,4})` +
        '["\']?([^\\s"\'`<>(){},;]{6,128})',
      'g',
    ),
    maxLength: 240,
    entropy: 2,
    examine: ({ secret }) => examinePassword(secret),
    revoke: 'Change the password of the account in the directory.',
    source: 'https://sssd.io/docs/ldap/ldap-provider.html',
  },
  {
    id: 'kafka-sasl-password',
    kind: 'token',
    title: 'Password of a Kafka client (SASL)',
    provider: 'Apache Kafka',
    severity: 'high',
    keywords: ['LoginModule'],
    pattern:
      /LoginModule[ \t]{1,4}required[^;\n]{0,200}?[ \t\n]password=(?:\\{0,2})["']([^"'\\\n]{1,200})(?:\\{0,2})["']/g,
    maxLength: 460,
    entropy: 0,
    examine: ({ match, secret }) =>
      examineLogin({ user: /username=\\*["']([^"'\\]*)/.exec(match)?.[1] ?? '', password: secret, host: '' }),
    revoke: 'Change the password of the user in the broker, or delete the API key that it is.',
    source: 'https://kafka.apache.org/documentation/#security_sasl_jaas_client',
  },
  {
    ...assignment({
      id: 'database-password',
      title: 'Password of a database in a variable',
      provider: 'Generic',
      severity: 'high',
      keywords: [
        'postgres_password',
        'pgpassword',
        'sql_password',
        'root_password',
        'mysql_pwd',
        'db_password',
        'sa_password',
        'oracle_p',
        'redis_password',
        'rabbitmq_',
        'elastic_password',
        'house_password',
        'neo4j_password',
        'flake_password',
      ],
      names: [
        'pgpassword',
        '(?:postgres|postgresql|mysql(?: root)?|mariadb(?: root)?|mongo initdb root|mongo(?:db)?(?: root)?|(?:mssql )?sa|oracle|redis|elastic|clickhouse|couchdb|neo4j|snowflake) password',
        'mysql pwd',
        'oracle pwd',
        'rabbitmq (?:default )?pass(?:word)?',
      ],
      value: formed('[^\\s"\'`(){}\\[\\],;<>$\\\\&|]{8,100}(?=[\\s"\'`,;&)}\\]\\\\<]|$)', 100),
      revoke: REVOKE,
      source: 'https://github.com/docker-library/docs/blob/master/postgres/README.md',
    }),
    entropy: 2.5,
    examine: ({ secret }) => examinePassword(secret),
  },
  {
    ...assignment({
      id: 'neo4j-auth',
      title: 'User and password of Neo4j in a variable',
      provider: 'Neo4j',
      severity: 'high',
      keywords: ['neo4j_auth'],
      names: ['neo4j_auth'],
      value: formed('neo4j/[^\\s"\'`<>$\\\\]{8,100}', 106),
      revoke: REVOKE,
      source: 'https://neo4j.com/docs/operations-manual/current/docker/introduction/',
    }),
    entropy: 2.5,
    examine: ({ secret }) => examinePassword(secret.slice('neo4j/'.length)),
  },
];

function examineJdbc({ match, secret }: Candidate): Examined | null {
  const host = /\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:;,?]*)/.exec(match)?.[1] ?? '';
  const user = /[?;&](?:amp;)?user(?:name)?=([^&;]*)/i.exec(match)?.[1] ?? '';
  return examineLogin({ user, password: secret, host });
}

/** Of `key=value` with `;` or blanks between. Words may stand behind the password too. */
function examineKeywords({ match, secret, before, after }: Candidate): Examined | null {
  if (before.includes('jdbc:')) return null;
  const text = `${match}${after}`;
  const host =
    /(?:^|[; ])(?:server|data ?source|host|hostaddr|addr|address|network address)[ ]?=[ ]?(?:tcp:|np:|lpc:)?([^;,:\\ "']+)/i.exec(
      text,
    )?.[1] ?? '';
  const user = /(?:^|[; ])(?:uid|user id|user ?name|user)[ ]?=[ ]?([^; "']+)/i.exec(text)?.[1] ?? '';
  return host === '' && user === '' ? null : examineLogin({ user, password: secret, host });
}
