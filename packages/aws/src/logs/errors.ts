// What a log group's service says of a token of its own.

/** The service no longer knows the token, which lives for a day. Its own words are the cause. */
export class StaleToken extends Error {}
