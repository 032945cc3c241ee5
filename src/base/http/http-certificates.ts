/** The user's own certificate authorities (PEM, RFC 7468). */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { InputError, messageOf } from '../errors.ts';

/** The certificates in a file. Throws InputError `ca-file` if there is none, or one that cannot be parsed. */
export function readCertificates(path: string): readonly string[] {
  try {
    const pem = readFileSync(path, 'utf8');
    const certificates = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    if (certificates.length === 0) throw new Error('it holds no certificate in PEM form');
    for (const certificate of certificates) new X509Certificate(certificate);
    return certificates;
  } catch (cause) {
    throw new InputError('ca-file', {
      what: `The file of certificate authorities cannot be used: ${messageOf(cause)}.`,
      where: path,
      wayOut: 'Give --ca-file a readable file of certificates in PEM form.',
      cause,
    });
  }
}
