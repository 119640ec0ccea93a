package server

import (
	"sync"

	"chargeback/internal/chargeback"
)

// mostExports is how many files one person has made at once (TRUST C8.4).
const mostExports = 2

// Exports counts the files that are being made, by person. The zero value is
// ready; it is safe for use by many goroutines.
type Exports struct {
	mutex sync.Mutex
	count map[string]int
}

// Begin makes room for a file of a person; end gives it back. The error is
// TooManyExports where the person has as many as one may.
func (e *Exports) Begin(person string) (end func(), err error) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if e.count[person] >= mostExports {
		return nil, &chargeback.Error{Code: chargeback.TooManyExports}
	}
	if e.count == nil {
		e.count = make(map[string]int)
	}
	e.count[person]++
	return func() {
		e.mutex.Lock()
		defer e.mutex.Unlock()
		if e.count[person]--; e.count[person] == 0 {
			delete(e.count, person)
		}
	}, nil
}
