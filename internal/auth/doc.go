// Package auth says who is calling, and which routes they may call.
//
// It owns passwords, sessions, API tokens, logging in through an OpenID
// provider, the limits of logging in, and the table of routes with who may call
// them ([Policy]). It does not own what a person may do with a month or a bill:
// the use cases of package billing ask that again, by role and by scope.
//
// Decisions, November 2026:
//
//   - Nothing about a person is kept in a cookie or a token: roles and grants are
//     read from the database at each request, in one transaction with the
//     session. A session holds the epoch of the person's credential, which rises
//     with every change of password, roles or grants; another epoch ends it.
//   - Sessions are scs's, with their tokens hashed in our database. How long they
//     last is decided by the store, by our clock: scs knows only the machine's.
//     When a session was last seen is written at most once a minute, so reading
//     pages is not writing.
//   - Attempts to log in are counted in the database, so any number of servers
//     count together and a restart forgives nothing. An attempt counts from its
//     beginning: many at once are no way around the limit.
//   - The log has no name that nobody has: people write passwords in the field
//     above.
//   - Other sites cannot make a browser change anything: net/http's protection by
//     Sec-Fetch-Site and Origin. Calls with a token need none, since no browser
//     sends tokens by itself.
//   - Anonymous calls that are refused leave no event: the log would grow at the
//     will of anybody.
package auth
