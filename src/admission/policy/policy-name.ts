/** How records name a policy, and the binding by which it was asked: `no-latest/everywhere`. */
export function policyName(policy: string, binding: string | undefined): string {
  return binding === undefined ? policy : `${policy}/${binding}`;
}
