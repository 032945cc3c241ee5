/** Turns what the network throws into errors for people: which host, what happened, what to do. */
import { InputError, messageOf, PlimsollError, systemCode } from '../errors.ts';
import { proxyName } from './http-proxy.ts';
import { safeUrl } from './http-trust.ts';

interface Explanation {
  readonly code: string;
  /** Continues "host: ". */
  readonly what: string;
  readonly wayOut: string;
}

const CHECK_NETWORK = 'Check the network, the firewall and the proxy settings (HTTPS_PROXY, NO_PROXY).';
const CHECK_CA =
  "If the host's certificate comes from your own authority, name that with --ca-file; a proxy that opens TLS needs its authority there too.";

const NOT_TLS: Explanation = {
  code: 'tls-failed',
  what: 'it does not speak TLS on this port',
  wayOut: 'Check the port. If the host has no TLS, allow plain HTTP with --plain-http HOST[:PORT].',
};

const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  ENOTFOUND: notFound('there is no host of this name'),
  EAI_NONAME: notFound('there is no host of this name'),
  EAI_AGAIN: notFound('the name could not be resolved now'),
  ECONNREFUSED: {
    code: 'connection-refused',
    what: 'the connection was refused; nothing listens there',
    wayOut: 'Check host and port, and that the server runs.',
  },
  EHOSTUNREACH: { code: 'host-unreachable', what: 'the host cannot be reached', wayOut: CHECK_NETWORK },
  ENETUNREACH: { code: 'host-unreachable', what: 'the network cannot be reached', wayOut: CHECK_NETWORK },
  ETIMEDOUT: timedOut('the connection timed out'),
  UND_ERR_CONNECT_TIMEOUT: timedOut('the connection timed out'),
  UND_ERR_HEADERS_TIMEOUT: timedOut('no answer came in time'),
  UND_ERR_BODY_TIMEOUT: timedOut('the answer stopped in the middle'),
  ECONNRESET: broken(),
  ECONNABORTED: broken(),
  EPIPE: broken(),
  UND_ERR_SOCKET: broken(),
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: broken(),
  EPROTO: NOT_TLS,
  ERR_SSL_WRONG_VERSION_NUMBER: NOT_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NOT_TLS,
  ERR_SSL_HTTP_REQUEST: NOT_TLS,
  CERT_HAS_EXPIRED: certificate('has expired', "Renew the host's certificate; check this machine's clock."),
  CERT_NOT_YET_VALID: certificate('is not valid yet', "Check this machine's clock."),
  ERR_TLS_CERT_ALTNAME_INVALID: certificate(
    'is for another name',
    'Use the name that the certificate was made for.',
  ),
};

/** The error for a request that got no (whole) answer. What is already an error for people passes unchanged. */
export function toHttpError(thrown: unknown, url: URL, proxy: URL | null): PlimsollError {
  if (thrown instanceof PlimsollError) return thrown;
  const proxyFailure = proxy === null ? null : proxyExplanation(thrown, proxy);
  const { code, what, wayOut } = proxyFailure ?? explain(thrown);
  const host = proxy === null ? url.host : `${url.host} through ${proxyName(proxy)}`;
  return new InputError(code, { what: `${host}: ${what}.`, where: safeUrl(url), wayOut, cause: thrown });
}

/** True if the other side does not speak TLS at all; false for certificates that are not trusted. */
export function isNotTls(thrown: unknown): boolean {
  const cause = thrown instanceof Error ? thrown.cause : null;
  const code = systemCode(cause);
  return EXPLANATIONS[code] === NOT_TLS || ['ECONNRESET', 'UND_ERR_SOCKET', 'ECONNREFUSED'].includes(code);
}

function explain(thrown: unknown): Explanation {
  const code = systemCode(thrown);
  const known = EXPLANATIONS[code];
  if (known !== undefined) return known;
  if (/^(ERR_SSL|ERR_TLS)/.test(code)) {
    return { code: 'tls-failed', what: `no TLS connection could be made (${code})`, wayOut: CHECK_CA };
  }
  if (/CERT|SIGNATURE|ISSUER|^HOSTNAME_MISMATCH$/.test(code)) {
    return certificate(`is not trusted (${code})`, CHECK_CA);
  }
  if (code.startsWith('HPE_') || (thrown instanceof Error && thrown.name === 'HTTPParserError')) {
    const what = 'the answer is not HTTP';
    return { code: 'not-http', what, wayOut: 'Check host and port.' };
  }
  return { code: 'request-failed', what: `the request failed: ${messageOf(thrown)}`, wayOut: CHECK_NETWORK };
}

/** Undici tells a proxy's refusal only in words. */
function proxyExplanation(thrown: unknown, proxy: URL): Explanation | null {
  const message = messageOf(thrown);
  const status = /Proxy response \((\d+)\)/.exec(message)?.[1] ?? /\((407)\)/.exec(message)?.[1];
  const isProxy = status !== undefined || systemCode(thrown).startsWith('UND_ERR_PRX');
  if (!isProxy) return null;
  const what = `the proxy ${proxyName(proxy)} ${status === undefined ? 'broke the connection' : `answered ${status}`}`;
  const login = 'Put user and password into the proxy setting: HTTPS_PROXY=http://user:password@host:port.';
  return { code: 'proxy-failed', what, wayOut: status === '407' ? login : CHECK_NETWORK };
}

function notFound(what: string): Explanation {
  return { code: 'host-not-found', what, wayOut: `Check the spelling. ${CHECK_NETWORK}` };
}

function timedOut(what: string): Explanation {
  return { code: 'timeout', what, wayOut: CHECK_NETWORK };
}

function broken(): Explanation {
  return {
    code: 'connection-broken',
    what: 'the connection broke before the answer was complete',
    wayOut: CHECK_NETWORK,
  };
}

function certificate(problem: string, wayOut: string): Explanation {
  return { code: 'tls-failed', what: `the certificate ${problem}`, wayOut };
}
