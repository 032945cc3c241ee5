/** HTTP to an engine, over its socket or TCP with or without TLS. No proxy and no redirect is ever followed. */
import { type IncomingMessage, type RequestOptions, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import type { Endpoint, TlsFiles } from './endpoint.ts';

/** Sends a GET and waits for the headers. Throws what the connection throws (`ENOENT`, `EACCES`, …). */
export function getFromEngine(
  endpoint: Endpoint,
  path: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const common: RequestOptions = { path, signal, agent: false };
    const request = send(endpoint, common);
    request.once('error', reject);
    request.once('response', resolve);
    request.end();
  });
}

/** The body, up to the limit. */
export async function readBody(response: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    total += chunk.length;
    if (total > limitBytes) throw new Error(`the answer is longer than ${limitBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(endpoint: Endpoint, common: RequestOptions): ReturnType<typeof requestPlain> {
  if (endpoint.kind === 'socket') return requestPlain({ ...common, socketPath: endpoint.path });
  const { host, port, tls } = endpoint;
  return tls === null
    ? requestPlain({ ...common, host, port })
    : requestTls({ ...common, host, port, ...toTlsOptions(tls) });
}

function toTlsOptions({ ca, cert, key, skipVerify }: TlsFiles): object {
  return {
    rejectUnauthorized: !skipVerify,
    ...(ca === null ? {} : { ca }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
  };
}
