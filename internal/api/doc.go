// Package api is the product for programs: JSON over HTTP, described by OpenAPI
// 3.1 (SPEC §11).
//
// It owns the form of requests and answers: routes, fields, lists, problems,
// and what keeps a request from being done twice or on something that has
// changed meanwhile. It does not own who may do what with a month or a bill (the
// use cases of package billing ask that), nor who is calling (package auth).
//
// Decisions, November 2026:
//
//   - gin routes and huma describes: the description is made of the same Go types
//     that are written, and a test holds every answer to it.
//   - huma reads bodies with encoding/json, which takes the last of two equal
//     fields and mends what is not UTF-8. Requests are therefore looked at before
//     huma sees them: what is not one plain document, or has a parameter that
//     nobody knows, is refused.
//   - A failure in the address or the headers is 400, one in the fields of a body
//     422. Failures have a code that stays, and a sentence that may change.
//   - Amounts are strings in kronor with two decimals, quantities strings without
//     trailing zeros: no reader takes them for floating-point numbers (SPEC §8).
//   - Changing requests are kept with their replies in the transaction of their
//     effect, so a lost reply can be asked for again. What only tries (dry_run)
//     changes nothing and is not kept.
//   - The version of a month, its ETag, rises with each change of its state and
//     with each correction. That of a person is a digest of what is known of them.
//   - Lists are sorted and filtered in memory: there are hundreds of months or
//     departments. The audit log is read in order, in constant memory.
//   - The documentation page is made of the same document; huma's own loads
//     scripts from elsewhere.
package api
