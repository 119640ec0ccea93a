package server

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/require"

	"chargeback/internal/chargeback"
)

// start serves a few routes with little patience.
func start(t *testing.T) (s *Server, address string, log *lockedText) {
	log = new(lockedText)
	s, err := New(Options{
		Listen: "127.0.0.1:0", Uploads: []string{"/upload"}, Now: func() time.Time { return time.Unix(0, 0) },
		Log: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	require.NoError(t, err)
	s.patience = 300 * time.Millisecond
	read := func(c *gin.Context) {
		n, err := io.Copy(io.Discard, c.Request.Body)
		c.String(max(Status(err), http.StatusOK), "%d", n)
	}
	s.Engine.POST("/upload", read)
	s.Engine.POST("/form", read)
	s.Engine.POST("/refuse", func(c *gin.Context) { c.String(http.StatusForbidden, "no") })
	s.Engine.POST("/refuse/long", func(c *gin.Context) { c.String(http.StatusForbidden, strings.Repeat("no", 10_000)) })
	s.Engine.GET("/long", func(c *gin.Context) { c.Data(http.StatusOK, "text/plain", make([]byte, 64<<20)) })
	s.Engine.GET("/late", func(c *gin.Context) {
		select {
		case <-time.After(3 * s.patience):
			c.String(http.StatusOK, "done")
		case <-c.Request.Context().Done():
		}
	})
	s.Engine.GET("/gone", func(c *gin.Context) {
		<-c.Request.Context().Done()
		c.Status(http.StatusInternalServerError)
	})
	s.Engine.GET("/panic", func(*gin.Context) { panic("bug: SELECT secret FROM persons") })
	s.Engine.GET("/half", func(c *gin.Context) {
		_, _ = c.Writer.WriteString(strings.Repeat("x", 10_000))
		panic(http.ErrAbortHandler)
	})
	ready := make(chan string, 1)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, func(a string) { ready <- a }) }()
	address = <-ready
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
	})
	return s, address, log
}

// lockedText is a log that is read while it is written.
type lockedText struct {
	mutex sync.Mutex
	text  strings.Builder
}

func (l *lockedText) Write(p []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.Write(p)
}

func (l *lockedText) String() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.String()
}

// dial opens a connection and sends a text.
func dial(t *testing.T, address, text string) net.Conn {
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	_, err = io.WriteString(conn, text)
	require.NoError(t, err)
	return conn
}

// TestLimits (TRUST C8.4): a body of a megabyte, a file of twenty, a header of
// less than 64 KiB.
func TestLimits(t *testing.T) {
	_, address, _ := start(t)
	f := func(path, kind string, size int, status int) {
		t.Helper()
		answer, err := http.Post("http://"+address+path, kind, strings.NewReader(strings.Repeat("x", size)))
		if err != nil && status == http.StatusRequestEntityTooLarge && size > 2*MaxBody {
			return // the connection was closed while it was being sent
		}
		require.NoError(t, err)
		defer answer.Body.Close()
		require.Equal(t, status, answer.StatusCode, "%s %s %d", path, kind, size)
	}
	const large = http.StatusRequestEntityTooLarge
	for _, kind := range []string{"application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"} {
		f("/form", kind, MaxBody, http.StatusOK)
		f("/form", kind, MaxBody+1, large)
		f("/upload", kind, MaxUpload, http.StatusOK)
		f("/upload", kind, MaxUpload+1, large)
	}
	for size, status := range map[int]string{16 << 10: "405", 64 << 10: "431", 200 << 10: "431"} {
		conn := dial(t, address, "GET /form HTTP/1.1\r\nHost: x\r\nX: "+strings.Repeat("x", size)+"\r\n\r\n")
		line, err := bufio.NewReader(conn).ReadString('\n')
		require.NoError(t, err)
		require.Contains(t, line, status)
	}
}

// TestSlowClients (TRUST C8.5): who sends a header or a body drop by drop, or
// does not read the answer, is cut off; others are served meanwhile, and work
// that takes longer is let be.
func TestSlowClients(t *testing.T) {
	s, address, _ := start(t)
	clients, patience, limit := 100, 6*s.patience, 15*time.Second
	if testing.Short() { // the race detector has no room for four hundred
		clients, patience, limit = 10, 30*s.patience, time.Minute
	}
	var slow sync.WaitGroup
	begun := time.Now()
	drip := func(first string) {
		conn := dial(t, address, first)
		slow.Go(func() {
			answered := make(chan struct{})
			go func() {
				_, _ = io.Copy(io.Discard, conn)
				close(answered)
			}()
			for {
				select {
				case <-answered:
					return
				case <-time.After(20 * time.Millisecond):
					if _, err := io.WriteString(conn, "x"); err != nil {
						return
					}
				}
			}
		})
	}
	for range clients {
		drip("POST /form HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\n")
		drip("POST /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
		drip("POST /nowhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n")
		conn := dial(t, address, "GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
		slow.Go(func() { // reads nothing until the server has given up
			time.Sleep(patience)
			n, _ := io.Copy(io.Discard, conn)
			if n > 32<<20 {
				t.Errorf("read %d bytes of an answer that nobody took", n)
			}
		})
	}
	worst := time.Duration(0)
	for range 20 {
		asked := time.Now()
		answer, err := http.Post("http://"+address+"/form", "text/plain", strings.NewReader("abc"))
		require.NoError(t, err)
		answer.Body.Close()
		require.Equal(t, http.StatusOK, answer.StatusCode)
		worst = max(worst, time.Since(asked))
	}
	require.Less(t, worst, 5*time.Second)
	slow.Wait()
	require.Less(t, time.Since(begun), limit)

	for range 2 { // on a connection that is used again
		answer, err := http.Get("http://" + address + "/late")
		require.NoError(t, err)
		text, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		require.NoError(t, err)
		require.Equal(t, "done", string(text))
	}
	answer, err := http.Get("http://" + address + "/long")
	require.NoError(t, err)
	defer answer.Body.Close()
	n, err := io.Copy(io.Discard, answer.Body)
	require.NoError(t, err)
	require.Equal(t, int64(64<<20), n)
}

// TestRefusedBodies: a connection goes on after a body that nobody read, with
// all that comes after it, unless the body was long.
func TestRefusedBodies(t *testing.T) {
	s, address, _ := start(t)
	s.Engine.GET("/alive", func(c *gin.Context) { c.String(http.StatusOK, "%v", c.Request.Context().Err()) })
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}}
	defer client.CloseIdleConnections()
	for _, path := range []string{"/refuse", "/refuse/long", "/form", "/nowhere"} {
		for _, size := range []int{1, 3000, 200_000, 900_000} {
			answer, err := client.Post("http://"+address+path, "text/plain", strings.NewReader(strings.Repeat("x", size)))
			if err == nil {
				_, err = io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
			}
			if size < unread {
				require.NoError(t, err, "%s %d", path, size)
			}
			answer, err = client.Get("http://" + address + "/alive")
			require.NoError(t, err)
			text, err := io.ReadAll(answer.Body)
			answer.Body.Close()
			require.NoError(t, err)
			require.Equal(t, "<nil>", string(text), "%s %d", path, size)
		}
	}
}

// TestPanics (TRUST A21): a bug is told to the log, and to the client by its id
// only; a part is never taken for the whole.
func TestPanics(t *testing.T) {
	s, address, log := start(t)
	answer, err := http.Get("http://" + address + "/panic")
	require.NoError(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusInternalServerError, answer.StatusCode)
	require.NotContains(t, string(text), "SELECT")
	require.Contains(t, string(text), answer.Header.Get("X-Request-ID"))
	require.Contains(t, answer.Header.Get("Content-Security-Policy"), "default-src 'none'")
	require.Contains(t, log.String(), answer.Header.Get("X-Request-ID"))
	require.Contains(t, log.String(), "SELECT secret")

	// Who goes away is no failure of ours.
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	gone, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/gone", nil)
	require.NoError(t, err)
	_, err = http.DefaultClient.Do(gone)
	require.Error(t, err)
	require.Eventually(t, func() bool {
		count, err := s.meters.registry.Gather()
		return err == nil && strings.Contains(fmt.Sprint(count), `value:"499"`)
	}, 5*time.Second, 10*time.Millisecond)
	require.NotContains(t, log.String(), "/gone")

	half, err := http.Get("http://" + address + "/half")
	if err == nil {
		_, err = io.ReadAll(half.Body)
		half.Body.Close()
	}
	require.Error(t, err)
}

// TestExports (TRUST C8.4): two files of one person at once.
func TestExports(t *testing.T) {
	var e Exports
	first, err := e.Begin("Eva")
	require.NoError(t, err)
	second, err := e.Begin("Eva")
	require.NoError(t, err)
	_, err = e.Begin("Eva")
	require.ErrorIs(t, err, &chargeback.Error{Code: chargeback.TooManyExports})
	require.Equal(t, http.StatusTooManyRequests, Status(err))
	_, err = e.Begin("Karin")
	require.NoError(t, err)
	first()
	third, err := e.Begin("Eva")
	require.NoError(t, err)
	second()
	third()
	require.Len(t, e.count, 1, fmt.Sprint(e.count))
}
