package billing

import (
	"context"
	"sync"

	"chargeback/internal/chargeback"
)

// Once does something that a person asks for with a key, once for that key:
// what is done and the reply are kept in one transaction. The same key with the
// same request gets the same reply again, and nothing is done; replayed says
// so. With another request it is KeyReused, and while the first is under way in
// this process KeyInFlight. Where do fails nothing is kept, and the key may be
// used again.
//
// do is given a context in which use cases are part of the transaction. It may
// be run anew.
func (s *Service) Once(ctx context.Context, who Actor, asked chargeback.Reply, do func(context.Context) (chargeback.Reply, error)) (reply chargeback.Reply, replayed bool, err error) {
	if !s.inFlight.begin(asked.Person, asked.Key) {
		return reply, false, &chargeback.Error{Code: chargeback.KeyInFlight, Value: asked.Key}
	}
	defer s.inFlight.end(asked.Person, asked.Key)
	err = s.DB.Update(ctx, func(tx Tx) error {
		kept, ok, err := tx.Reply(asked.Person, asked.Key)
		switch {
		case err != nil:
			return err
		case ok && (kept.Route != asked.Route || kept.Request != asked.Request):
			return &chargeback.Error{Code: chargeback.KeyReused, Value: asked.Key}
		case ok:
			reply, replayed = kept, true
			return nil
		}
		if reply, err = do(context.WithValue(s.DB.Within(ctx, tx), onceKey{}, true)); err != nil {
			return err
		}
		reply.Person, reply.Key, reply.Route, reply.Request, reply.At = asked.Person, asked.Key, asked.Route, asked.Request, s.Now().UTC()
		return tx.KeepReply(reply)
	})
	return reply, replayed, s.Refused(ctx, who, asked.Route, err)
}

// onceKey marks a context whose transaction ends with its request: what is
// refused in it is told to the log afterwards, since nothing of it is kept.
type onceKey struct{}

// inFlight are the keys whose requests are under way.
type inFlight struct {
	mutex sync.Mutex
	keys  map[[2]string]bool
}

func (f *inFlight) begin(person, key string) bool {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.keys[[2]string{person, key}] {
		return false
	}
	if f.keys == nil {
		f.keys = make(map[[2]string]bool)
	}
	f.keys[[2]string{person, key}] = true
	return true
}

func (f *inFlight) end(person, key string) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	delete(f.keys, [2]string{person, key})
}
