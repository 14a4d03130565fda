import { type FieldError, type FieldPath, forbiddenField } from '../../../api/field.ts';
import { supported } from './rules.ts';

const NAMED =
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX';
const REALTIME = [
  ...Array.from({ length: 15 }, (_, step) => `RTMIN+${step + 1}`),
  ...Array.from({ length: 14 }, (_, step) => `RTMAX-${step + 1}`),
];
const LINUX = [...NAMED.split(' '), ...REALTIME].map((name) => `SIG${name}`);
const WINDOWS = ['SIGKILL', 'SIGTERM'];

/** @param os the pod's `spec.os.name`: signals mean nothing without it */
export function validateStopSignal(signal: string, os: string | undefined, at: FieldPath): FieldError[] {
  if (os === 'windows') return supported(signal, WINDOWS, at);
  if (os === 'linux') return supported(signal, LINUX, at);
  return os === undefined ? [forbiddenField(at, 'may not be set for containers with empty `spec.os.name`')] : [];
}
