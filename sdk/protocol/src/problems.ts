/** The stable codes of every refusal, each with its status and title. Free of zod, so that monitored servers need not load it. */

/** Code → status and title. Codes never change their meaning; new ones may come. */
export const problems = {
  malformed_json: { status: 400, title: 'The body is not valid JSON' },
  invalid_body: { status: 400, title: 'The body does not fit the schema' },
  invalid_query: { status: 400, title: 'The query string does not fit the schema' },
  unsupported_version: { status: 400, title: 'This version of the protocol is not spoken here' },
  unknown_key: { status: 401, title: 'No site has this write key' },
  unknown_token: { status: 401, title: 'The token is missing, unknown or revoked' },
  not_logged_in: { status: 401, title: 'Log in first' },
  wrong_credentials: { status: 401, title: 'E-mail or password is wrong' },
  foreign_origin: { status: 403, title: 'The site does not list this origin' },
  wrong_service: { status: 403, title: 'The token belongs to another service' },
  forbidden: { status: 403, title: 'You may not do this' },
  not_found: { status: 404, title: 'There is nothing here' },
  method_not_allowed: { status: 405, title: 'This method is not allowed here' },
  conflict: { status: 409, title: 'It clashes with what is there' },
  precondition_failed: { status: 412, title: 'It was changed meanwhile' },
  body_stalled: { status: 408, title: 'The body stopped coming' },
  body_too_large: { status: 413, title: 'The body is too large' },
  too_slow: { status: 422, title: 'This question takes too long' },
  unsupported_encoding: { status: 415, title: 'This content type, charset or encoding is not understood' },
  invalid_range: { status: 416, title: 'There is no such range' },
  unsupported_file: { status: 415, title: 'Files of this kind are not taken' },
  broken_file: { status: 422, title: 'The file is damaged, or not what it says' },
  key_reused: { status: 422, title: 'The Idempotency-Key was used for another request' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something broke here' },
  spool_full: { status: 503, title: 'The buffer is full' },
  overloaded: { status: 503, title: 'Too busy to answer in time' },
  unavailable: { status: 503, title: 'A part this needs is away' },
} as const;
export type ProblemCode = keyof typeof problems;
