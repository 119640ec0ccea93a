// Package recent keeps what was made lately, so that it need not be made again.
package recent

import (
	"slices"
	"sync"
)

// Values keeps the values that were asked for lately, by key. One is made once,
// however many ask for it at the same time. The zero value is empty and ready;
// it must not be copied.
type Values[V any] struct {
	mutex  sync.Mutex
	values map[string]V
	order  []string // the longest unasked first
	making map[string]chan struct{}
}

// Get returns the value of a key, made where it is not among the kept ones.
// Whoever asks while it is being made waits; where that fails, they try
// themselves. The error is that of create, and is not kept.
func (r *Values[V]) Get(key string, kept int, create func() (V, error)) (V, error) {
	for {
		r.mutex.Lock()
		if value, ok := r.values[key]; ok {
			at := slices.Index(r.order, key)
			r.order = append(slices.Delete(r.order, at, at+1), key)
			r.mutex.Unlock()
			return value, nil
		}
		made, ok := r.making[key]
		if !ok {
			if r.making == nil {
				r.values, r.making = make(map[string]V), make(map[string]chan struct{})
			}
			r.making[key] = make(chan struct{})
			r.mutex.Unlock()
			return r.create(key, kept, create)
		}
		r.mutex.Unlock()
		<-made
	}
}

func (r *Values[V]) create(key string, kept int, create func() (V, error)) (value V, err error) {
	done := false
	defer func() {
		r.mutex.Lock()
		defer r.mutex.Unlock()
		close(r.making[key])
		delete(r.making, key)
		if !done || err != nil {
			return
		}
		r.values[key], r.order = value, append(r.order, key)
		if len(r.order) > kept {
			delete(r.values, r.order[0])
			r.order = r.order[1:]
		}
	}()
	value, err = create()
	done = true
	return value, err
}
