/** Probes and lifecycle hooks: what the kubelet does to a container while it runs. */
import { type FieldError, type FieldPath, forbiddenField, invalidValue, required } from '../../../api/field.ts';
import { isHttpHeaderName } from '../../../api/names.ts';
import type {
  V1Container,
  V1ExecAction,
  V1GRPCAction,
  V1HTTPGetAction,
  V1Lifecycle,
  V1Probe,
  V1SleepAction,
  V1TCPSocketAction,
} from '../../../schema/generated/types.ts';
import { validateName, validateNonnegative } from '../../validation/common.ts';
import { validatePortOrName } from './container-ports.ts';
import { requireValue, supported } from './rules.ts';

/** A probe's or a hook's; sleeping is for hooks, gRPC for probes. */
interface Actions {
  exec: V1ExecAction;
  httpGet: V1HTTPGetAction;
  tcpSocket: V1TCPSocketAction;
  grpc: V1GRPCAction;
  sleep: V1SleepAction;
}
type Handler = Partial<Actions>;
type ActionRule<A> = (action: A, at: FieldPath, grace: number | undefined) => FieldError[];
type HandlerRules = { [H in keyof Actions]: ActionRule<Actions[H]> };

const HANDLERS: HandlerRules = {
  exec: (exec, at) => requireValue(exec.command, at.child('command')),
  httpGet: validateHttpGet,
  tcpSocket: (tcp, at) => validatePortOrName(tcp.port, at.child('port')),
  grpc: (grpc, at) => validatePortOrName(grpc.port, at.child('port')),
  sleep: validateSleep,
};
const HANDLER_NAMES = Object.keys(HANDLERS) as (keyof Actions)[];

function validateHandler(handler: Handler, at: FieldPath, grace: number | undefined): FieldError[] {
  const [first, ...others] = HANDLER_NAMES.filter((name) => handler[name] !== undefined);
  if (first === undefined) return [required(at, 'must specify a handler type')];
  return [
    ...validateAction(handler, first, at.child(first), grace),
    ...others.map((name) => forbiddenField(at.child(name), 'may not specify more than 1 handler type')),
  ];
}

function validateAction<H extends keyof Actions>(
  handler: Handler,
  name: H,
  at: FieldPath,
  grace: number | undefined,
): FieldError[] {
  return HANDLERS[name](handler[name]!, at, grace);
}

function validateHttpGet(http: V1HTTPGetAction, at: FieldPath): FieldError[] {
  return [
    ...requireValue(http.path, at.child('path')),
    ...validatePortOrName(http.port, at.child('port')),
    ...supported(http.scheme ?? '', ['HTTP', 'HTTPS'], at.child('scheme')),
    ...(http.httpHeaders ?? []).flatMap((header) =>
      validateName(header.name ?? '', isHttpHeaderName, at.child('httpHeaders')),
    ),
  ];
}

function validateSleep(sleep: V1SleepAction, at: FieldPath, grace: number | undefined): FieldError[] {
  const seconds = sleep.seconds ?? 0;
  if (grace === undefined || (seconds >= 0 && seconds <= grace)) return [];
  return [invalidValue(at, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${grace})`)];
}

const PROBE_COUNTS = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const;

function validateProbe(probe: V1Probe, at: FieldPath, grace: number | undefined): FieldError[] {
  const errors = validateHandler(probe, at, grace);
  for (const count of PROBE_COUNTS) errors.push(...validateNonnegative(probe[count], at.child(count)));
  const own = probe.terminationGracePeriodSeconds;
  if (own !== undefined && own <= 0) {
    errors.push(invalidValue(at.child('terminationGracePeriodSeconds'), own, 'must be greater than 0'));
  }
  return errors;
}

/** A probe that kills: one success is enough. */
function validateRestartingProbe(probe: V1Probe, at: FieldPath, grace: number | undefined): FieldError[] {
  const errors = validateProbe(probe, at, grace);
  const successes = probe.successThreshold ?? 0;
  return successes === 1 ? errors : [...errors, invalidValue(at.child('successThreshold'), successes, 'must be 1')];
}

function validateReadinessProbe(probe: V1Probe, at: FieldPath, grace: number | undefined): FieldError[] {
  const errors = validateProbe(probe, at, grace);
  const own = probe.terminationGracePeriodSeconds;
  if (own === undefined) return errors;
  const detail = 'must not be set for readinessProbes';
  return [...errors, invalidValue(at.child('terminationGracePeriodSeconds'), own, detail)];
}

/** @param grace of the pod: a hook may not sleep longer */
export function validateHandlers(container: V1Container, at: FieldPath, grace: number | undefined): FieldError[] {
  const { lifecycle, livenessProbe, readinessProbe, startupProbe } = container;
  return [
    ...(lifecycle ? validateLifecycle(lifecycle, at.child('lifecycle'), grace) : []),
    ...(livenessProbe ? validateRestartingProbe(livenessProbe, at.child('livenessProbe'), grace) : []),
    ...(readinessProbe ? validateReadinessProbe(readinessProbe, at.child('readinessProbe'), grace) : []),
    ...(startupProbe ? validateRestartingProbe(startupProbe, at.child('startupProbe'), grace) : []),
  ];
}

function validateLifecycle(
  { postStart, preStop }: V1Lifecycle,
  at: FieldPath,
  grace: number | undefined,
): FieldError[] {
  return [
    ...(postStart ? validateHandler(postStart, at.child('postStart'), grace) : []),
    ...(preStop ? validateHandler(preStop, at.child('preStop'), grace) : []),
  ];
}
