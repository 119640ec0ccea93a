// Package postgres gives tests a PostgreSQL server of their own, from the
// programs that Debian installs. It is never part of the product.
//
// A test binary has one server, started by the first test that asks, and every
// test has databases of its own on it. Several test binaries at once do not
// meet: data, socket and log are in one temporary folder each, and the server
// listens on no network address. When the binary ends, however it ends, the
// server does too, and its folder is removed.
//
//	owner, application := postgres.Start(t).Database(t)
package postgres
