import { internalError, StatusError, serviceUnavailable } from '../../api/status.ts';
import { StorageError } from '../../storage/errors.ts';

/** Undefined: nobody foresaw it. */
export function toStatusError(error: unknown): StatusError | undefined {
  if (error instanceof StatusError) return error;
  return error instanceof StorageError ? storageFailure(error) : undefined;
}

/** What a client is told when the store cannot do its part. */
function storageFailure(error: StorageError): StatusError {
  switch (error.code) {
    case 'full':
      return new StatusError(507, 'InternalError', `the store is full, nothing was changed: ${error.message}`);
    case 'closed':
      return serviceUnavailable('the server is shutting down');
    case 'unavailable':
      return serviceUnavailable(`the store is not available: ${error.message}`);
    default:
      return internalError(error.message);
  }
}
