package api

import (
	"sync"

	"chargeback/internal/chargeback"
)

// mostExports is how many files one person has made at once (TRUST C8.4).
const mostExports = 2

// exports counts the files that are being made, by person.
type exports struct {
	mutex sync.Mutex
	count map[string]int
}

// begin makes room for a file of a person; end gives it back. The error is
// TooManyExports where the person has as many as one may.
func (e *exports) begin(c *call) (end func(), err error) {
	name := c.caller.Person.Name
	e.mutex.Lock()
	defer e.mutex.Unlock()
	if e.count[name] >= mostExports {
		c.c.Header("Retry-After", "1")
		return nil, &chargeback.Error{Code: chargeback.TooManyExports}
	}
	if e.count == nil {
		e.count = make(map[string]int)
	}
	e.count[name]++
	return func() {
		e.mutex.Lock()
		defer e.mutex.Unlock()
		if e.count[name]--; e.count[name] == 0 {
			delete(e.count, name)
		}
	}, nil
}
