package server

import (
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
)

// How fast a client must be (TRUST C8.5): every piece of a body comes, and
// every piece of an answer is taken, within the patience. Who is slower holds a
// connection and is cut off; a telephone on a train is not.
const (
	patience = 10 * time.Second
	piece    = 64 << 10 // bytes
	buffered = 2 << 10  // bytes of an answer that are sent at the very end, with its length
)

// pace cuts off clients that send their body or take their answer slower than
// anybody needs to.
func (s *Server) pace(c *gin.Context) {
	control := http.NewResponseController(c.Writer)
	_ = control.SetReadDeadline(time.Time{}) // the work may take its time
	if c.Request.ContentLength != 0 {
		body := &pacedBody{ReadCloser: c.Request.Body, control: control, limit: s.limitOf(control.SetReadDeadline)}
		defer body.end(c.GetHeader("Expect") == "")
		c.Request.Body = body
	}
	w := &pacedWriter{ResponseWriter: c.Writer, server: s, control: control}
	c.Writer = w
	c.Next()
	if w.Size() > buffered {
		w.Flush()
	}
}

// limit is the time for one piece.
type limit struct {
	mutex    sync.Mutex
	over     bool
	patience time.Duration
	timer    *time.Timer
}

// limitOf begins to wait for a piece. Unless it comes, what is set a deadline
// gets one that has passed.
func (s *Server) limitOf(set func(time.Time) error) *limit {
	l := &limit{patience: s.patience}
	l.timer = time.AfterFunc(l.patience, func() {
		l.mutex.Lock()
		defer l.mutex.Unlock()
		if !l.over {
			_ = set(time.Unix(1, 0))
		}
	})
	return l
}

// again begins to wait for the next piece.
func (l *limit) again() { l.timer.Reset(l.patience) }

// stop ends the waiting.
func (l *limit) stop() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.over = true
	l.timer.Stop()
}

// pacedBody waits for the pieces of a body.
type pacedBody struct {
	io.ReadCloser
	control *http.ResponseController
	limit   *limit
	read    int  // of this piece
	ended   bool // all has come, or no more will
}

func (b *pacedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	switch b.read += n; {
	case err != nil:
		b.ended = true
		b.limit.stop()
	case b.read >= piece:
		b.read = 0
		b.limit.again()
	}
	return n, err
}

// unread is how much of a body that nobody wanted is read, so that its sender
// comes to read the answer.
const unread = 256 << 10

// end reads what nobody has read, where the client sends it without being
// asked and the server has not read it itself to answer. If that is too much,
// the connection ends with the answer.
func (b *pacedBody) end(sent bool) {
	defer b.limit.stop()
	if b.ended || !sent {
		return
	}
	if _, err := io.CopyN(io.Discard, b, unread); err == nil {
		b.limit.stop()
		_ = b.control.SetReadDeadline(time.Unix(1, 0))
	}
}

// pacedWriter writes an answer in pieces.
type pacedWriter struct {
	gin.ResponseWriter
	server  *Server
	control *http.ResponseController
}

func (w *pacedWriter) Write(p []byte) (written int, err error) {
	limit := w.server.limitOf(w.control.SetWriteDeadline)
	defer limit.stop()
	for {
		n, err := w.ResponseWriter.Write(p[:min(len(p), piece)])
		written += n
		if p = p[n:]; err != nil || len(p) == 0 {
			return written, err
		}
		limit.again()
	}
}

func (w *pacedWriter) WriteString(text string) (int, error) { return w.Write([]byte(text)) }

// Flush sends what has been written so far.
func (w *pacedWriter) Flush() {
	limit := w.server.limitOf(w.control.SetWriteDeadline)
	defer limit.stop()
	w.ResponseWriter.Flush()
}

// Unwrap returns the writer below, for http.ResponseController.
func (w *pacedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
