/** Small HTTP servers on a free loopback port, for tests. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './tls-authority.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface LocalServer {
  /** `http://127.0.0.1:12345` */
  readonly origin: string;
  /** `127.0.0.1:12345` */
  readonly host: string;
  /** Every request that arrived, in order. */
  readonly requests: readonly SeenRequest[];
  close(): Promise<void>;
}

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

/** Starts a server with TLS if a certificate is given. `hostname` must resolve to 127.0.0.1. */
export async function serve(
  handler: Handler,
  certificate: Certificate | null = null,
  hostname = '127.0.0.1',
): Promise<LocalServer> {
  const requests: SeenRequest[] = [];
  const listener: Handler = (request, response) => {
    requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
    handler(request, response);
  };
  const server = certificate === null ? createServer(listener) : createTlsServer(certificate, listener);
  await listening(server);
  const host = `${hostname}:${(server.address() as AddressInfo).port}`;
  return {
    host,
    origin: `${certificate === null ? 'http' : 'https'}://${host}`,
    requests,
    close: () => closed(server),
  };
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await listening(server);
  const { port } = server.address() as AddressInfo;
  await closed(server);
  return port;
}

function listening(server: Server): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', done);
  });
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((done) => {
    server.close(() => done());
  });
}
