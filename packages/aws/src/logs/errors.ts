// The error of CloudWatch Logs that callers handle.

/** The service no longer knows a pagination token, which is valid for a day. `cause`: the service's message. */
export class StaleToken extends Error {}
