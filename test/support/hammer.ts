/** Many requests over few connections. */
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { ControlPlane } from './control-plane.ts';
import type { Answer } from './https.ts';

/** Asks for a path again and again. @param onAnswer told of each answer, in the order in which they come */
export async function hammer(
  plane: ControlPlane,
  path: string,
  times: number,
  onAnswer: (answer: Answer) => void,
): Promise<void> {
  const agent = new Agent({ ...plane.credentials, keepAlive: true, maxSockets: 16 });
  const { hostname, port } = new URL(plane.url);
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const asked = request({ hostname, port, path, agent }, (response) => {
        text(response)
          .then((body) => onAnswer({ status: response.statusCode!, headers: response.headers, text: body }))
          .then(resolve, reject);
      });
      asked.on('error', reject).end();
    });
  let left = times;
  const lane = async () => {
    while (left-- > 0) await one();
  };
  try {
    await Promise.all(Array.from({ length: 16 }, lane));
  } finally {
    agent.destroy();
  }
}
