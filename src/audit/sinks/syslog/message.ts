/** Syslog messages (RFC 5424), framed for a stream by counting octets (RFC 5425, 4.3). */

export interface Origin {
  readonly hostName: string;
  readonly appName: string;
  readonly processId: string;
}

/** Facility 13, log audit; severity 6, informational. */
const PRIORITY = 13 * 8 + 6;
const MESSAGE_ID = 'audit';
const NIL = '-';

const LONGEST = { hostName: 255, appName: 48, processId: 128 } as const;

/** @returns the field's text: printable ASCII without spaces, no longer than it may be */
function field(name: keyof typeof LONGEST, text: string): string {
  return text.replace(/[^\x21-\x7e]/g, '').slice(0, LONGEST[name]) || NIL;
}

export class SyslogFormat {
  readonly #before: string;
  readonly #after: string;

  constructor({ hostName, appName, processId }: Origin) {
    this.#before = `<${PRIORITY}>1 `;
    const origin = [field('hostName', hostName), field('appName', appName), field('processId', processId)].join(' ');
    this.#after = ` ${origin} ${MESSAGE_ID} ${NIL} `;
  }

  /** @param json an event */
  frame(json: string): string {
    const message = this.#before + timeOf(json) + this.#after + json;
    return `${Buffer.byteLength(message)} ${message}`;
  }
}

const STAGE_TIME = '"stageTimestamp":"';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/;

/** When it happened, however long it waited. The last in the text is the event's own: what clients brought stands before. */
function timeOf(json: string): string {
  const start = json.lastIndexOf(STAGE_TIME) + STAGE_TIME.length;
  return TIME.exec(json.slice(start, start + 27))?.[0] ?? NIL;
}
