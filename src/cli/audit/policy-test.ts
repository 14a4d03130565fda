/** `allium audit policy test`: which rule of an audit policy each request would meet. */
import { readFile } from 'node:fs/promises';
import { AUDIT_STAGES } from '../../audit/event.ts';
import { PolicyEvaluator } from '../../audit/policy/evaluate.ts';
import { readAuditPolicy } from '../../config/audit-policy/audit-policy.ts';
import { readPolicyRequests } from '../../config/audit-policy/policy-requests.ts';
import { ConfigError } from '../../config/errors.ts';
import { report } from '../failure.ts';
import { DONE, type Io } from '../io.ts';
import { formatted, type Output, table } from '../table.ts';

interface PolicyTestOptions {
  readonly filename: string;
  readonly output?: Output;
}

interface Verdict {
  readonly request: string;
  /** The position of the rule in the policy. */
  readonly rule: number | undefined;
  readonly level: string;
  readonly stages: readonly string[];
}

export const POLICY_TEST_HELP = `
requests.yaml:

  apiVersion: allium.dev/v1alpha1
  kind: AuditRequestList
  requests:
  - {user: jane, groups: [dev], verb: get, resource: secrets, namespace: shop, name: db}
  - {user: jane, verb: create, group: apps, resource: deployments/scale, namespace: shop, name: web}
  - {verb: get, path: /metrics}
`;

export async function policyTest(policyFile: string, options: PolicyTestOptions, io: Io): Promise<number> {
  try {
    const policy = await readFrom(policyFile, readAuditPolicy);
    const requests = await readFrom(options.filename, readPolicyRequests);
    const evaluator = new PolicyEvaluator(policy);
    const verdicts = requests.map(({ words, request }): Verdict => {
      const { rule, level, omitStages } = evaluator.evaluate(request);
      const stages = level === 'None' ? [] : AUDIT_STAGES.filter((stage) => !omitStages.has(stage));
      return { request: words, rule, level, stages };
    });
    io.out(await formatted(verdicts, options.output, () => readable(verdicts)));
    return DONE;
  } catch (error) {
    return report(error, io);
  }
}

async function readFrom<T>(file: string, read: (content: Buffer) => Promise<T>): Promise<T> {
  try {
    return await read(await readFile(file));
  } catch (error) {
    throw new ConfigError(`${file}: ${(error as Error).message}`);
  }
}

function readable(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(({ request, rule, level, stages }) => [
    request,
    rule === undefined ? '(none)' : `rules[${rule}]`,
    level,
    stages.join(','),
  ]);
  return table([['REQUEST', 'RULE', 'LEVEL', 'STAGES'], ...rows]);
}
