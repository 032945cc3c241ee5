/** Examples of `databases.ts`. */
import type { Examples } from './example.ts';
import { assignmentExamples } from './forms.examples.ts';

/** Of a connection URL. Texts are put together of parts, so that none of them stands here as it would be used. */
function urlExamples(detector: string, scheme: string): Examples {
  const to = (login: string, host: string) => `${scheme}://${login}@${host}`;
  return {
    detector,
    matches: [
      `URL=${to('shop:{alnum:16}', 'data.shop.internal:4711/main')}`,
      `url: "${to('shop:{alnum:12}%21', 'data-3.eu.cloud.shop-corp.net')}"`,
      `connect('${to('svc_reader:{lower:8}-{digits:4}', '10.20.30.40:9999/main')}')`,
      `URL=${to('shop:{alnum:16}', '\x24{DATA_HOST}:4711/main')}`,
      `{"env": ["URL=${to('shop:{alnum:16}', 'data:4711')}"]}`,
    ],
    misses: [
      `URL=${to('shop:{alnum:16}', 'localhost:4711/main')}`,
      `URL=${to('shop:{alnum:16}', '127.0.0.1/main')}`,
      `URL=${to('user:password', 'data.shop.internal/main')}`,
      `URL=${to('shop:shop', 'data.shop.internal/main')}`,
      `URL=${to('shop:\x24{DB_PASSWORD}', 'data.shop.internal/main')}`,
      `URL=${to('shop:<password>', 'data.shop.internal/main')}`,
      `URL=${to('shop:winter22', 'db.example.com/main')}`,
      `URL=${to('shop', 'data.shop.internal/main')}`,
      `see ${scheme}://[user[:password]@][host][:port]/path`,
    ],
  };
}

export const DATABASE_EXAMPLES: readonly Examples[] = [
  urlExamples('postgresql-url', 'postgresql'),
  urlExamples('mysql-url', 'mysql+pymysql'),
  urlExamples('mongodb-url', 'mongodb+srv'),
  urlExamples('redis-url', 'rediss'),
  urlExamples('message-broker-url', 'amqps'),
  urlExamples('sql-server-url', 'mssql+pyodbc'),
  urlExamples('oracle-url', 'oracle+oracledb'),
  urlExamples('clickhouse-url', 'clickhouse+native'),
  urlExamples('data-warehouse-url', 'snowflake'),
  urlExamples('graph-database-url', 'neo4j+s'),
  urlExamples('mail-server-url', 'smtp'),
  {
    detector: 'go-mysql-dsn',
    matches: [
      'DSN=shop:{alnum:16}@tcp(data.shop.internal:3306)/main',
      'dsn := "svc:{alnum:12}!x@tcp(10.20.30.40:3306)/main?parseTime=true"',
      'dsn: root:{alnum:10}@tcp(mysql:3306)/',
    ],
    misses: [
      'DSN=shop:{alnum:16}@tcp(localhost:3306)/main',
      'dsn := "user:password@tcp(data.shop.internal:3306)/main"',
      'dsn := "username:pass@tcp(127.0.0.1:3306)/jmoiron"',
      'dsn := user + ":" + password + "@tcp(data.shop.internal:3306)/main"',
    ],
  },
  {
    detector: 'jdbc-password',
    matches: [
      'jdbc:postgresql://data.shop.internal:5432/main?user=shop&password={alnum:16}',
      'url="jdbc:sqlserver://data.shop.internal:1433;databaseName=main;user=sa;password={alnum:12}!a;encrypt=true"',
      '<value>jdbc:mysql://10.20.30.40/main?useSSL=true&amp;user=shop&amp;password={alnum:16}</value>',
    ],
    misses: [
      'jdbc:postgresql://localhost:5432/main?user=shop&password={alnum:16}',
      'jdbc:postgresql://data.shop.internal:5432/main?user=shop&password=secret',
      'jdbc:postgresql://data.shop.internal:5432/main?user=shop',
      'jdbc:postgresql://data.shop.internal:5432/main?user=shop&password=\x24{db.password}',
    ],
  },
  {
    detector: 'oracle-thin-url',
    matches: [
      'jdbc:oracle:thin:shop/{alnum:14}@//data.shop.internal:1521/main',
      'url = "jdbc:oracle:thin:shop/{alnum:14}@data.shop.internal:1521:main"',
      "'jdbc:oracle:oci:shop/{alnum:14}@tcps://data.shop.internal:2484/main'",
    ],
    misses: [
      'jdbc:oracle:thin:scott/tiger@//data.shop.internal:1521/main',
      'jdbc:oracle:thin:@//data.shop.internal:1521/main',
      'jdbc:oracle:thin:shop/{alnum:14}@localhost:1521:main',
    ],
  },
  {
    detector: 'ado-net-password',
    matches: [
      'Server=tcp:data.shop.internal,1433;Initial Catalog=main;User ID=shop;Password={alnum:16};Encrypt=True;',
      '"Default": "Host=data.shop.internal;Port=5432;Username=shop;Password={alnum:16}"',
      'Driver={ODBC Driver 18 for SQL Server};Server=data.shop.internal;Uid=shop;Pwd={alnum:16};',
      'User ID=shop;Password={alnum:16};Data Source=data.shop.internal/main',
    ],
    misses: [
      'Server=localhost;Database=main;User Id=sa;Password={alnum:16};',
      'Server=(localdb)\\mssqllocaldb;Database=main;User Id=sa;Password={alnum:16};',
      'Server=myServerAddress;Database=myDataBase;User Id=myUsername;Password=myPassword;',
      'Server=data.shop.internal;Database=main;Integrated Security=True;',
      'Server=.;Database=main;User Id=sa;Password={alnum:16};',
    ],
  },
  {
    detector: 'libpq-password',
    matches: [
      'host=data.shop.internal port=5432 dbname=main user=shop password={alnum:16}',
      'dsn := "host=10.20.30.40 user=shop password={alnum:12} dbname=main sslmode=require"',
      'user=shop password={alnum:16} host=data.shop.internal',
    ],
    misses: [
      'host=localhost port=5432 dbname=main user=shop password={alnum:16}',
      'host=data.shop.internal user=shop password=%s dbname=main',
      'host=data.shop.internal user=postgres password=postgres',
      'a form with name=x password={alnum:16}',
    ],
  },
  {
    detector: 'pgpass-entry',
    matches: [
      'data.shop.internal:5432:main:shop:{alnum:16}',
      '*:5432:*:shop:{alnum:16}\n',
      '# a comment\n10.20.30.40:6432:main:shop:{alnum:12}\n',
    ],
    misses: [
      'localhost:5432:main:shop:{alnum:16}',
      'hostname:5432:database:username:password',
      'data.shop.internal:5432:main:shop:',
      'image: data.shop.internal:5432:main:shop:{alnum:16}',
    ],
  },
  {
    detector: 'mysql-option-file-password',
    matches: [
      '[client]\nuser=shop\npassword={alnum:16}\nhost=data.shop.internal\n',
      '[mysqldump]\nuser = backup\npassword = "{alnum:12}!a"\n',
      '[client]\r\npassword={alnum:16}\r\n',
    ],
    misses: [
      '[client]\nuser=shop\npassword=password\n',
      '[mysqld]\npassword={alnum:16}\n',
      '[client]\n#password={alnum:16}\n',
      '[client]\nuser=shop\n\n[other]\npassword={alnum:16}\n',
    ],
  },
  {
    detector: 'redis-configured-password',
    matches: [
      'port 6379\nrequirepass {alnum:24}\n',
      'CMD ["redis-server", "--requirepass {alnum:24}"]',
      'masterauth "{alnum:24}"',
    ],
    misses: [
      '# requirepass foobared',
      'requirepass foobared',
      'requirepass $REDIS_PASSWORD',
      'if requirepass then {alnum:24}',
    ],
  },
  {
    detector: 'ldap-bind-password',
    matches: [
      'uri ldaps://ldap.shop.internal\nbindpw {alnum:16}\n',
      'ldap_default_authtok = {alnum:16}',
      'LDAP_BIND_PASSWORD="{alnum:16}"',
    ],
    misses: [
      'bindpw secret',
      '# bindpw {alnum:16}',
      'LDAP_BIND_PASSWORD=$LDAP_PASSWORD',
      'LDAP_BIND_PASSWORD=settings.ldap.password',
    ],
  },
  {
    detector: 'kafka-sasl-password',
    matches: [
      'sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="shop" password="{alnum:20}";',
      "KafkaClient { org.apache.kafka.common.security.scram.ScramLoginModule required username='shop' password='{alnum:20}'; };",
      '"PlainLoginModule required username=\\"shop\\" password=\\"{alnum:20}\\";"',
    ],
    misses: [
      'PlainLoginModule required username="shop" password="\x24{KAFKA_PASSWORD}";',
      'PlainLoginModule required username="admin" password="admin";',
      'Krb5LoginModule required useKeyTab=true;',
    ],
  },
  {
    detector: 'database-password',
    matches: [
      'POSTGRES_PASSWORD={alnum:16}',
      'ENV MYSQL_ROOT_PASSWORD {alnum:8}{digits:2}!{alnum:4}',
      '- name: MARIADB_ROOT_PASSWORD\n  value: "{alnum:14}"',
      'mongo_initdb_root_password={alnum:12}',
    ],
    misses: [
      'POSTGRES_PASSWORD=mysecretpassword',
      'POSTGRES_PASSWORD=\x24{POSTGRES_PASSWORD:?}',
      'POSTGRES_PASSWORD_FILE=/run/secrets/{alnum:16}',
      'MYSQL_PASSWORD = os.environ["MYSQL_PASSWORD"]',
      'mysql_password = config.database.password',
      'MYSQL_ROOT_PASSWORD=changeme123',
      'MYSQL_PASSWORD=short',
    ],
  },
  assignmentExamples('neo4j-auth', 'NEO4J_AUTH', 'neo4j/{alnum:90}'),
];
