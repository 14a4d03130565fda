/** What authorities have issued and is still valid: their book, beside their keys. One line of JSON a certificate. */
import { X509Certificate } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFilesAtomically } from '../util/atomic-file.ts';
import { PRIVATE_MODE, readIfThere } from './pem-pair.ts';

export interface IssuedEntry {
  /** Fingerprint of the authority's certificate. */
  readonly authority: string;
  /** Hexadecimal. */
  readonly serialNumber: string;
  readonly subject: string;
  /** The subject's common name: '' when it has none. */
  readonly commonName: string;
  /** Extended key usages: what it is good for. */
  readonly purposes: readonly string[];
  /** RFC 3339. */
  readonly notAfter: string;
  /** Name of the CertificateSigningRequest that it answers. */
  readonly request: string;
}

const FILE = 'issued.jsonl';
/** So many lines later, those of certificates that have expired are left out. */
const LINES_BETWEEN_CLEANUPS = 1000;

export function fingerprintOf(certificate: string): string {
  return new X509Certificate(certificate).fingerprint256;
}

/** One attribute after the other, the most specific last: `O=dev, CN=ann`. */
export function subjectOf(certificate: X509Certificate): string {
  return certificate.subject.split('\n').join(', ');
}

function commonNameOf(certificate: X509Certificate): string {
  const { CN = '' } = certificate.toLegacyObject().subject as { CN?: string | string[] };
  return [CN].flat().at(-1) ?? '';
}

/** @param now wall clock, in milliseconds @returns those that have not expired */
export async function readIssued(directory: string, now: number): Promise<IssuedEntry[]> {
  const text = (await readIfThere(join(directory, FILE))) ?? '';
  return text
    .split('\n')
    .flatMap(parseEntry)
    .filter(({ notAfter }) => Date.parse(notAfter) > now);
}

/** A line that a crash has cut is no entry: its certificate was not handed out. */
function parseEntry(line: string): IssuedEntry[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as IssuedEntry];
  } catch {
    return [];
  }
}

/** The book of a running control plane, which is its only writer. */
export class IssuedBook {
  readonly #directory: string;
  readonly #now: () => number;
  #lines = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(directory: string, now: () => number) {
    this.#directory = directory;
    this.#now = now;
  }

  /** Resolves when it is on disk: only then may the certificate be handed out. */
  record(certificate: string, authority: string, request: string): Promise<void> {
    const leaf = new X509Certificate(certificate);
    const entry: IssuedEntry = {
      authority: fingerprintOf(authority),
      serialNumber: leaf.serialNumber.toLowerCase(),
      subject: subjectOf(leaf),
      commonName: commonNameOf(leaf),
      purposes: leaf.keyUsage ?? [],
      notAfter: leaf.validToDate.toISOString(),
      request,
    };
    const written = this.#last.then(() => this.#write(entry));
    this.#last = written.catch(() => {});
    return written;
  }

  async #write(entry: IssuedEntry): Promise<void> {
    const handle = await open(join(this.#directory, FILE), 'a', PRIVATE_MODE);
    try {
      // The line break comes first: what a crash has left of the line before stays by itself.
      await handle.write(`\n${JSON.stringify(entry)}`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    this.#lines += 1;
    if (this.#lines % LINES_BETWEEN_CLEANUPS === 0) await this.#cleanUp();
  }

  async #cleanUp(): Promise<void> {
    const entries = await readIssued(this.#directory, this.#now());
    const data = entries.map((entry) => `\n${JSON.stringify(entry)}`).join('');
    await writeFilesAtomically([{ path: join(this.#directory, FILE), data, mode: PRIVATE_MODE }]);
  }
}
