import { internalError, StatusError, serviceUnavailable } from '../../api/status.ts';
import type { StorageError } from '../../storage/errors.ts';

/** What a client is told when the store cannot do its part. */
export function storageFailure(error: StorageError): StatusError {
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
