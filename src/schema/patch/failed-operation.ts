import { StatusError, unprocessable } from '../../api/status.ts';

/** An operation of a JSON patch that cannot be done. Clients of kube-apiserver are not told which it is, nor why. */
export class FailedOperation extends StatusError {
  readonly why: string;
  /** It is a test that found another value, and nothing else is wrong. */
  readonly isFailedTest: boolean;

  constructor(why: string, isFailedTest: boolean) {
    const { code, reason, message, details } = unprocessable();
    super(code, reason, message, details);
    this.why = why;
    this.isFailedTest = isFailedTest;
  }
}
