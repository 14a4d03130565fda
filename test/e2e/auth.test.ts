/** Who one is, and what one may do. */
import { after, describe, test } from 'node:test';
import { ControlPlane } from '../support/control-plane.ts';
import { prints } from '../support/expect.ts';

const plane = await ControlPlane.start();
after(plane.stop);
const { kubectl } = plane;

describe('auth', { concurrency: true }, () => {
  test('whoami', () =>
    prints(kubectl('auth whoami'), {
      stdout: /^ATTRIBUTE +VALUE\nUsername +kubernetes-admin\nGroups +\[system:masters system:authenticated\]\n/,
    }));

  test('whoami as somebody whose name is not ASCII', () =>
    prints(kubectl('auth whoami --as grün --as-group größe'), {
      stdout: /^ATTRIBUTE +VALUE\nUsername +grün\nGroups +\[größe system:authenticated\]\n/,
    }));

  test('can-i', async () => {
    await prints(kubectl('auth can-i delete pods --all-namespaces'), { stdout: 'yes\n' });
    await prints(kubectl('auth can-i get /metrics'), { stdout: 'yes\n' });
    await prints(kubectl('auth can-i use gadgets'), {
      stdout: 'yes\n',
      stderr: /^Warning: the server doesn't have a resource type 'gadgets'\n+$/,
    });
  });

  test('can-i --list', () =>
    prints(kubectl('auth can-i --list'), {
      stdout:
        /^Resources +Non-Resource URLs +Resource Names +Verbs\n\*\.\* +\[\] +\[\] +\[\*\]\n +\[\*\] +\[\] +\[\*\]\n/,
    }));
});
