package billing_test

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"chargeback/allocation"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/postgres"
	"chargeback/internal/store"
)

// trial says whether the full figures of TRUST are asked for (make trial).
var trial = os.Getenv("CHARGEBACK_TRIAL") != ""

// cutter stands between the product and PostgreSQL, counts the messages of the
// product, and cuts the connection once: at a message, before or after it has
// been passed on.
type cutter struct {
	listener   net.Listener
	target     string
	at, seen   atomic.Int64
	after, cut atomic.Bool
}

// newCutter listens on a socket of its own and returns the address of the
// database behind it.
func newCutter(t *testing.T, server *postgres.Server, address string) (c *cutter, through string) {
	folder, err := os.MkdirTemp("", "cut")
	require.NoError(t, err)
	t.Cleanup(func() { os.RemoveAll(folder) })
	c = &cutter{target: server.Socket()}
	c.listener, err = net.Listen("unix", filepath.Join(folder, filepath.Base(c.target)))
	require.NoError(t, err)
	t.Cleanup(func() { c.listener.Close() })
	go func() {
		for {
			client, err := c.listener.Accept()
			if err != nil {
				return
			}
			go c.serve(client)
		}
	}()
	u, err := url.Parse(address)
	require.NoError(t, err)
	query := u.Query()
	query.Set("host", folder)
	u.RawQuery = query.Encode()
	return c, u.String()
}

// arm has the n-th message from now cut; 0 cuts nothing.
func (c *cutter) arm(n int64, after bool) {
	c.seen.Store(0)
	c.cut.Store(false)
	c.after.Store(after)
	c.at.Store(n)
}

func (c *cutter) serve(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("unix", c.target)
	if err != nil {
		return
	}
	defer server.Close()
	go func() {
		_, _ = io.Copy(client, server)
		client.Close()
	}()
	for first := true; ; first = false {
		message, err := readMessage(client, first)
		if err != nil {
			return
		}
		cut := c.seen.Add(1) == c.at.Load() && c.cut.CompareAndSwap(false, true)
		if cut && !c.after.Load() {
			return
		}
		if _, err := server.Write(message); err != nil {
			return
		}
		if cut {
			client.Close() // the reply is lost; the server does what it was told
			time.Sleep(20 * time.Millisecond)
			return
		}
	}
}

// readMessage reads one message of the frontend: the first has no type.
func readMessage(from io.Reader, first bool) ([]byte, error) {
	head := make([]byte, 5)
	if first {
		head = head[:4]
	}
	if _, err := io.ReadFull(from, head); err != nil {
		return nil, err
	}
	size := binary.BigEndian.Uint32(head[len(head)-4:])
	message := make([]byte, len(head)+int(size)-4)
	copy(message, head)
	_, err := io.ReadFull(from, message[len(head):])
	return message, err
}

// TestConnectionCutAtEveryMessage (TRUST C2.2, C2.3): the connection is cut at
// the n-th message of the product, for every n until the work is done without a
// cut, before and after the message has been passed on. Whatever was cut, it was
// either done or not, and doing it again has the effect of doing it once.
func TestConnectionCutAtEveryMessage(t *testing.T) {
	server := postgres.Start(t)
	owner, application := server.Database(t)
	require.NoError(t, store.Migrate(t.Context(), owner, "application"))
	w := newWorld(t, application)
	months := 240
	costs := "id,date,category,amount\n"
	for m := range months {
		costs += fmt.Sprintf("c%d,%04d-%02d-10,PC,%d.10\n", m, 1990+m/12, 1+m%12, 100+m)
	}
	facts := map[string]string{"costs": costs}
	for name, text := range tiny {
		if name != "costs" {
			facts[name] = text
		}
	}
	w.mustTake(facts)
	cutter, through := newCutter(t, server, application)
	next := allocation.Period{Year: 1990, Month: 1}
	take := func() (p allocation.Period) {
		p, next = next, next.Next()
		return p
	}
	// each runs an action through the cutter, every time on a month made ready
	// for it, until the action is done without a cut.
	stride := int64(9)
	if trial {
		stride = 1
	}
	each := func(name string, after bool, ready func() allocation.Period, action func(*world, allocation.Period) error, settled func(allocation.Period, error)) {
		cuts := 0
		for n := int64(1); ; n += stride {
			p := ready()
			cutter.arm(n, after)
			db, err := store.Open(t.Context(), through, store.Options{Connections: 2})
			if err == nil {
				cut := *w
				cut.Service = &billing.Service{DB: books{db}, Now: w.Now}
				err = action(&cut, p)
				db.Close()
			}
			settled(p, err)
			if !cutter.cut.Load() {
				require.NoError(t, err)
				break
			}
			cuts++
		}
		t.Logf("%s, after=%v: %d positions cut", name, after, cuts)
	}
	calculate := func(w *world, p allocation.Period) error {
		_, err := w.Calculate(t.Context(), anna, p)
		return err
	}
	for _, after := range []bool{false, true} {
		each("calculate", after, take, calculate, func(p allocation.Period, _ error) {
			require.NoError(t, calculate(w, p))
			m := w.status(p)
			require.Equal(t, chargeback.Calculated, m.State)
			require.Equal(t, 1, w.count("calculate", p), "done once")
		})
	}
	// Months close in order, so those that were calculated are closed first.
	close := func(w *world, p allocation.Period) error {
		_, err := w.Close(t.Context(), anna, p, "")
		return err
	}
	closing := allocation.Period{Year: 1990, Month: 1}
	approved := func() allocation.Period {
		p := closing
		closing = closing.Next()
		require.NoError(t, calculate(w, p))
		_, err := w.Approve(t.Context(), bo, p)
		require.NoError(t, err)
		return p
	}
	for _, after := range []bool{false, true} {
		each("close", after, approved, close, func(p allocation.Period, _ error) {
			if err := close(w, p); err != nil {
				refuses(t, chargeback.MonthClosed, err)
			}
			require.Equal(t, 1, w.count("close", p), "closed once")
		})
	}
	corrected := allocation.Period{Year: 1990, Month: 1}
	late := 0
	for _, after := range []bool{false, true} {
		each("correct", after, func() allocation.Period {
			p := corrected
			if corrected = corrected.Next(); !corrected.Before(closing) {
				corrected = allocation.Period{Year: 1990, Month: 1}
			}
			late++
			w.mustTake(map[string]string{"costs": fmt.Sprintf("id,date,category,amount\nlate%d,%s-11,PC,1.00\n", late, p)})
			return p
		}, func(w *world, p allocation.Period) error {
			_, err := w.Correct(t.Context(), anna, p)
			return err
		}, func(p allocation.Period, _ error) {
			if _, err := w.Correct(t.Context(), anna, p); err != nil {
				refuses(t, chargeback.NothingToCorrect, err)
			}
		})
	}
	require.Equal(t, late, w.count("correct", allocation.Period{}), "each late cost was corrected once")
	w.proves(allocation.Period{Year: 1990, Month: 1})
}
