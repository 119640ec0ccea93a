// Package server is the HTTP server: its limits, its headers, what it writes
// to the log and what it counts. The API and the pages are mounted on it.
//
// It owns what holds for every request, whatever is asked: how large and how
// slow a request may be, whose word about the client's address is believed,
// which headers go with every answer, that a panic becomes a sentence with an
// id, and that the server stops without cutting anybody off. Metrics and
// profiles are on a listener of their own, on the machine itself only.
//
// Decisions, November 2026:
//
//   - The log tells route, status and time of a request, never a name, a path
//     with codes in it, or an address of a person's machine: those who acted
//     stand in the audit log.
//   - Nobody's X-Forwarded-For is believed unless the proxy was declared; gin
//     believes all of them by default.
package server
