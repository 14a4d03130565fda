/** What kinds of values settings have, and how their texts are read. */

import { readFileSync } from 'node:fs';
import { isKnownPluginName, KNOWN_PLUGINS, type KnownPluginName } from '../admission/plugin-order.ts';
import { parseDuration } from '../api/duration.ts';
import { isSpecial, parseIp, parseIpBlock } from '../util/ip.ts';

/** Reads a setting's text. Throws an Error that says what would be right: `must be …`. */
export interface Kind<T> {
  /** How help shows the value. */
  readonly placeholder: string;
  /** Several values stand behind it, or the flag is given several times. */
  readonly separator?: ',' | ';';
  /** For values that hold paths: the value with each of them made absolute, seen from the file that it is written in. */
  locate?(value: string, from: (path: string) => string): string;
  parse(text: string): T;
}

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

export function must(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`must be ${what}`);
}

const locatePath = (path: string, from: (path: string) => string) => from(path);

export const path: Kind<string> = {
  placeholder: 'PATH',
  locate: locatePath,
  parse(text) {
    must(text !== '' && !text.includes('\0'), 'a path');
    return text;
  },
};

export const flag: Kind<boolean> = {
  placeholder: '',
  parse(text) {
    must(text === 'true' || text === 'false', 'true or false');
    return text === 'true';
  },
};

export function integer(minimum: number, maximum: number): Kind<number> {
  return {
    placeholder: 'NUMBER',
    parse(text) {
      const value = Number(text);
      const fits = /^\d{1,15}$/.test(text) && value >= minimum && value <= maximum;
      must(fits, `a whole number from ${minimum} to ${maximum}`);
      return value;
    },
  };
}

/** In milliseconds; written as Go writes durations. */
export function duration(minimum: number): Kind<number> {
  return {
    placeholder: 'DURATION',
    parse(text) {
      const parsed = parseDuration(text);
      must('seconds' in parsed, 'a duration such as 30s, 5m or 1h30m');
      const milliseconds = Math.round(parsed.seconds * 1000);
      must(milliseconds >= minimum, `at least ${minimum / 1000}s`);
      return milliseconds;
    },
  };
}

export function choice<T extends string>(...values: readonly T[]): Kind<T> {
  return {
    placeholder: 'NAME',
    parse(text) {
      const found = values.find((value) => value === text);
      must(found !== undefined, `one of ${values.join(', ')}`);
      return found;
    },
  };
}

export function list<T>(item: Kind<T>): Kind<readonly T[]> {
  return {
    placeholder: `${item.placeholder},…`,
    separator: ',',
    ...(item.locate && { locate: item.locate }),
    parse: (text) => (text === '' ? [] : text.split(',').map((part) => item.parse(part.trim()))),
  };
}

export const pluginName: Kind<KnownPluginName> = {
  placeholder: 'NAME',
  parse(text) {
    must(isKnownPluginName(text), `one of ${KNOWN_PLUGINS.join(', ')}`);
    return text;
  },
};

export const ipAddress: Kind<string> = {
  placeholder: 'ADDRESS',
  parse(text) {
    must(parseIp(text), 'an IP address');
    return text;
  },
};

/** Other machines are told to connect to it. */
export const reachableAddress: Kind<string> = {
  placeholder: 'ADDRESS',
  parse(text) {
    const address = parseIp(text);
    must(address, 'an IP address');
    const local = (['unspecified', 'loopback', 'linkLocal', 'linkLocalMulticast'] as const).some((range) =>
      isSpecial(address, range),
    );
    must(!local, 'an address that other machines can reach: not a loopback, link-local or unspecified one');
    return text;
  },
};

const DNS_NAME = /^(?=.{1,253}$)(\*\.)?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/;

export const hostName: Kind<string> = {
  placeholder: 'NAME',
  parse(text) {
    must(parseIp(text) || DNS_NAME.test(text), 'a DNS name or an IP address');
    return text;
  },
};

/** The allocator keeps a map of the range in memory: kube-apiserver's bound. */
const LARGEST_RANGE_BITS = 20;

export const serviceCidrs: Kind<readonly string[]> = {
  placeholder: 'CIDR[,CIDR]',
  parse(text) {
    const texts = text.split(',').map((part) => part.trim());
    const blocks = texts.map(parseIpBlock);
    must(
      blocks.length <= 2 && blocks.every((block) => block !== undefined),
      'a CIDR such as 10.96.0.0/12, or two of different IP families',
    );
    must(
      new Set(blocks.map((block) => block.address.family)).size === blocks.length,
      'of different IP families when there are two',
    );
    for (const { address, prefixLength } of blocks) {
      const smallest = (address.family === 4 ? 32 : 128) - LARGEST_RANGE_BITS;
      must(prefixLength >= smallest, `smaller: for IPv${address.family} the mask must be at least /${smallest}`);
      must(prefixLength <= smallest + LARGEST_RANGE_BITS - 3, 'at least 8 addresses large');
    }
    return texts;
  },
};

export const portRange: Kind<PortRange> = {
  placeholder: 'FIRST-LAST',
  parse(text) {
    const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
    const range = match && { first: Number(match[1]), last: Number(match[2] ?? match[1]) };
    must(
      range && range.first >= 1 && range.first <= range.last && range.last <= 65535,
      'a range of ports such as 30000-32767',
    );
    return range;
  },
};

/** A file that must be there from the start. */
export const readableFile: Kind<string> = {
  placeholder: 'FILE',
  locate: locatePath,
  parse(text) {
    try {
      readFileSync(text);
    } catch (error) {
      throw new Error(`must be a file that can be read: ${(error as Error).message}`);
    }
    return text;
  },
};

export const text: Kind<string> = {
  placeholder: 'TEXT',
  parse(written) {
    must(written !== '', 'a text');
    return written;
  },
};

export const httpsUrl: Kind<string> = {
  placeholder: 'URL',
  parse(written) {
    const url = URL.parse(written);
    must(url?.protocol === 'https:' && url.hash === '', 'an https URL');
    return written;
  },
};
