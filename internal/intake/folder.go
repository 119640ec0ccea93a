package intake

import (
	"errors"
	"path/filepath"
	"strings"

	"chargeback/internal/chargeback"
)

// WithoutFolder returns a failure as it may be told to those who sent a file,
// who know its name but not the folder that it was kept in. The errors are
// copies.
func WithoutFolder(err error, folder string) error {
	var many *chargeback.Errors
	var one *chargeback.Error
	switch {
	case errors.As(err, &many):
		told := &chargeback.Errors{Count: many.Count}
		for _, e := range many.List {
			told.List = append(told.List, withoutFolder(e, folder))
		}
		return told
	case errors.As(err, &one):
		return withoutFolder(one, folder)
	}
	return err
}

func withoutFolder(e *chargeback.Error, folder string) *chargeback.Error {
	told := *e
	for _, text := range []*string{&told.File, &told.Value} {
		if rest, ok := strings.CutPrefix(*text, folder); ok {
			*text = strings.TrimPrefix(rest, string(filepath.Separator))
		}
	}
	return &told
}
