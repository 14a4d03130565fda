/** What one amount of a limit range demands of what is asked for. */
import { Quantity } from '../../../api/quantity.ts';

export type Amounts = ReadonlyMap<string, Quantity>;

/** What is asked for, of whatever the limit is about. */
export interface Asked {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

export interface Demand {
  /** Container, Pod, PersistentVolumeClaim */
  readonly type: string;
  readonly resource: string;
  readonly amount: Quantity;
}

/** @returns what is wrong, in upstream's words */
export type Constraint = (demand: Demand, asked: Asked) => string | undefined;

export const atLeast: Constraint = ({ type, resource, amount }, { requests, limits }) => {
  const request = requests.get(resource);
  const limit = limits.get(resource);
  const demand = `minimum ${resource} usage per ${type} is ${amount}`;
  if (!request) return `${demand}.  No request is specified`;
  if (request.compare(amount) < 0) return `${demand}, but request is ${request}`;
  return limit && limit.compare(amount) < 0 ? `${demand}, but limit is ${limit}` : undefined;
};

export const atMost: Constraint = ({ type, resource, amount }, { requests, limits }) => {
  const request = requests.get(resource);
  const limit = limits.get(resource);
  const demand = `maximum ${resource} usage per ${type} is ${amount}`;
  if (!limit) return `${demand}.  No limit is specified`;
  if (limit.compare(amount) > 0) return `${demand}, but limit is ${limit}`;
  return request && request.compare(amount) > 0 ? `${demand}, but request is ${request}` : undefined;
};

/** Of what has no limits of its own. */
export const requestAtMost: Constraint = ({ type, resource, amount }, { requests }) => {
  const request = requests.get(resource);
  const demand = `maximum ${resource} usage per ${type} is ${amount}`;
  if (!request) return `${demand}.  No request is specified`;
  return request.compare(amount) > 0 ? `${demand}, but request is ${request}` : undefined;
};

export const ratioAtMost: Constraint = ({ type, resource, amount }, { requests, limits }) => {
  const request = requests.get(resource) ?? Quantity.ZERO;
  const limit = limits.get(resource) ?? Quantity.ZERO;
  const demand = `${resource} max limit to request ratio per ${type} is ${amount}`;
  if (request.isZero()) return `${demand}, but no request is specified or request is 0`;
  if (limit.isZero()) return `${demand}, but no limit is specified or limit is 0`;
  const ratio = limit.toNumber() / request.toNumber();
  return ratio > amount.toNumber() ? `${demand}, but provided ratio is ${ratio.toFixed(6)}` : undefined;
};
