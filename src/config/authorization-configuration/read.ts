import { statSync } from 'node:fs';
import { compileMatchCondition } from '../../authorization/webhook/match-conditions.ts';
import { ConfigError } from '../errors.ts';
import { decodeAuthorizationConfiguration } from './authorization-configuration.ts';
import { type AuthorizerPlan, planOf } from './plan.ts';
import { validateAuthorizationConfiguration } from './validate.ts';

/** @param content the file of --authorization-config @throws ConfigError with all that is wrong with it */
export async function readAuthorizationConfiguration(content: Buffer): Promise<AuthorizerPlan[]> {
  const configuration = await decodeAuthorizationConfiguration(content);
  const errors = validateAuthorizationConfiguration(configuration, { fileProblem, expressionProblem });
  if (errors.length === 0) return planOf(configuration);
  throw new ConfigError(errors.length === 1 ? String(errors[0]) : `[${errors.join(', ')}]`);
}

function fileProblem(path: string): string | undefined {
  try {
    return statSync(path).isFile() ? undefined : 'must be a regular file';
  } catch (error) {
    return `error loading file: ${(error as NodeJS.ErrnoException).code}`;
  }
}

function expressionProblem(expression: string): string | undefined {
  try {
    compileMatchCondition(expression);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
