/**
 * The Maven group of an artefact whose archive has no `pom.properties`: Gradle, Ant and old Maven builds leave none.
 * First a table of well-known ones; then what the manifest says in a form that names the group.
 */
import { once } from '../../base/once.ts';
import type { Manifest } from './descriptor.ts';

/** Null where nothing tells the group. */
export function findGroup(artifact: string, version: string, manifest: Manifest | null): string | null {
  return listedGroup(artifact, version) ?? (manifest === null ? null : groupOfManifest(artifact, manifest));
}

function listedGroup(artifact: string, version: string): string | null {
  const major = Number.parseInt(version, 10);
  const exact = groupsByName()
    .get(artifact)
    ?.findLast(({ from }) => from === 0 || major >= from);
  if (exact !== undefined) return exact.group;
  const [, group] = groupsByPrefix().find(([prefix]) => artifact.startsWith(prefix)) ?? [];
  return group ?? null;
}

/**
 * Bundle names that Maven builds make: group and artefact, without the repeated part where the artefact starts as the
 * group ends (`org.apache.maven` + `maven-core`: `org.apache.maven.core`). The vendor id is often a group, too.
 */
function groupOfManifest(artifact: string, manifest: Manifest): string | null {
  const { bundleName, vendorId } = manifest;
  if (!isGroup(bundleName)) return isGroup(vendorId) ? vendorId : null;
  const parts = bundleName.split('.');
  const group = parts.slice(0, -1).join('.');
  const end = parts.at(-2) ?? '';
  if (parts.at(-1) === artifact) return artifact.includes('-') || end === artifact ? group : bundleName;
  if (`${end}-${parts.at(-1)}` === artifact) return group;
  return isGroup(vendorId) ? vendorId : null;
}

/** Names of domains under which many groups lie say nothing. */
const SHARED = new Set(
  'org.apache org.eclipse com.google com.sun org.codehaus com.github com.oracle'.split(' '),
);

function isGroup(text: string): boolean {
  return /^[a-z][\w-]*(?:\.[\w-]+)+$/.test(text) && !SHARED.has(text);
}

/** `group: artefact …`, with `*` at the end for all that start so, and `@2` for version 2 and later, in this order. */
const TABLE = `
aopalliance: aopalliance
asm: asm
antlr: antlr
axis: axis axis-ant axis-saaj axis-jaxrpc
bsh: bsh
cglib: cglib cglib-nodep
com.google.code.findbugs: jsr305
com.google.code.gson: gson
com.google.guava: guava failureaccess listenablefuture
com.google.protobuf: protobuf-java protobuf-java-util protobuf-javalite
com.h2database: h2
com.hazelcast: hazelcast hazelcast-*
com.ibm.icu: icu4j icu4j-charset icu4j-localespi
com.jayway.jsonpath: json-path json-path-assert
com.lowagie: itext
com.mchange: c3p0 mchange-commons-java
com.microsoft.sqlserver: mssql-jdbc
com.mysql: mysql-connector-j
com.oracle.database.jdbc: ojdbc8 ojdbc10 ojdbc11 ucp
com.sleepycat: je
com.squareup.moshi: moshi moshi-*
com.squareup.okhttp3: okhttp okhttp-* logging-interceptor mockwebserver
com.squareup.okio: okio okio-*
com.squareup.retrofit2: retrofit converter-gson converter-jackson converter-moshi converter-scalars
com.sun.mail: javax.mail jakarta.mail mailapi smtp imap pop3
com.sun.xml.bind: jaxb-impl jaxb-core jaxb-xjc
com.thoughtworks.xstream: xstream xstream-hibernate
com.unboundid: unboundid-ldapsdk
com.vaadin: vaadin-*
commons-beanutils: commons-beanutils commons-beanutils-core
classworlds: classworlds
commons-chain: commons-chain
commons-cli: commons-cli
commons-codec: commons-codec
commons-collections: commons-collections
commons-configuration: commons-configuration
commons-dbcp: commons-dbcp
commons-digester: commons-digester
commons-discovery: commons-discovery
commons-el: commons-el
commons-fileupload: commons-fileupload
commons-httpclient: commons-httpclient
commons-io: commons-io
commons-jxpath: commons-jxpath
commons-lang: commons-lang
commons-logging: commons-logging commons-logging-api
commons-net: commons-net
commons-pool: commons-pool
commons-validator: commons-validator
dom4j: dom4j
org.dom4j: dom4j@2
io.lettuce: lettuce-core
io.micrometer: micrometer-* context-propagation
io.projectreactor: reactor-core reactor-test reactor-tools
io.projectreactor.addons: reactor-adapter reactor-extra reactor-pool
io.projectreactor.netty: reactor-netty reactor-netty-*
io.prometheus: simpleclient simpleclient_*
io.opentelemetry: opentelemetry-*
io.opentelemetry.instrumentation: opentelemetry-instrumentation-*
io.opentelemetry.javaagent: opentelemetry-javaagent opentelemetry-javaagent-*
org.seleniumhq.selenium: selenium-*
net.jqwik: jqwik jqwik-*
com.lmax: disruptor
io.grpc: grpc-*
io.opencensus: opencensus-*
io.perfmark: perfmark-api
com.google.api: gax gax-grpc gax-httpjson api-common
com.google.auth: google-auth-library-*
com.github.ben-manes.caffeine: caffeine
org.jctools: jctools-core
io.swagger.core.v3: swagger-annotations swagger-models swagger-core
io.undertow: undertow-*
org.testcontainers: testcontainers testcontainers-*
com.azure: azure-*
software.amazon.awssdk: aws-core sdk-core http-client-spi netty-nio-client url-connection-client
io.ktor: ktor-*
com.github.docker-java: docker-java-*
io.r2dbc: r2dbc-spi r2dbc-pool r2dbc-h2
io.zipkin.brave: brave brave-*
jakarta.activation: jakarta.activation-api
javax.activation: activation javax.activation-api
javax.annotation: jsr250-api javax.annotation-api
javax.inject: javax.inject
javax.mail: mail javax.mail-api
javax.servlet: javax.servlet-api servlet-api jstl
javax.servlet.jsp: jsp-api javax.servlet.jsp-api
jdom: jdom
jline: jline
joda-time: joda-time
junit: junit
log4j: log4j
mysql: mysql-connector-java
net.bytebuddy: byte-buddy byte-buddy-*
net.java.dev.jna: jna jna-platform
net.minidev: json-smart accessors-smart
net.sf.ehcache: ehcache ehcache-core
net.sf.jasperreports: jasperreports jasperreports-*
net.sourceforge.htmlunit: htmlunit htmlunit-*
net.sourceforge.nekohtml: nekohtml
ognl: ognl
org.apache.activemq: activemq-all activemq-broker activemq-client activemq-core artemis-*
org.apache.ant: ant ant-launcher ant-junit
org.apache.axis2: axis2 axis2-*
org.apache.cassandra: cassandra-all
org.apache.cxf: cxf-*
org.apache.derby: derby derbyclient derbynet derbyshared derbytools
org.apache.hadoop: hadoop-*
org.apache.hive: hive-*
org.apache.httpcomponents: httpclient httpcore httpmime httpasyncclient httpcore-nio
org.apache.ivy: ivy
org.apache.kafka: kafka-clients kafka-streams connect-api connect-json connect-runtime kafka_2.12 kafka_2.13
org.apache.logging.log4j: log4j-*
org.apache.lucene: lucene-*
org.apache.poi: poi poi-*
org.apache.shiro: shiro-*
org.apache.solr: solr-*
org.apache.spark: spark-core_2.12 spark-core_2.13 spark-sql_2.12 spark-sql_2.13
org.apache.struts: struts2-* struts-core struts-taglib struts-tiles struts-extras
org.apache.thrift: libthrift
org.apache.tika: tika-*
org.apache.tiles: tiles-*
org.apache.tomcat: tomcat-annotations-api tomcat-catalina tomcat-coyote tomcat-jdbc tomcat-juli tomcat-util tomcat-util-scan tomcat-servlet-api tomcat-jasper tomcat-jasper-el tomcat-jsp-api tomcat-el-api tomcat-api tomcat-dbcp tomcat-websocket tomcat-websocket-api
org.apache.tomcat.embed: tomcat-embed-*
org.apache.velocity: velocity velocity-engine-core velocity-tools
org.apache.xmlbeans: xmlbeans
org.apache.xmlgraphics: batik-* fop xmlgraphics-commons
org.apache.zookeeper: zookeeper zookeeper-jute
org.aspectj: aspectjrt aspectjtools aspectjweaver
org.bouncycastle: bcprov-* bcpkix-* bcpg-* bcmail-* bcutil-* bctls-* bcpkix-fips bc-fips bctls-fips
org.checkerframework: checker-qual checker-compat-qual
org.codehaus.groovy: groovy groovy-all groovy-json groovy-xml groovy-sql groovy-templates
org.apache.groovy: groovy@4 groovy-all@4 groovy-json@4 groovy-xml@4 groovy-sql@4 groovy-templates@4
org.codehaus.jackson: jackson-core-asl jackson-mapper-asl jackson-jaxrs jackson-xc
org.codehaus.jettison: jettison
org.codehaus.woodstox: wstx-asl woodstox-core-asl stax2-api
org.eclipse.jetty: jetty-* 
org.eclipse.sisu: org.eclipse.sisu.*
org.elasticsearch: elasticsearch elasticsearch-core elasticsearch-x-content elasticsearch-cli
org.elasticsearch.client: elasticsearch-rest-client elasticsearch-rest-high-level-client transport
org.flywaydb: flyway-*
org.freemarker: freemarker
org.hamcrest: hamcrest hamcrest-all hamcrest-core hamcrest-library
org.hibernate: hibernate-validator hibernate-core hibernate-entitymanager hibernate-ehcache hibernate-envers hibernate-c3p0 hibernate-annotations
org.hibernate.common: hibernate-commons-annotations
org.hibernate.orm: hibernate-core@6 hibernate-envers@6 hibernate-c3p0@6
org.hibernate.validator: hibernate-validator@6 hibernate-validator-annotation-processor
hsqldb: hsqldb
org.hsqldb: hsqldb@2
org.infinispan: infinispan-*
org.jdom: jdom2
org.jetbrains: annotations
org.jetbrains.kotlin: kotlin-*
org.jetbrains.kotlinx: kotlinx-*
org.jruby: jruby jruby-*
org.jsoup: jsoup
org.junit.jupiter: junit-jupiter junit-jupiter-*
org.junit.platform: junit-platform-*
org.keycloak: keycloak-*
org.liquibase: liquibase-*
org.lz4: lz4-java
org.mockito: mockito-core mockito-all mockito-inline mockito-junit-jupiter
org.mongodb: mongodb-driver-* mongo-java-driver bson
org.mozilla: rhino
org.mybatis: mybatis mybatis-spring
org.opensaml: opensaml xmltooling openws
org.ow2.asm: asm@4 asm-*
org.postgresql: postgresql
org.projectlombok: lombok
org.python: jython jython-standalone
org.quartz-scheduler: quartz quartz-jobs
org.reactivestreams: reactive-streams
org.scala-lang: scala-library scala-compiler scala-reflect
org.slf4j: slf4j-api slf4j-simple slf4j-log4j12 slf4j-nop slf4j-jdk14 jcl-over-slf4j jul-to-slf4j log4j-over-slf4j
org.springframework: spring spring-aop spring-aspects spring-beans spring-context spring-context-indexer spring-context-support spring-core spring-expression spring-instrument spring-jcl spring-jdbc spring-jms spring-messaging spring-orm spring-oxm spring-r2dbc spring-struts spring-test spring-tx spring-web spring-webflux spring-webmvc spring-webmvc-portlet spring-websocket
org.springframework.amqp: spring-amqp spring-rabbit spring-rabbit-* 
org.springframework.batch: spring-batch-*
org.springframework.boot: spring-boot spring-boot-*
org.springframework.cloud: spring-cloud-*
org.springframework.data: spring-data-*
org.springframework.hateoas: spring-hateoas
org.springframework.integration: spring-integration-*
org.springframework.kafka: spring-kafka spring-kafka-test
org.springframework.ldap: spring-ldap-*
org.springframework.plugin: spring-plugin-core spring-plugin-metadata
org.springframework.retry: spring-retry
org.springframework.security: spring-security-*
org.springframework.security.oauth: spring-security-oauth spring-security-oauth2
org.springframework.session: spring-session-*
org.springframework.webflow: spring-webflow spring-binding spring-js
org.springframework.ws: spring-ws-* spring-xml
org.testng: testng
org.thymeleaf: thymeleaf thymeleaf-spring4 thymeleaf-spring5 thymeleaf-spring6
org.tukaani: xz
org.webjars: bootstrap jquery jquery-ui
org.xerial: sqlite-jdbc
org.xerial.snappy: snappy-java
org.yaml: snakeyaml
oro: oro
redis.clients: jedis
stax: stax-api
velocity: velocity-dep
wsdl4j: wsdl4j
xalan: xalan serializer
xerces: xercesImpl xmlParserAPIs
xml-apis: xml-apis xml-apis-ext
org.apache.santuario: xmlsec
xmlpull: xmlpull
xom: xom
xpp3: xpp3 xpp3_min
`;

type Row = readonly [name: string, group: string];

const rows = once((): readonly Row[] =>
  TABLE.trim()
    .split('\n')
    .flatMap((line) => {
      const [group = '', names = ''] = line.split(': ');
      return names
        .trim()
        .split(' ')
        .map((name): Row => [name, group]);
    }),
);

interface NamedGroup {
  readonly group: string;
  /** First major version; 0 for any. */
  readonly from: number;
}

const groupsByName = once((): ReadonlyMap<string, readonly NamedGroup[]> => {
  const exact = rows().filter(([name]) => !name.endsWith('*'));
  const named = exact.map(([name, group]) => {
    const [artifact = '', from = '0'] = name.split('@');
    return { artifact, group, from: Number(from) };
  });
  return Map.groupBy(named, ({ artifact }) => artifact);
});

/** The longest first: `spring-boot-` before `spring-`. */
const groupsByPrefix = once((): readonly Row[] =>
  rows()
    .filter(([name]) => name.endsWith('*'))
    .map(([name, group]): Row => [name.slice(0, -1), group])
    .toSorted(([a], [b]) => b.length - a.length),
);
