import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Identity = { readonly key: string; readonly cert: string };
export type Authority = { readonly root: string; readonly sign: (over?: { readonly address?: string; readonly days?: number }) => Identity; readonly selfSigned: () => Identity };

/** A certificate authority for one test, made by openssl in `dir`; null where this machine has none. */
export function authority(dir: string): Authority | null {
  const file = (name: string): string => join(dir, name);
  const read = (name: string): string => readFileSync(file(name), 'utf8');
  const openssl = (...args: readonly string[]): void => void execFileSync('openssl', [...args], { stdio: 'ignore' });
  const newKey = (name: string): readonly string[] => ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', file(name)];
  const named = (address: string): readonly string[] => ['-subj', `/CN=${address}`, '-addext', `subjectAltName=${/^[\d.]+$/.test(address) ? 'IP' : 'DNS'}:${address}`];
  let made = 0;
  try {
    openssl('req', '-x509', ...newKey('root.key'), '-out', file('root.pem'), '-subj', '/CN=Root of a test', '-days', '2');
  } catch {
    return null;
  }
  return {
    root: read('root.pem'),
    sign({ address = '127.0.0.1', days = 1 } = {}) {
      made += 1;
      const [key, request, cert] = [`${made}.key`, `${made}.csr`, `${made}.pem`];
      openssl('req', ...newKey(key), '-out', file(request), ...named(address));
      openssl('x509', '-req', '-in', file(request), '-CA', file('root.pem'), '-CAkey', file('root.key'), '-days', String(days), '-copy_extensions', 'copy', '-out', file(cert));
      return { key: read(key), cert: read(cert) };
    },
    selfSigned() {
      openssl('req', '-x509', ...newKey('self.key'), '-out', file('self.pem'), ...named('127.0.0.1'), '-days', '1');
      return { key: read('self.key'), cert: read('self.pem') };
    },
  };
}
