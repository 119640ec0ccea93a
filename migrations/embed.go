// Package migrations holds the schema of both databases, as goose reads it. The
// folders have the same numbers: a number is one state of the schema on either.
package migrations

import "embed"

// Files has a folder per dialect: sqlite and postgres.
//
//go:embed sqlite/*.sql postgres/*.sql
var Files embed.FS
