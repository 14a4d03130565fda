import { type Kind, must, readableFile } from './kinds.ts';

/** A further serving certificate, and for which names it is shown. */
export interface SniFiles {
  readonly certificate: string;
  readonly privateKey: string;
  /** None: those that the certificate has. */
  readonly names: readonly string[];
}

const NAME = /^(\*\.)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?$|^[0-9a-f:.]+$/i;

/** `CERT,KEY` or `CERT,KEY:NAME,NAME`: kube-apiserver's format. */
function parts(written: string): { files: string[]; names: string[] } {
  const [files = '', ...rest] = written.split(':');
  const list = (text: string) => (text === '' ? [] : text.split(',').map((part) => part.trim()));
  return { files: list(files), names: list(rest.join(':')) };
}

function parseOne(written: string): SniFiles {
  const { files, names } = parts(written);
  const [certificate, privateKey] = files;
  must(certificate && privateKey && files.length === 2, 'CERT,KEY or CERT,KEY:NAME,NAME');
  must(
    names.every((name) => NAME.test(name)),
    'followed by names such as example.com or *.example.com',
  );
  return { certificate: readableFile.parse(certificate), privateKey: readableFile.parse(privateKey), names };
}

/** The flag is given once for each. */
export const sniFiles: Kind<readonly SniFiles[]> = {
  placeholder: 'CERT,KEY[:NAME,…]',
  separator: ';',
  locate(written, from) {
    const { files, names } = parts(written);
    return files.map(from).join(',') + (names.length > 0 ? `:${names.join(',')}` : '');
  },
  parse: (text) => (text === '' ? [] : text.split(';').map(parseOne)),
};
